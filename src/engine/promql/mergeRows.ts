import { ABSENT, emptyVector, type VectorColumns } from './columns.ts';
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
  target.forEach((to, row) => {
    if (to === row) return;
    for (let step = 0; step < steps; step++) {
      const from = row * steps + step;
      if (present[from] === ABSENT) continue;
      if (present[to * steps + step] !== ABSENT) context.fail('vector cannot contain metrics with the same labelset');
      values[to * steps + step] = values[from] ?? 0;
      present[to * steps + step] = present[from] ?? ABSENT;
    }
  });
  if (context.failed) return emptyVector(steps);
  const rows = [...rowOf.values()];
  const size = rows.length * steps;
  const merged = { values: new Float64Array(size), present: new Uint8Array(size) };
  rows.forEach((row, i) => {
    merged.values.set(values.subarray(row * steps, (row + 1) * steps), i * steps);
    merged.present.set(present.subarray(row * steps, (row + 1) * steps), i * steps);
  });
  return {
    kind: 'vector',
    steps,
    labels: rows.flatMap((row) => labels[row] ?? []),
    dropName: rows.map((row) => vector.dropName[row] ?? false),
    ...merged,
  };
}
