import { type NativeHistogram, usesCustomBuckets } from '../../model/nativeHistogram.ts';
import { KahanSum } from '../../base/kahanSum.ts';
import { allBuckets, type Bucket, fractionBelow } from './buckets.ts';

/** What there is to tell of a result: observations that are no number are in no bucket. */
export interface Estimate {
  readonly value: number;
  readonly nan?: 'result' | 'skew';
}

/** The bucket around zero of a histogram with one side only has nothing on the other. */
function oneSided(bucket: Bucket, { positive, negative }: NativeHistogram): Bucket {
  const [above, below] = [positive.indexes.length > 0, negative.indexes.length > 0];
  if (above && !below) return { ...bucket, lower: 0 };
  return below && !above ? { ...bucket, upper: 0 } : bucket;
}

/** The value below which `quantile` of the observations are. Source: Prometheus' `HistogramQuantile`. */
export function histogramQuantileOf(quantile: number, histogram: NativeHistogram): Estimate {
  if (quantile < 0) return { value: -Infinity };
  if (quantile > 1) return { value: Infinity };
  const total = histogram.count;
  if (total === 0 || quantile !== quantile) return { value: NaN };
  const custom = usesCustomBuckets(histogram);
  const hasNaN = histogram.sum !== histogram.sum;
  // From the nearer end; observations that are no number count as greater than all, and only the way up can tell.
  const upwards = hasNaN || quantile < 0.5;
  const buckets = allBuckets(histogram);
  if (!upwards) buckets.reverse();
  let rank = (upwards ? quantile : 1 - quantile) * total;
  let count = 0;
  let at = 0;
  let bucket: Bucket = { lower: 0, upper: 0, lowerInclusive: false, upperInclusive: false, count: 0 };
  for (; at < buckets.length; at++) {
    const one = buckets[at];
    if (one === undefined || one.count === 0) continue;
    bucket = one;
    count += one.count;
    if (count >= rank) break;
  }
  if (!custom && bucket.lower < 0 && bucket.upper > 0) bucket = oneSided(bucket, histogram);
  else if (custom && bucket.lower === -Infinity) {
    if (bucket.upper <= 0) return { value: bucket.upper };
    bucket = { ...bucket, lower: 0 };
  } else if (custom && bucket.upper === Infinity) return { value: bucket.lower };
  count = Math.min(count, total);
  if (count < rank) return hasNaN ? { value: NaN, nan: 'result' } : { value: bucket.upper };
  rank = upwards ? rank - (count - bucket.count) : count - rank;
  const inBuckets = buckets.slice(at + 1).reduce((sum, one) => sum + one.count, count);
  const skew = hasNaN && inBuckets < total ? ({ nan: 'skew' } as const) : {};
  const { lower, upper } = bucket;
  const fraction = rank / bucket.count;
  if (custom || (lower <= 0 && upper >= 0)) return { value: lower + (upper - lower) * fraction, ...skew };
  const logLower = Math.log2(Math.abs(lower));
  const logUpper = Math.log2(Math.abs(upper));
  const value =
    lower > 0
      ? 2 ** (logLower + (logUpper - logLower) * fraction)
      : -(2 ** (logUpper + (logLower - logUpper) * (1 - fraction)));
  return { value, ...skew };
}

/** The share of the observations between two values. Source: Prometheus' `HistogramFraction`. */
export function histogramFractionOf(lower: number, upper: number, histogram: NativeHistogram): Estimate {
  const total = histogram.count;
  if (total === 0 || lower !== lower || upper !== upper) return { value: NaN };
  if (lower >= upper) return { value: 0 };
  const custom = usesCustomBuckets(histogram);
  const buckets = allBuckets(histogram);
  let rank = 0;
  let lowerRank: number | undefined;
  let upperRank: number | undefined;
  for (const one of buckets) {
    const isZero = one.lower <= 0 && one.upper >= 0;
    const bucket = isZero ? oneSided(one, histogram) : one;
    const rankOf = (value: number): number | undefined => {
      if (bucket.lower >= value) return rank;
      if (!(bucket.upper > value)) return undefined;
      const linear = custom || isZero;
      if (linear && bucket.lower === -Infinity) return bucket.count;
      return rank + bucket.count * fractionBelow(bucket, value, linear);
    };
    lowerRank ??= rankOf(lower);
    upperRank ??= rankOf(upper);
    if (lowerRank !== undefined && upperRank !== undefined) break;
    rank += one.count;
  }
  const hasNaN = histogram.sum !== histogram.sum;
  const inBuckets = hasNaN ? buckets.reduce((sum, one) => sum + one.count, 0) : total;
  const rankUpTo = (found: number | undefined): number => Math.min(found ?? inBuckets, inBuckets);
  return {
    value: (rankUpTo(upperRank) - rankUpTo(lowerRank)) / total,
    ...(inBuckets < total ? { nan: 'skew' } : {}),
  };
}

/** The variance, every observation taken for the middle of its bucket. Source: Prometheus' `histogramVariance`. */
export function histogramVariance(histogram: NativeHistogram): number {
  const custom = usesCustomBuckets(histogram);
  const mean = histogram.sum / histogram.count;
  const squares = new KahanSum();
  for (const { lower, upper, count } of allBuckets(histogram)) {
    if (count === 0) continue;
    let value: number;
    if (custom) value = (upper + lower) / 2;
    else if (lower <= 0 && upper >= 0) value = 0;
    else value = Math.sqrt(upper * lower) * (upper < 0 ? -1 : 1);
    squares.add(count * (value - mean) * (value - mean));
  }
  return (squares.sum + squares.lost) / histogram.count;
}
