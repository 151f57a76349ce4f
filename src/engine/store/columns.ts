import type { SampleColumns } from './storage.ts';

/** Empty columns for `read`; they grow as needed and are meant to be used again. */
export function createColumns(capacity = 256): SampleColumns {
  return { timestampsMs: new Float64Array(capacity), values: new Float64Array(capacity), length: 0 };
}

/** Makes room for `extra` samples more. */
export function reserveColumns(columns: SampleColumns, extra: number): void {
  const needed = columns.length + extra;
  if (needed <= columns.values.length && needed <= columns.timestampsMs.length) return;
  const capacity = Math.max(needed, columns.values.length * 2);
  const timestampsMs = new Float64Array(capacity);
  const values = new Float64Array(capacity);
  timestampsMs.set(columns.timestampsMs.subarray(0, columns.length));
  values.set(columns.values.subarray(0, columns.length));
  columns.timestampsMs = timestampsMs;
  columns.values = values;
}

/** The first index in `timestampsMs[from, to)` whose timestamp is greater than `timeMs`, or `to`. */
export function indexAfter(timestampsMs: Float64Array, from: number, to: number, timeMs: number): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((timestampsMs[middle] ?? 0) <= timeMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
