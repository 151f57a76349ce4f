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

/**
 * Puts the samples from index `from` on in order of time and keeps one of each timestamp, the first that came. For
 * runs that overlap, as two windows that write the same history make them; mostly there is nothing to do.
 */
export function orderColumns(columns: SampleColumns, from: number): void {
  const { timestampsMs, values, length } = columns;
  let ordered = true;
  for (let i = from + 1; i < length && ordered; i++) ordered = (timestampsMs[i] ?? 0) > (timestampsMs[i - 1] ?? 0);
  if (ordered) return;
  const order = Array.from({ length: length - from }, (_, i) => from + i);
  order.sort((a, b) => (timestampsMs[a] ?? 0) - (timestampsMs[b] ?? 0) || a - b);
  const times = timestampsMs.slice(0, length);
  const copies = values.slice(0, length);
  let to = from;
  for (const at of order) {
    if (to > from && times[at] === timestampsMs[to - 1]) continue;
    timestampsMs[to] = times[at] ?? 0;
    values[to] = copies[at] ?? 0;
    to++;
  }
  columns.length = to;
}

/** Adds the samples of `from` with `fromMs < t <= toMs` to the end of `into`. */
export function addWindow(from: Readonly<SampleColumns>, fromMs: number, toMs: number, into: SampleColumns): void {
  const first = indexAfter(from.timestampsMs, 0, from.length, fromMs);
  const end = indexAfter(from.timestampsMs, first, from.length, toMs);
  reserveColumns(into, end - first);
  into.timestampsMs.set(from.timestampsMs.subarray(first, end), into.length);
  into.values.set(from.values.subarray(first, end), into.length);
  into.length += end - first;
}
