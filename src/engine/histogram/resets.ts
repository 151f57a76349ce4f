import {
  type BucketCounts,
  type NativeHistogram,
  type ResetHint,
  usesCustomBuckets,
} from '../../model/nativeHistogram.ts';
import { KahanSum } from '../../base/kahanSum.ts';
import { boundOf } from './buckets.ts';
import { BucketSums, intersected, sameBounds } from './bucketSums.ts';
import { widenZero } from './histogramSum.ts';

/** Whether a counter began anew between `previous` and `histogram`: any count fell, or the buckets are finer than before. */
export function isReset(histogram: NativeHistogram, previous: NativeHistogram): boolean {
  if (histogram.resetHint === 'reset') return true;
  if (histogram.resetHint === 'notReset') return false;
  if (histogram.count < previous.count) return true;
  if (usesCustomBuckets(histogram)) {
    if (!usesCustomBuckets(previous)) return true;
    const { customBounds: bounds, positive } = histogram;
    if (sameBounds(bounds, previous.customBounds)) return hasFallen(positive, previous.positive);
    const common = intersected(bounds, previous.customBounds);
    const now = BucketSums.of(positive).withBounds(bounds, common).total();
    return hasFallen(now, BucketSums.of(previous.positive).withBounds(previous.customBounds, common).total());
  }
  if (histogram.schema > previous.schema || histogram.zeroThreshold < previous.zeroThreshold) return true;
  const zero = new KahanSum();
  zero.reset(previous.zeroCount);
  if (histogram.zeroThreshold > previous.zeroThreshold) {
    const sides = [BucketSums.of(previous.positive), BucketSums.of(previous.negative)] as const;
    // A bucket that the zero bucket now cuts through cannot come of going on.
    if (widenZero(zero, ...sides, previous.schema, histogram.zeroThreshold) !== histogram.zeroThreshold) return true;
  }
  if (histogram.zeroCount < zero.total) return true;
  const levels = previous.schema - histogram.schema;
  const visible = (buckets: BucketCounts): BucketCounts => {
    const coarse = levels > 0 ? BucketSums.of(buckets).coarser(levels) : BucketSums.of(buckets);
    coarse.dropWhile((index) => boundOf(index, histogram.schema, []) <= histogram.zeroThreshold);
    return coarse.total();
  };
  return (
    hasFallen(histogram.positive, visible(previous.positive)) ||
    hasFallen(histogram.negative, visible(previous.negative))
  );
}

/** Whether any bucket holds less than it did. */
function hasFallen(now: BucketCounts, before: BucketCounts): boolean {
  let at = 0;
  return before.indexes.some((index, i) => {
    const count = before.counts[i] ?? 0;
    while (at < now.indexes.length && (now.indexes[at] ?? 0) < index) at++;
    return now.indexes[at] === index ? (now.counts[at] ?? 0) < count : count !== 0;
  });
}

/**
 * What a store says of a histogram that it was given after `previous` (undefined after a number, a gap or nothing): as
 * in Prometheus' chunks, within which counters only rise.
 */
export function storedHint(histogram: NativeHistogram, previous: NativeHistogram | undefined): ResetHint {
  if (histogram.resetHint === 'gauge') return 'gauge';
  if (previous === undefined || previous.resetHint === 'gauge' || histogram.resetHint === 'reset') return 'unknown';
  const continues =
    histogram.schema === previous.schema &&
    histogram.zeroThreshold === previous.zeroThreshold &&
    sameBounds(histogram.customBounds, previous.customBounds) &&
    !isReset({ ...histogram, resetHint: 'unknown' }, previous);
  return continues ? 'notReset' : 'unknown';
}
