import assert from 'node:assert/strict';
import {
  extentOf,
  fitsLog,
  linearRange,
  logRange,
  logSplits,
  markSpace,
  tickSteps,
} from '../../../src/webview/charts/yScale.ts';
import { tickLabels } from '../../../src/webview/charts/tickLabels.ts';

describe('linearRange', () => {
  it('begins at zero where values reach well down', () =>
    assert.equal(linearRange({ min: 2, max: 10 }, 'none', false)[0], 0));
  it('stays around values far from zero', () => {
    const [min, max] = linearRange({ min: 90, max: 100 }, 'none', false);
    assert.ok(min > 80 && min < 90 && max > 100 && max < 110);
  });
  it('begins at zero where that is asked for', () =>
    assert.equal(linearRange({ min: 90, max: 100 }, 'perSecond', true)[0], 0));
  it('does not blow up noise', () => {
    const [min, max] = linearRange({ min: 1000, max: 1001 }, 'bytes', false);
    assert.ok(max - min >= 20);
  });
  it('shows a ratio that comes near one up to one', () =>
    assert.deepEqual(linearRange({ min: 0.1, max: 0.95 }, 'ratio', false), [0, 1]));
  it('has room for zeros and for nothing', () => {
    assert.deepEqual(linearRange({ min: 0, max: 0 }, 'none', false), [0, 1]);
    assert.deepEqual(linearRange(undefined, 'none', false), [0, 1]);
  });
  it('finds the extent without gaps', () =>
    assert.deepEqual(extentOf([[null, 3, undefined], [-1]]), { min: -1, max: 3 }));
});

describe('fitsLog', () => {
  const usual = Array.from({ length: 20 }, () => 0.01);
  it('takes a few values far above the usual ones', () => assert.equal(fitsLog([[...usual, 3]], false), true));
  it('does not take zeros', () => assert.equal(fitsLog([[...usual, 3, 0]], false), false));
  it('stays as it is near the limit', () => {
    assert.equal(fitsLog([[...usual, 0.3]], false), false);
    assert.equal(fitsLog([[...usual, 0.3]], true), true);
  });
});

describe('ticks', () => {
  it('steps are rising and exact', () => {
    for (const unit of ['bytes', 'seconds', 'none', 'timestamp'] as const) {
      const steps = tickSteps(unit);
      assert.deepEqual(
        steps,
        [...steps].sort((a, b) => a - b),
      );
    }
    assert.ok(tickSteps('none').includes(0.002));
    assert.ok(tickSteps('bytes').includes(5 * 1024 * 1024));
  });
  it('are two at least in an axis from zero, however low the chart, and far enough from one another', () => {
    assert.deepEqual([120, 50, 20].map(markSpace), [28, 20, 16]);
    for (const unit of ['none', 'seconds', 'bytes'] as const)
      for (let heightPx = 40; heightPx <= 200; heightPx++)
        for (let max = 0.011; max < 1e6; max *= 1.07) {
          const pxOf = (step: number): number => (step / max) * heightPx;
          // As uPlot chooses: the smallest that leaves enough space.
          const step = tickSteps(unit).find((one) => pxOf(one) >= markSpace(heightPx)) ?? Infinity;
          if (unit !== 'bytes' || max > 2) assert.ok(step <= max, `${unit}, ${heightPx} px, 0 to ${max}`);
        }
  });
  it('labels carry the unit', () =>
    assert.deepEqual(tickLabels([0, 1048576, 2097152], 'bytes'), ['0 B', '1 MB', '2 MB']));
  it('a label that would repeat is left out', () =>
    assert.deepEqual(tickLabels([1000, 1001, 1002], 'none'), ['1 k', '', '']));
  it('truth has two labels', () => assert.deepEqual(tickLabels([0, 0.5, 1], 'boolean'), ['no', '', 'yes']));
});

describe('marks of a logarithmic axis', () => {
  it('are as many as there is room for, round, and within the range', () => {
    assert.deepEqual(logSplits(0.0008, 0.03, 6), [0.001, 0.002, 0.005, 0.01, 0.02]);
    assert.deepEqual(logSplits(0.0008, 0.03, 4), [0.001, 0.01]);
    assert.deepEqual(logSplits(0.0008, 7, 6), [0.001, 0.01, 0.1, 1]);
    assert.deepEqual(logSplits(1e-6, 1e6, 5), [1e-6, 1e-3, 1, 1e3, 1e6]);
    assert.deepEqual(logSplits(2.5, 8, 0), [5]);
    assert.deepEqual(logSplits(2.1, 4.9, 5), []);
    for (const [min, max] of [
      [0, 1],
      [1, 1],
      [NaN, 1],
      [1, Infinity],
    ] as const)
      assert.deepEqual(logSplits(min, max, 5), []);
  });

  it('come to an end, whatever the values', () => {
    for (let power = -300; power < 300; power += 7)
      for (let part = 1; part < 10; part += 0.37) {
        const [min, max] = logRange({ min: part * 10 ** power, max: part * 10 ** (power + (part % 4)) });
        const marks = logSplits(min, max, 6);
        assert.ok(
          marks.length <= 6 && marks.every((mark, i) => mark >= min && mark <= max && mark > (marks[i - 1] ?? 0)),
        );
      }
  });
});
