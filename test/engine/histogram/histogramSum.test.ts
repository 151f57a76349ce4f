import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { boundOf } from '../../../src/engine/histogram/buckets.ts';
import { HistogramMean } from '../../../src/engine/histogram/histogramMean.ts';
import { HistogramSum } from '../../../src/engine/histogram/histogramSum.ts';
import { compacted, isSameHistogram } from '../../../src/engine/histogram/operations.ts';
import { isReset, storedHint } from '../../../src/engine/histogram/resets.ts';
import { apiHistogram, noteHistogram, printHistogram } from '../../../src/engine/promql/histogram/printHistogram.ts';
import { readHistogram } from '../../../src/engine/promql/histogram/readHistogram.ts';
import type { NativeHistogram } from '../../../src/model/nativeHistogram.ts';

function read(text: string): NativeHistogram {
  return readHistogram(`{{${text}}}`).histogram;
}

/** `a` plus or minus `b`, in the notation. */
function combine(a: string, b: string, sign: 1 | -1 = 1): string {
  const sum = new HistogramSum(read(a));
  const added = sum.add(read(b), sign);
  return added === undefined ? 'incompatible' : noteHistogram(compacted(sum.total())).slice(2, -2);
}

describe('native histograms', () => {
  it('have bounds that are powers of two, and of its roots', () => {
    for (const schema of [-4, -3, -2, -1, 0]) {
      for (let index = -8; index <= 8; index++) assert.equal(boundOf(index, schema, []), 2 ** (index * 2 ** -schema));
    }
    for (let schema = 1; schema <= 8; schema++) {
      assert.equal(boundOf(2 ** schema * 5, schema, []), 32);
      assert.equal(boundOf(-(2 ** schema), schema, []), 0.5);
      assert.ok(Math.abs(boundOf(1, schema, []) ** (2 ** schema) - 2) < 1e-12);
    }
    assert.equal(boundOf(1024, 0, []), Number.MAX_VALUE);
    assert.equal(boundOf(1025, 0, []), Infinity);
    assert.equal(boundOf(-1080, 0, []), 0);
    assert.deepEqual(
      [-1, 0, 1, 2].map((index) => boundOf(index, -53, [5, 10])),
      [-Infinity, 5, 10, Infinity],
    );
  });

  it('are added in what both can be told in', () => {
    const table: readonly (readonly [a: string, b: string, sum: string])[] = [
      ['count:2 sum:3 buckets:[1 1]', 'count:1 sum:1 offset:1 buckets:[1]', 'count:3 sum:4 buckets:[1 2]'],
      // Buckets of the finer one are merged: (1, 1.41] and (1.41, 2] make (1, 2].
      ['schema:1 count:2 offset:1 buckets:[1 1]', 'count:3 offset:1 buckets:[3]', 'count:5 offset:1 buckets:[5]'],
      ['count:3 offset:1 buckets:[3]', 'schema:1 count:2 offset:1 buckets:[1 1]', 'count:5 offset:1 buckets:[5]'],
      // The zero bucket grows, over a bucket that it would cut through to that one's end.
      [
        'count:1 z_bucket:1 z_bucket_w:1',
        'count:2 buckets:[1 1]',
        'count:3 z_bucket:2 z_bucket_w:1 offset:1 buckets:[1]',
      ],
      ['count:1 z_bucket:1 z_bucket_w:1.5', 'count:2 buckets:[1 1]', 'count:3 z_bucket:3 z_bucket_w:2'],
      ['count:1 n_offset:1 n_buckets:[1]', 'z_bucket_w:1.5', 'count:1 z_bucket:1 z_bucket_w:2'],
      // Own bounds: those that both have.
      [
        'schema:-53 count:6 custom_values:[1 2 3] buckets:[1 1 2 2]',
        'schema:-53 count:2 custom_values:[2 4] buckets:[1 0 1]',
        'schema:-53 count:8 custom_values:[2] buckets:[3 5]',
      ],
      ['schema:-53 custom_values:[1]', 'count:1', 'incompatible'],
      ['count:1', 'schema:-53 custom_values:[1]', 'incompatible'],
    ];
    for (const [a, b, sum] of table) assert.equal(combine(a, b), sum, `${a} + ${b}`);
    assert.equal(
      combine('count:3 sum:3 buckets:[2 1]', 'count:2 sum:1 buckets:[2]', -1),
      'count:1 sum:2 offset:1 buckets:[1]',
    );
  });

  it('are added without losing small numbers beside large ones, and their mean does not overflow', () => {
    const sum = new HistogramSum(read('count:1e100 buckets:[1e100]'));
    for (const text of ['count:1 buckets:[1]', 'count:-1e100 buckets:[-1e100]']) sum.add(read(text));
    assert.equal(noteHistogram(sum.total()), '{{count:1 buckets:[1]}}');
    const mean = new HistogramMean(read('count:1.5e308 buckets:[1.5e308]'));
    mean.add(read('count:1e308 buckets:[1e308]'));
    assert.equal(noteHistogram(mean.total()), '{{count:1.25e+308 buckets:[1.25e+308]}}');
  });

  it('tell where a counter began anew', () => {
    const table: readonly (readonly [before: string, after: string, reset: boolean])[] = [
      ['count:2 buckets:[1 1]', 'count:3 buckets:[1 2]', false],
      ['count:2 buckets:[1 1]', 'count:3 buckets:[3]', true],
      ['count:2 buckets:[1 1]', 'count:1 buckets:[1]', true],
      ['count:2 buckets:[2 0]', 'count:2 buckets:[2]', false],
      ['schema:1 count:2 offset:1 buckets:[1 1]', 'count:2 offset:1 buckets:[2]', false],
      ['count:2 offset:1 buckets:[2]', 'schema:1 count:2 offset:1 buckets:[1 1]', true],
      ['count:2 buckets:[1 1]', 'count:2 z_bucket:1 z_bucket_w:1 offset:1 buckets:[1]', false],
      ['count:2 buckets:[1 1]', 'count:2 z_bucket:2 z_bucket_w:1.5', true],
      ['count:1', 'schema:-53 count:1 custom_values:[1] buckets:[1]', true],
      ['count:2 buckets:[1 1]', 'count:1 counter_reset_hint:not_reset', false],
      ['count:2 buckets:[1 1]', 'count:3 buckets:[1 2] counter_reset_hint:reset', true],
    ];
    for (const [before, after, reset] of table)
      assert.equal(isReset(read(after), read(before)), reset, `${before}, ${after}`);
  });

  it('get the hint that a chunk of Prometheus would give them back with', () => {
    const first = read('count:2 buckets:[1 1]');
    assert.equal(storedHint(first, undefined), 'unknown');
    assert.equal(storedHint(read('count:3 buckets:[1 2]'), first), 'notReset');
    assert.equal(storedHint(read('count:3 buckets:[1 2] counter_reset_hint:reset'), first), 'unknown');
    assert.equal(storedHint(read('schema:1 count:3'), first), 'unknown');
    assert.equal(storedHint(read('count:3 counter_reset_hint:gauge'), first), 'gauge');
  });

  it("print as Prometheus prints them, as notation, and as its API's JSON", () => {
    const histogram = read('count:6 sum:-3.5 z_bucket:1 z_bucket_w:0.001 buckets:[1 0 2] n_buckets:[1 1]');
    assert.equal(
      printHistogram(histogram),
      '{count:6, sum:-3.5, [-2,-1):1, [-1,-0.5):1, [-0.001,0.001]:1, (0.5,1]:1, (2,4]:2}',
    );
    assert.equal(
      noteHistogram(histogram),
      '{{count:6 sum:-3.5 z_bucket:1 z_bucket_w:0.001 buckets:[1 0 2] n_buckets:[1 1]}}',
    );
    assert.deepEqual(apiHistogram(histogram), {
      count: '6',
      sum: '-3.5',
      buckets: [
        [1, '-2', '-1', '1'],
        [1, '-1', '-0.5', '1'],
        [3, '-0.001', '0.001', '1'],
        [0, '0.5', '1', '1'],
        [0, '2', '4', '2'],
      ],
    });
    assert.deepEqual(apiHistogram(read('')), { count: '0', sum: '0' });
    assert.ok(isSameHistogram(histogram, readHistogram(noteHistogram(histogram)).histogram));
  });

  it('are refused in another notation', () => {
    for (const text of [
      '{{',
      '{{buckets:1}}',
      '{{what:1}}',
      '{{count:x}}',
      '{{count}}',
      '{{counter_reset_hint:maybe}}',
      '1',
    ])
      assert.throws(() => readHistogram(text), text);
  });
});
