/** The schema of histograms with own bounds; others are exponential, -4 (coarse) to 8 (fine). Source: Prometheus, model/histogram. */
export const CUSTOM_BUCKETS = -53;

/** What is known of a histogram's place in its series: whether the counter began anew with it, or is a gauge. */
export type ResetHint = 'unknown' | 'reset' | 'notReset' | 'gauge';

/** The buckets of one side of zero: their indexes, rising, and how many observations each holds, in parallel. */
export interface BucketCounts {
  readonly indexes: readonly number[];
  readonly counts: readonly number[];
}

/**
 * A native histogram of Prometheus, with counts that may be fractions. A bucket `i` of an exponential schema `s` goes up
 * to `2 ** (i / 2 ** s)`, one of own bounds to `customBounds[i]`, the one behind the last bound to infinity.
 */
export interface NativeHistogram {
  readonly schema: number;
  readonly count: number;
  readonly sum: number;
  /** Observations from `-zeroThreshold` to `zeroThreshold`. */
  readonly zeroThreshold: number;
  readonly zeroCount: number;
  readonly positive: BucketCounts;
  readonly negative: BucketCounts;
  /** Upper bounds, rising and finite; empty for exponential schemas. */
  readonly customBounds: readonly number[];
  readonly resetHint: ResetHint;
}

export const NO_BUCKETS: BucketCounts = { indexes: [], counts: [] };

export function usesCustomBuckets({ schema }: Pick<NativeHistogram, 'schema'>): boolean {
  return schema === CUSTOM_BUCKETS;
}
