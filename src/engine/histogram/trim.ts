import { type BucketCounts, type NativeHistogram, usesCustomBuckets } from '../../model/nativeHistogram.ts';
import { type Bucket, fractionBelow, negativeBuckets, positiveBuckets, zeroBucket } from './buckets.ts';
import { compacted } from './operations.ts';

/** How much of a bucket stays, and the value that its observations are taken for. */
interface Kept {
  readonly count: number;
  readonly middle: number;
}

/**
 * `histogram </ limit` (`below`) or `histogram >/ limit`: the histogram without the observations beyond the limit. A bucket
 * that the limit cuts is shared out as in quantiles; the sum is estimated from the buckets. Source: Prometheus' `TrimBuckets`.
 */
export function trimmed(histogram: NativeHistogram, limit: number, below: boolean): NativeHistogram {
  const linear = usesCustomBuckets(histogram);
  let count = 0;
  let sum = 0;
  let isTrimmed = false;
  const take = (before: number, kept: Kept): number => {
    count += kept.count;
    sum += kept.middle * kept.count;
    if (before !== kept.count) isTrimmed = true;
    return kept.count;
  };
  const trimSide = ({ indexes }: BucketCounts, buckets: readonly Bucket[], isPositive: boolean): BucketCounts => ({
    indexes,
    counts: buckets.map((bucket) => {
      if (bucket.count === 0) return 0;
      return take(bucket.count, keptOf(bucket, limit, below, isPositive, linear));
    }),
  });
  const positive = trimSide(histogram.positive, positiveBuckets(histogram), true);
  const negative = trimSide(histogram.negative, negativeBuckets(histogram), false);
  let { zeroCount } = histogram;
  if (zeroCount > 0) {
    const holds = ({ counts }: BucketCounts): boolean => counts.some((one) => one !== 0);
    const sides = { positive: holds(histogram.positive), negative: holds(histogram.negative) };
    zeroCount = take(zeroCount, keptOfZero(zeroBucket(histogram), limit, below, sides));
  }
  // What lost nothing keeps its exact sum.
  return isTrimmed ? compacted({ ...histogram, count, sum, zeroCount, positive, negative }) : histogram;
}

function keptOf(bucket: Bucket, limit: number, below: boolean, isPositive: boolean, linear: boolean): Kept {
  const { lower, upper, count } = bucket;
  if (below ? upper <= limit : lower >= limit) return { count, middle: middleOf(lower, upper, isPositive, linear) };
  if (below ? !(lower < limit) : !(upper > limit)) return { count: 0, middle: 0 };
  if (lower === -Infinity || upper === Infinity) return keptOfInfinite(bucket, limit, below);
  const under = limit <= lower ? 0 : limit >= upper ? count : count * fractionBelow(bucket, limit, linear);
  return below
    ? { count: under, middle: middleOf(lower, limit, isPositive, linear) }
    : { count: count - under, middle: middleOf(limit, upper, isPositive, linear) };
}

/** A bucket without an end: only one from minus infinity to above zero is known well enough to be shared out, from zero on. */
function keptOfInfinite({ lower, upper, count }: Bucket, limit: number, below: boolean): Kept {
  const finite = (value: number): number => (Math.abs(value) === Infinity ? 0 : value);
  if (lower === -Infinity) {
    if (below) {
      if (limit >= upper) return { count, middle: 0 };
      if (limit > 0 && upper > 0 && upper !== Infinity) return { count: (count * limit) / upper, middle: limit / 2 };
      return upper <= 0 ? { count, middle: limit } : { count: 0, middle: finite(upper) };
    }
    if (limit <= lower) return { count, middle: 0 };
    if (limit >= 0 && upper > limit && upper !== Infinity)
      return { count: count * (1 - limit / upper), middle: (limit + upper) / 2 };
    return { count: 0, middle: finite(upper) };
  }
  return !below && limit >= lower ? { count, middle: limit } : { count: 0, middle: finite(lower) };
}

/** The zero bucket of a histogram with one side only has nothing on the other. */
function keptOfZero(
  bucket: Bucket,
  limit: number,
  below: boolean,
  sides: { readonly positive: boolean; readonly negative: boolean },
): Kept {
  const lower = sides.positive && !sides.negative ? 0 : bucket.lower;
  const upper = sides.negative && !sides.positive ? 0 : bucket.upper;
  const whole = { count: bucket.count, middle: (lower + upper) / 2 };
  const nothing = { count: 0, middle: 0 };
  if (limit <= lower) return below ? nothing : whole;
  if (limit >= upper) return below ? whole : nothing;
  return below
    ? { count: (bucket.count * (limit - lower)) / (upper - lower), middle: (lower + limit) / 2 }
    : { count: (bucket.count * (upper - limit)) / (upper - lower), middle: (limit + upper) / 2 };
}

function middleOf(lower: number, upper: number, isPositive: boolean, linear: boolean): number {
  if (Math.abs(lower) === Infinity) {
    if (Math.abs(upper) === Infinity) return 0;
    return upper > 0 ? upper / 2 : upper;
  }
  if (Math.abs(upper) === Infinity) return lower;
  if (linear) return (lower + upper) / 2;
  const mean = Math.sqrt(Math.abs(lower * upper));
  return isPositive ? mean : -mean;
}
