import { type BucketCounts, NO_BUCKETS, type NativeHistogram, usesCustomBuckets } from '../../model/nativeHistogram.ts';
import { sameBounds } from './bucketSums.ts';

function mapCounts({ indexes, counts }: BucketCounts, change: (count: number) => number): BucketCounts {
  return { indexes, counts: counts.map(change) };
}

/** Every count and the sum, multiplied; a factor below zero makes a gauge of it. */
export function multiplied(histogram: NativeHistogram, factor: number): NativeHistogram {
  return changed(histogram, (value) => value * factor, factor < 0);
}

/** Every count and the sum, divided; by zero no bucket is left. */
export function divided(histogram: NativeHistogram, by: number): NativeHistogram {
  const result = changed(histogram, (value) => value / by, by < 0);
  return by === 0 ? { ...result, positive: NO_BUCKETS, negative: NO_BUCKETS } : result;
}

function changed(histogram: NativeHistogram, change: (value: number) => number, isGauge: boolean): NativeHistogram {
  return {
    ...histogram,
    count: change(histogram.count),
    sum: change(histogram.sum),
    zeroCount: change(histogram.zeroCount),
    positive: mapCounts(histogram.positive, change),
    negative: mapCounts(histogram.negative, change),
    resetHint: isGauge ? 'gauge' : histogram.resetHint,
  };
}

/** The same without its empty buckets. */
export function compacted(histogram: NativeHistogram): NativeHistogram {
  const positive = withoutEmpty(histogram.positive);
  const negative = withoutEmpty(histogram.negative);
  return positive === histogram.positive && negative === histogram.negative
    ? histogram
    : { ...histogram, positive, negative };
}

export function withoutEmpty(buckets: BucketCounts): BucketCounts {
  if (!buckets.counts.includes(0)) return buckets;
  const indexes: number[] = [];
  const counts: number[] = [];
  buckets.counts.forEach((count, i) => {
    if (count === 0) return;
    indexes.push(buckets.indexes[i] ?? 0);
    counts.push(count);
  });
  return { indexes, counts };
}

export function asGauge(histogram: NativeHistogram): NativeHistogram {
  return { ...histogram, resetHint: 'gauge' };
}

/** Whether two hold the same, but for empty buckets and hints. */
export function isSameHistogram(a: NativeHistogram, b: NativeHistogram): boolean {
  if (a === b) return true;
  return (
    a.schema === b.schema &&
    Object.is(a.count, b.count) &&
    Object.is(a.sum, b.sum) &&
    (!usesCustomBuckets(a) || sameBounds(a.customBounds, b.customBounds)) &&
    a.zeroThreshold === b.zeroThreshold &&
    Object.is(a.zeroCount, b.zeroCount) &&
    sameCounts(withoutEmpty(a.positive), withoutEmpty(b.positive)) &&
    sameCounts(withoutEmpty(a.negative), withoutEmpty(b.negative))
  );
}

function sameCounts(a: BucketCounts, b: BucketCounts): boolean {
  return (
    a.counts.length === b.counts.length &&
    a.counts.every((count, i) => Object.is(count, b.counts[i]) && a.indexes[i] === b.indexes[i])
  );
}

/** How many numbers' memory it takes, for the limit on samples. */
export function samplesOf({ positive, negative }: NativeHistogram): number {
  // A number and its time are 16 bytes; so is a bucket's index with its count, as JavaScript keeps them.
  return 12 + positive.indexes.length + negative.indexes.length;
}
