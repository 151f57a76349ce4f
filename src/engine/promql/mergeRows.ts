import type { NativeHistogram } from '../../model/nativeHistogram.ts';
import { ABSENT, emptyVector, HISTOGRAM, type VectorColumns } from './columns.ts';
import type { Context } from './context.ts';

/** Puts rows with the same labels into one; two values at the same step are an error. */
export function mergeRows(context: Context, vector: VectorColumns): VectorColumns {
  const { steps, labels } = vector;
  const rowOf = new Map<string, number>();
  const target = labels.map((set, row) => {
    const known = rowOf.get(set.key);
    if (known !== undefined) return known;
    rowOf.set(set.key, row);
    return row;
  });
  if (rowOf.size === labels.length) return vector;
  const values = vector.values.slice();
  const present = vector.present.slice();
  const histograms = vector.histograms === undefined ? undefined : new Map(vector.histograms);
  target.forEach((to, row) => {
    if (to === row) return;
    for (let step = 0; step < steps; step++) {
      const from = row * steps + step;
      if (present[from] === ABSENT) continue;
      if (present[to * steps + step] !== ABSENT) context.fail('vector cannot contain metrics with the same labelset');
      values[to * steps + step] = values[from] ?? 0;
      const histogram = histograms?.get(from);
      if (histogram !== undefined) histograms?.set(to * steps + step, histogram);
      present[to * steps + step] = present[from] ?? ABSENT;
    }
  });
  if (context.failed) return emptyVector(steps);
  const rows = [...rowOf.values()];
  const size = rows.length * steps;
  const merged = { values: new Float64Array(size), present: new Uint8Array(size) };
  const kept = new Map<number, NativeHistogram>();
  rows.forEach((row, i) => {
    merged.values.set(values.subarray(row * steps, (row + 1) * steps), i * steps);
    merged.present.set(present.subarray(row * steps, (row + 1) * steps), i * steps);
    for (let step = 0; step < (histograms === undefined ? 0 : steps); step++) {
      const histogram = present[row * steps + step] === HISTOGRAM ? histograms?.get(row * steps + step) : undefined;
      if (histogram !== undefined) kept.set(i * steps + step, histogram);
    }
  });
  return {
    kind: 'vector',
    steps,
    labels: rows.flatMap((row) => labels[row] ?? []),
    dropName: rows.map((row) => vector.dropName[row] ?? false),
    ...merged,
    ...(kept.size > 0 ? { histograms: kept } : {}),
  };
}
