import assert from 'node:assert/strict';
import { alignLines, type Aligned, gapLimitMs, isolatedPoints, withGaps } from '../../../src/webview/charts/align.ts';
import type { Columns } from '../../../src/webview/charts/columns.ts';

const line = (timestampsMs: number[], values: number[]): Columns => ({ timestampsMs, values });

describe('alignLines', () => {
  const check = (input: readonly Columns[], expected: Aligned): void => assert.deepEqual(alignLines(input), expected);

  it('keeps lines with the same moments as they are, NaN as a gap', () =>
    check([line([1, 2], [5, Number.NaN]), line([1, 2], [7, 8])], {
      timestampsMs: [1, 2],
      lines: [
        [5, null],
        [7, 8],
      ],
    }));
  it('joins different moments; a line without a sample of its own goes straight on', () =>
    check([line([1, 3], [5, 6]), line([2, 3], [7, 8])], {
      timestampsMs: [1, 2, 3],
      lines: [
        [5, undefined, 6],
        [undefined, 7, 8],
      ],
    }));
  it('breaks a line where it was silent for longer than usual', () =>
    check([line([0, 10, 20, 30, 90, 100], [1, 1, 1, 1, 2, 2])], {
      timestampsMs: [0, 10, 20, 30, 60, 90, 100],
      lines: [[1, 1, 1, 1, null, 2, 2]],
    }));
  it('cannot draw infinity', () => check([line([1, 2], [Infinity, 3])], { timestampsMs: [1, 2], lines: [[null, 3]] }));
  it('is empty without lines', () => check([], { timestampsMs: [], lines: [] }));
});

describe('withGaps', () => {
  it('draws through one missed run', () =>
    assert.deepEqual(
      withGaps(line([0, 10, 20, 40, 50, 60, 70, 80, 90, 100, 110, 120], Array(12).fill(1))).values.length,
      12,
    ));
  it('does not break a line that was made smaller unevenly', () => {
    // The least and the greatest of stretches of ten: near together or far apart.
    const times = Array.from({ length: 60 }, (_, i) => i * 10 + [1, 9, 3, 4, 0, 9][i % 6]!);
    assert.equal(withGaps(line(times, times)).values.length, 60);
  });
  it('knows no usual interval from two samples', () => assert.equal(gapLimitMs([0, 10]), Infinity));
});

describe('isolatedPoints', () => {
  const check = (input: readonly (number | null | undefined)[], expected: readonly number[]): void =>
    assert.deepEqual(isolatedPoints(input), expected);

  it('finds a value between gaps', () => check([1, 2, null, 3, null, 4, 5], [3]));
  it('takes both ends for gaps', () => check([1, null, 2], [0, 2]));
  it('looks past moments of other lines', () => check([null, undefined, 3, undefined, null], [2]));
  it('does not count a value that goes on', () => check([1, undefined, 2], []));
});
