import assert from 'node:assert/strict';
import { placesIn } from '../../../src/webview/logs/placesIn.ts';
import { assertComputed } from '../../support/cpuTime.ts';

describe('placesIn', () => {
  const rows: readonly (readonly [text: string, places: readonly (readonly [string, number, number])[]])[] = [
    ['    at pay (/srv/app/src/pay.ts:2:9)', [['/srv/app/src/pay.ts', 2, 9]]],
    ['    at file:///srv/app/dist/pay.js:12:3', [['file:///srv/app/dist/pay.js', 12, 3]]],
    ['C:\\app\\pay.ts:4 failed', [['C:\\app\\pay.ts', 4, 1]]],
    ['  File "/srv/my app/x.py", line 7, in pay', [['/srv/my app/x.py', 7, 1]]],
    [
      'a-b.go:1,src/@x/c.rs:2',
      [
        ['a-b.go', 1, 1],
        ['src/@x/c.rs', 2, 1],
      ],
    ],
    ['webpack:///./src/pay.ts:5:1', [['///./src/pay.ts', 5, 1]]],
    ['10:32:05 took 1.5 s at http://localhost:3000/x', []],
  ];
  for (const [text, places] of rows) {
    it(`${JSON.stringify(text)} has ${places.length}`, () =>
      assert.deepEqual(
        [...placesIn(text)].map(({ path, line, column }) => [path, line, column]),
        places,
      ));
  }

  it('takes no time for long words', () => {
    const before = process.threadCpuUsage();
    for (const unit of ['a', 'a.', '.', 'a/', 'C:'])
      assert.deepEqual([...placesIn(unit.repeat(250_000 / unit.length))], []);
    assertComputed(5_000, before);
  }).timeout(600_000);
});
