import assert from 'node:assert/strict';
import type { Status } from '../../../src/model/status.ts';
import { pixelSpans, statusAt, statusOfValue, statusSpans } from '../../../src/webview/charts/spans.ts';

type Brief = readonly (readonly [from: number, to: number, status: Status])[];
const brief = (spans: ReturnType<typeof statusSpans>): Brief => spans.map((s) => [s.fromMs, s.toMs, s.status]);

describe('statusSpans', () => {
  const check = (times: number[], values: number[], untilMs: number, expected: Brief): void =>
    assert.deepEqual(brief(statusSpans({ timestampsMs: times, values }, untilMs)), expected);

  it('holds each sample until the next and joins equal ones', () =>
    check([0, 10, 20, 30], [1, 1, 0, 0.5], 40, [
      [0, 20, 'up'],
      [20, 30, 'down'],
      [30, 40, 'degraded'],
    ]));
  it('ends with the series, not with the range', () => check([0, 10, 20], [1, 1, 1], 1000, [[0, 45, 'up']]));
  it('leaves out what is not known', () =>
    check([0, 10, 20], [1, Number.NaN, 1], 30, [
      [0, 10, 'up'],
      [20, 30, 'up'],
    ]));
  it('tells the status at a moment', () => {
    const spans = statusSpans({ timestampsMs: [0, 10], values: [1, 0] }, 20);
    assert.deepEqual([statusAt(spans, 5), statusAt(spans, 15), statusAt(spans, 99)], ['up', 'down', undefined]);
  });
  it('reads the values that the engine writes', () =>
    assert.deepEqual([1, 0.5, 0, -1, -2, Number.NaN].map(statusOfValue), [
      'up',
      'degraded',
      'down',
      'unknown',
      'paused',
      undefined,
    ]));
});

describe('pixelSpans', () => {
  it('shows a short failure as one pixel', () => {
    const spans = [
      { fromMs: 0, toMs: 500, status: 'up' },
      { fromMs: 500, toMs: 501, status: 'down' },
      { fromMs: 501, toMs: 1000, status: 'up' },
    ] as const;
    const pixels = pixelSpans(spans, 0, 1000, 10);
    assert.deepEqual(pixels, [
      { left: 0, right: 5, status: 'up' },
      { left: 5, right: 6, status: 'down' },
      { left: 6, right: 10, status: 'up' },
    ]);
  });
  it('cuts at the range', () =>
    assert.deepEqual(pixelSpans([{ fromMs: -50, toMs: 2000, status: 'up' }], 0, 1000, 4), [
      { left: 0, right: 4, status: 'up' },
    ]));
});
