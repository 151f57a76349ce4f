import { CUSTOM_BUCKETS, type NativeHistogram, usesCustomBuckets } from '../../model/nativeHistogram.ts';

export interface Bucket {
  readonly lower: number;
  readonly upper: number;
  readonly lowerInclusive: boolean;
  readonly upperInclusive: boolean;
  readonly count: number;
}

/** `2 ** (i / 2 ** schema)` for `i` from 0 to below `2 ** schema`, by the schema. */
const mantissas = new Map<number, Float64Array>();

function mantissasOf(schema: number): Float64Array {
  let known = mantissas.get(schema);
  if (known === undefined) {
    const size = 2 ** schema;
    mantissas.set(schema, (known = Float64Array.from({ length: size }, (_, i) => 2 ** (i / size))));
  }
  return known;
}

/** The upper bound, as an absolute value, of the bucket `index`; the largest finite number for the bucket that ends at 2^1024. */
export function boundOf(index: number, schema: number, customBounds: readonly number[]): number {
  if (schema === CUSTOM_BUCKETS) return index < 0 ? -Infinity : (customBounds[index] ?? Infinity);
  const perDoubling = 2 ** schema;
  const exponent = Math.floor(index / perDoubling);
  const rest = schema > 0 ? index - exponent * perDoubling : 0;
  const whole = schema > 0 ? exponent : index / perDoubling;
  if (whole === 1024 && rest === 0) return Number.MAX_VALUE;
  return rest === 0 ? 2 ** whole : (mantissasOf(schema)[rest] ?? 1) * 2 ** whole;
}

function bucket(lower: number, upper: number, count: number, isFirstCustom: boolean | undefined): Bucket {
  return {
    lower,
    upper,
    lowerInclusive: isFirstCustom ?? lower < 0,
    upperInclusive: isFirstCustom !== undefined || upper > 0,
    count,
  };
}

/** The buckets above zero, upwards; with own bounds all buckets, which may begin below zero. */
export function positiveBuckets(histogram: NativeHistogram): Bucket[] {
  const { schema, customBounds, positive } = histogram;
  const isCustom = usesCustomBuckets(histogram);
  return positive.indexes.map((index, i) =>
    bucket(
      boundOf(index - 1, schema, customBounds),
      boundOf(index, schema, customBounds),
      positive.counts[i] ?? 0,
      isCustom ? index === 0 : undefined,
    ),
  );
}

/** The buckets below zero, from zero downwards. */
export function negativeBuckets({ schema, customBounds, negative }: NativeHistogram): Bucket[] {
  return negative.indexes.map((index, i) =>
    bucket(
      -boundOf(index, schema, customBounds),
      -boundOf(index - 1, schema, customBounds),
      negative.counts[i] ?? 0,
      undefined,
    ),
  );
}

export function zeroBucket({ zeroThreshold, zeroCount }: NativeHistogram): Bucket {
  return { lower: -zeroThreshold, upper: zeroThreshold, lowerInclusive: true, upperInclusive: true, count: zeroCount };
}

/** All buckets in order of their bounds; one that overlaps with the zero bucket begins or ends where that ends. */
export function allBuckets(histogram: NativeHistogram): Bucket[] {
  const { zeroThreshold, zeroCount } = histogram;
  const clipped = (one: Bucket): Bucket => {
    if (one.upper < 0 && one.upper > -zeroThreshold) return { ...one, upper: -zeroThreshold };
    return one.lower > 0 && one.lower < zeroThreshold ? { ...one, lower: zeroThreshold } : one;
  };
  return [
    ...negativeBuckets(histogram).map(clipped).reverse(),
    ...(zeroCount > 0 ? [zeroBucket(histogram)] : []),
    ...positiveBuckets(histogram).map(clipped),
  ];
}

/** How much of a bucket lies below a value inside it: on a straight line, or on a line of logarithms. */
export function fractionBelow({ lower, upper }: Bucket, value: number, linear: boolean): number {
  if (linear) return (value - lower) / (upper - lower);
  const logLower = Math.log2(Math.abs(lower));
  const logUpper = Math.log2(Math.abs(upper));
  const logValue = Math.log2(Math.abs(value));
  if (value > 0) return (logValue - logLower) / (logUpper - logLower);
  return 1 - (logValue - logUpper) / (logLower - logUpper);
}
