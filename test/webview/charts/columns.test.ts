import assert from 'node:assert/strict';
import { chooseLines, summariseLine } from '../../../src/webview/charts/chooseLines.ts';
import { GrowingColumns } from '../../../src/webview/charts/columns.ts';

describe('GrowingColumns', () => {
  const make = (...times: number[]): GrowingColumns =>
    new GrowingColumns(Float64Array.from(times), Float64Array.from(times));

  it('appends and drops, keeping one sample before the edge', () => {
    const columns = make(1, 2, 3);
    columns.append([4, 5], [4, 5]);
    columns.dropBefore(4);
    assert.deepEqual([...columns.timestampsMs], [3, 4, 5]);
    assert.deepEqual([...columns.values], [3, 4, 5]);
  });
  it('leaves out what is there already', () => {
    const columns = make(1, 2);
    columns.append([1, 2, 3], [9, 9, 3]);
    assert.deepEqual([...columns.values], [1, 2, 3]);
  });
  it('ends empty when all is old', () => {
    const columns = make(1, 2);
    columns.dropBefore(10);
    assert.equal(columns.length, 0);
  });
  it('stays small however long it runs', () => {
    const columns = make();
    for (let i = 0; i < 10_000; i++) {
      columns.append([i], [i]);
      columns.dropBefore(i - 100);
    }
    assert.equal(columns.length, 102);
    assert.equal(columns.values.buffer.byteLength < 5000, true);
  });
});

describe('chooseLines', () => {
  const line = (...values: number[]) => ({ timestampsMs: values, values });

  it('takes all that fit', () =>
    assert.deepEqual(
      chooseLines(['a', 'b'], () => line(1)),
      ['a', 'b'],
    ));
  it('takes the greatest on average, in their own order', () => {
    const lines = [line(1), line(9), line(Number.NaN), line(5)];
    assert.deepEqual(
      chooseLines(lines, (l) => l, 2),
      [lines[1], lines[3]],
    );
  });
  it('summarises without gaps', () =>
    assert.deepEqual(summariseLine(line(2, Number.NaN, 4)), { last: 4, min: 2, max: 4, mean: 3, samples: 2 }));
  it('summarises nothing as nothing', () => assert.equal(summariseLine(line()).samples, 0));
});
