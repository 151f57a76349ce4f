import type { SampleColumns } from '../store/storage.ts';

/**
 * At most about `maxPoints` of the samples, so that what a chart shows of them stays the same: each stretch of time keeps
 * its least and its greatest sample, or for a counter its last. Staleness markers and other NaN stay, as the gaps they are.
 */
export function decimate(
  samples: SampleColumns,
  maxPoints: number,
  counter: boolean,
): { timestampsMs: Float64Array; values: Float64Array } {
  const { timestampsMs, values, length } = samples;
  if (length <= maxPoints) return { timestampsMs: timestampsMs.slice(0, length), values: values.slice(0, length) };
  const first = timestampsMs[0] ?? 0;
  const spanMs = (timestampsMs[length - 1] ?? 0) - first + 1;
  const buckets = Math.max(1, Math.floor(maxPoints / (counter ? 1 : 2)));
  const kept: number[] = [];
  let start = 0;
  while (start < length) {
    const bucket = Math.floor((((timestampsMs[start] ?? 0) - first) / spanMs) * buckets);
    let end = start + 1;
    while (end < length && Math.floor((((timestampsMs[end] ?? 0) - first) / spanMs) * buckets) === bucket) end++;
    keepOfBucket(values, start, end, counter, kept);
    start = end;
  }
  return {
    timestampsMs: Float64Array.from(kept, (i) => timestampsMs[i] ?? 0),
    values: Float64Array.from(kept, (i) => values[i] ?? Number.NaN),
  };
}

/** Adds to `kept`, in order, which of the samples `start` to `end` stand for them all. */
function keepOfBucket(values: Float64Array, start: number, end: number, counter: boolean, kept: number[]): void {
  let least = -1;
  let greatest = -1;
  let gap = -1;
  let last = -1;
  for (let i = start; i < end; i++) {
    const value = values[i] ?? Number.NaN;
    if (Number.isNaN(value)) {
      gap = i;
      continue;
    }
    last = i;
    if (least < 0 || value < (values[least] ?? 0)) least = i;
    if (greatest < 0 || value > (values[greatest] ?? 0)) greatest = i;
  }
  const wanted = counter ? [last, gap] : [least, greatest, gap];
  kept.push(...[...new Set(wanted.filter((i) => i >= 0))].sort((a, b) => a - b));
}
