import { type BucketCounts, type NativeHistogram, usesCustomBuckets } from '../../../model/nativeHistogram.ts';
import { formatFloat, formatShort } from '../goText.ts';
import { allBuckets, type Bucket, negativeBuckets, positiveBuckets, zeroBucket } from '../../histogram/buckets.ts';
import { compacted } from '../../histogram/operations.ts';

function goG(value: number): string {
  return formatShort(value, 21);
}

/** As Prometheus prints it: `{count:3, sum:10, [-0.1,0.1]:1, (1,2]:2}`. */
export function printHistogram(histogram: NativeHistogram): string {
  const buckets: Bucket[] = [
    ...negativeBuckets(histogram).reverse(),
    ...(usesCustomBuckets(histogram) ? [] : [zeroBucket(histogram)]),
    ...positiveBuckets(histogram),
  ];
  const parts = buckets.filter(({ count }) => count !== 0).map((bucket) => `, ${printBucket(bucket)}`);
  return `{count:${goG(histogram.count)}, sum:${goG(histogram.sum)}${parts.join('')}}`;
}

export function printBucket({ lower, upper, lowerInclusive, upperInclusive, count }: Bucket): string {
  return `${lowerInclusive ? '[' : '('}${goG(lower)},${goG(upper)}${upperInclusive ? ']' : ')'}:${goG(count)}`;
}

const HINTS = { unknown: '', reset: 'reset', notReset: 'not_reset', gauge: 'gauge' } as const;

/** In the notation of rule tests: `{{schema:1 count:3 sum:10 buckets:[1 2]}}`. */
export function noteHistogram(histogram: NativeHistogram): string {
  const { schema, count, sum, zeroCount, zeroThreshold, customBounds, resetHint, positive, negative } =
    compacted(histogram);
  const parts: string[] = [];
  const number = (key: string, value: number): void => {
    if (value !== 0) parts.push(`${key}:${goG(value)}`);
  };
  number('schema', schema);
  number('count', count);
  number('sum', sum);
  number('z_bucket', zeroCount);
  number('z_bucket_w', zeroThreshold);
  if (usesCustomBuckets({ schema })) parts.push(`custom_values:[${customBounds.map(goG).join(' ')}]`);
  if (resetHint !== 'unknown') parts.push(`counter_reset_hint:${HINTS[resetHint]}`);
  const side = (key: string, offsetKey: string, { indexes, counts }: BucketCounts): void => {
    const first = indexes[0];
    const last = indexes.at(-1);
    if (first === undefined || last === undefined) return;
    number(offsetKey, first);
    // The notation knows no gaps: empty buckets fill them.
    const all = Array.from({ length: last - first + 1 }, () => 0);
    indexes.forEach((index, i) => (all[index - first] = counts[i] ?? 0));
    parts.push(`${key}:[${all.map(goG).join(' ')}]`);
  };
  side('buckets', 'offset', positive);
  side('n_buckets', 'n_offset', negative);
  return `{{${parts.join(' ')}}}`;
}

/** A bucket of Prometheus' HTTP API: which ends belong to it (0 the upper, 1 the lower, 2 none, 3 both), bounds, count. */
export type ApiBucket = readonly [ends: 0 | 1 | 2 | 3, lower: string, upper: string, count: string];

export interface ApiHistogram {
  readonly count: string;
  readonly sum: string;
  readonly buckets?: readonly ApiBucket[];
}

/** As Prometheus' HTTP API has it; empty buckets are left out. */
export function apiHistogram(histogram: NativeHistogram): ApiHistogram {
  const buckets = allBuckets(histogram)
    .filter(({ count }) => count !== 0)
    .map(({ lower, upper, lowerInclusive, upperInclusive, count }): ApiBucket => {
      const ends = lowerInclusive ? (upperInclusive ? 3 : 1) : upperInclusive ? 0 : 2;
      return [ends, formatFloat(lower), formatFloat(upper), formatFloat(count)];
    });
  const { count, sum } = histogram;
  return { count: formatFloat(count), sum: formatFloat(sum), ...(buckets.length > 0 ? { buckets } : {}) };
}
