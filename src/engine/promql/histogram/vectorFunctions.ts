import type { NativeHistogram } from '../../../model/nativeHistogram.ts';
import type { Expr } from '../ast.ts';
import { ABSENT, FLOAT, hasHistograms, HISTOGRAM, VectorBuilder, type VectorColumns } from '../columns.ts';
import type { Context } from '../context.ts';
import { histogramVariance } from '../../histogram/quantiles.ts';
import { tellOfClassicMix } from './tell.ts';

/** Functions of each native histogram by itself; numbers give nothing. */
export const HISTOGRAM_FUNCTIONS = {
  histogram_avg: ({ sum, count }) => sum / count,
  histogram_count: ({ count }) => count,
  histogram_sum: ({ sum }) => sum,
  histogram_stddev: (histogram) => Math.sqrt(histogramVariance(histogram)),
  histogram_stdvar: histogramVariance,
} as const satisfies Record<string, (histogram: NativeHistogram) => number>;

/** A number for each native histogram of a vector; the metric name goes. */
export function mapNative(
  vector: VectorColumns,
  valueOf: (histogram: NativeHistogram, row: number, step: number) => number,
): VectorColumns {
  const { steps, labels, present, histograms } = vector;
  const builder = new VectorBuilder(steps, hasHistograms(vector) ? labels.length : 1);
  if (!hasHistograms(vector)) return builder.build();
  labels.forEach((set, row) => {
    const base = builder.row();
    let count = 0;
    for (let step = 0; step < steps; step++) {
      const at = row * steps + step;
      builder.present[base + step] = ABSENT;
      const histogram = present[at] === HISTOGRAM ? histograms?.get(at) : undefined;
      if (histogram === undefined) continue;
      builder.put(base + step, valueOf(histogram, row, step));
      count++;
    }
    if (count > 0) builder.add(set, true, count);
  });
  return builder.build();
}

/** Both vectors' rows, those of `first` before. */
export function joined(first: VectorColumns, second: VectorColumns): VectorColumns {
  if (first.labels.length === 0) return second;
  if (second.labels.length === 0) return first;
  const builder = new VectorBuilder(first.steps, first.labels.length + second.labels.length);
  for (const vector of [first, second])
    vector.labels.forEach((labels, row) => {
      const { steps } = vector;
      const base = builder.row();
      builder.values.set(vector.values.subarray(row * steps, (row + 1) * steps), base);
      builder.present.set(vector.present.subarray(row * steps, (row + 1) * steps), base);
      builder.carry(vector, row * steps, base);
      builder.add(labels, vector.dropName[row] ?? false);
    });
  return builder.build();
}

/**
 * A vector without what cannot be told apart: a native histogram and the classic buckets of the same labels at the same
 * step. `classicRows` gives the rows of the buckets of the classic histogram with the labels of a native one.
 */
export function withoutConflicts(
  context: Context,
  vector: VectorColumns,
  classicRows: (labels: VectorColumns['labels'][number]) => readonly number[] | undefined,
  arg: Expr,
): VectorColumns {
  if (!hasHistograms(vector)) return vector;
  const { steps, present, labels } = vector;
  let kept: Uint8Array | undefined;
  labels.forEach((set, row) => {
    const rows = classicRows(set);
    if (rows === undefined) return;
    for (let step = 0; step < steps; step++) {
      if (present[row * steps + step] !== HISTOGRAM) continue;
      if (!rows.some((other) => present[other * steps + step] === FLOAT)) continue;
      kept ??= present.slice();
      for (const other of [row, ...rows]) kept[other * steps + step] = ABSENT;
      const metricName = context.limits.delayedNameRemoval ? set.get('__name__') : '';
      tellOfClassicMix({ annotations: context.annotations, metricName, span: arg.span });
    }
  });
  return kept === undefined ? vector : { ...vector, present: kept };
}
