import assert from 'node:assert/strict';
import { readMoment } from '../../../src/webview/logs/readMoment.ts';

describe('a time that is typed', () => {
  const dayMs = new Date(2026, 10, 21, 23, 59).getTime();
  const nowMs = new Date(2026, 10, 26, 12, 0).getTime();
  const read = (text: string): number | undefined => readMoment(text, dayMs, nowMs);

  it('is a time of the day that is shown, a day, both, or how long ago', () => {
    assert.equal(read('10:32'), new Date(2026, 10, 21, 10, 32).getTime());
    assert.equal(read(' 9:05:07.5 '), new Date(2026, 10, 21, 9, 5, 7, 500).getTime());
    assert.equal(read('2026-11-26 10:32:05'), new Date(2026, 10, 26, 10, 32, 5).getTime());
    assert.equal(read('2026-11-26'), new Date(2026, 10, 26).getTime());
    assert.equal(read('-15m'), nowMs - 900_000);
    assert.equal(read('-1h30m'), nowMs - 5_400_000);
  });

  it('may name its zone', () => {
    assert.equal(read('2026-11-26T10:32:05Z'), Date.UTC(2026, 10, 26, 10, 32, 5));
    assert.equal(read('2026-11-26T10:32:05.250+01:30'), Date.UTC(2026, 10, 26, 9, 2, 5, 250));
    assert.equal(read('2026-11-26 10:32:05 -0100'), Date.UTC(2026, 10, 26, 11, 32, 5));
  });

  it('is none of what no clock or calendar shows', () => {
    for (const text of ['', ' ', '25:00', '10:61', '2026-02-30', '2026-13-01', 'noon', '15m', '--1m', 'Z', '+01:00'])
      assert.equal(read(text), undefined, text);
  });
});
