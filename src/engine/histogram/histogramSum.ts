import {
  type BucketCounts,
  type NativeHistogram,
  type ResetHint,
  usesCustomBuckets,
} from '../../model/nativeHistogram.ts';
import { KahanSum } from '../../base/kahanSum.ts';
import { boundOf } from './buckets.ts';
import { BucketSums, intersected, sameBounds } from './bucketSums.ts';

/** What there is to tell of an addition. */
export interface Added {
  /** One of the two says that a counter began anew, the other that it did not. */
  readonly collision: boolean;
  /** The two had different own bounds, and the result has those that both have. */
  readonly reconciled: boolean;
}

/**
 * A sum of histograms that loses nothing to rounding (Kahan): schemas, zero buckets and own bounds are brought to what
 * both sides can be told in. Semantics: Prometheus' `FloatHistogram.KahanAdd`.
 */
export class HistogramSum {
  #schema: number;
  #customBounds: readonly number[];
  #zeroThreshold: number;
  #resetHint: ResetHint;
  readonly #count = new KahanSum();
  readonly #sum = new KahanSum();
  readonly #zeroCount = new KahanSum();
  #positive: BucketSums;
  #negative: BucketSums;

  constructor(first: NativeHistogram) {
    this.#schema = first.schema;
    this.#customBounds = first.customBounds;
    this.#zeroThreshold = first.zeroThreshold;
    this.#resetHint = first.resetHint;
    this.#count.reset(first.count);
    this.#sum.reset(first.sum);
    this.#zeroCount.reset(first.zeroCount);
    this.#positive = BucketSums.of(first.positive);
    this.#negative = BucketSums.of(first.negative);
  }

  clone(): HistogramSum {
    const copy = new HistogramSum(this.total());
    copy.#count.reset(this.#count.sum, this.#count.lost);
    copy.#sum.reset(this.#sum.sum, this.#sum.lost);
    copy.#zeroCount.reset(this.#zeroCount.sum, this.#zeroCount.lost);
    copy.#positive = this.#positive.clone();
    copy.#negative = this.#negative.clone();
    return copy;
  }

  /** Adds, or with a `sign` of -1 subtracts; undefined where one has own bounds and the other has not. */
  add(other: NativeHistogram, sign: 1 | -1 = 1): Added | undefined {
    const isCustom = this.#schema === other.schema && usesCustomBuckets(other);
    if (!isCustom && (usesCustomBuckets(other) || usesCustomBuckets({ schema: this.#schema }))) return undefined;
    const collision = this.#meetHint(other.resetHint);
    this.#count.add(sign * other.count);
    this.#sum.add(sign * other.sum);
    if (isCustom) return { collision, reconciled: this.#addCustom(other, sign) };
    this.#zeroCount.add(sign * this.#meetZeroBucket(other));
    if (other.schema < this.#schema) {
      this.#positive = this.#positive.coarser(this.#schema - other.schema);
      this.#negative = this.#negative.coarser(this.#schema - other.schema);
      this.#schema = other.schema;
    }
    this.#positive.add(this.#visible(other.positive, other.schema), sign);
    this.#negative.add(this.#visible(other.negative, other.schema), sign);
    return { collision, reconciled: false };
  }

  #addCustom(other: NativeHistogram, sign: 1 | -1): boolean {
    if (sameBounds(this.#customBounds, other.customBounds)) {
      this.#positive.add(other.positive, sign);
      return false;
    }
    const bounds = intersected(this.#customBounds, other.customBounds);
    this.#positive = this.#positive.withBounds(this.#customBounds, bounds);
    this.#positive.add(BucketSums.of(other.positive).withBounds(other.customBounds, bounds).total(), sign);
    this.#customBounds = bounds;
    return true;
  }

  /** The buckets of another histogram in our schema, without those that our zero bucket holds. */
  #visible(buckets: BucketCounts, schema: number): BucketCounts {
    const ours =
      schema > this.#schema
        ? BucketSums.of(buckets)
            .coarser(schema - this.#schema)
            .total()
        : buckets;
    let hidden = 0;
    while (
      hidden < ours.indexes.length &&
      boundOf(ours.indexes[hidden] ?? 0, this.#schema, this.#customBounds) <= this.#zeroThreshold
    )
      hidden++;
    return hidden === 0 ? ours : { indexes: ours.indexes.slice(hidden), counts: ours.counts.slice(hidden) };
  }

  /** Makes the zero bucket as wide as the other's, and gives what the other's would hold if it were as wide as ours. */
  #meetZeroBucket(other: NativeHistogram): number {
    let theirs = { threshold: other.zeroThreshold, count: other.zeroCount };
    while (theirs.threshold !== this.#zeroThreshold) {
      if (Number.isNaN(theirs.threshold) || Number.isNaN(this.#zeroThreshold)) break;
      if (theirs.threshold < this.#zeroThreshold) {
        const zero = new KahanSum();
        zero.reset(other.zeroCount);
        const sides = [BucketSums.of(other.positive), BucketSums.of(other.negative)] as const;
        const threshold = widenZero(zero, ...sides, other.schema, this.#zeroThreshold);
        theirs = { threshold, count: zero.total };
      }
      if (theirs.threshold > this.#zeroThreshold) {
        const zero = this.#zeroCount;
        const threshold = widenZero(zero, this.#positive, this.#negative, this.#schema, theirs.threshold);
        this.#zeroThreshold = threshold;
        this.#positive.dropWhile((index) => boundOf(index - 1, this.#schema, []) < threshold);
        this.#negative.dropWhile((index) => boundOf(index - 1, this.#schema, []) < threshold);
      }
    }
    return theirs.count;
  }

  #meetHint(other: ResetHint): boolean {
    const own = this.#resetHint;
    if (other === own || own === 'gauge') return false;
    if (other === 'gauge') this.#resetHint = 'gauge';
    else this.#resetHint = 'unknown';
    return other !== 'gauge' && own !== 'unknown' && other !== 'unknown';
  }

  /** Multiplies what was added so far. */
  scale(factor: number): void {
    for (const part of [this.#count, this.#sum, this.#zeroCount]) part.reset(part.sum * factor, part.lost * factor);
    this.#positive.scale(factor);
    this.#negative.scale(factor);
  }

  /** Whether anything in it grew beyond what a number can hold. */
  get overflows(): boolean {
    const parts = [this.#count, this.#sum, this.#zeroCount];
    return parts.some(({ sum }) => Math.abs(sum) === Infinity) || this.#positive.overflows || this.#negative.overflows;
  }

  /** What was added so far; empty buckets are kept. */
  total(): NativeHistogram {
    return {
      schema: this.#schema,
      count: this.#count.total,
      sum: this.#sum.total,
      zeroThreshold: this.#zeroThreshold,
      zeroCount: this.#zeroCount.total,
      positive: this.#positive.total(),
      negative: this.#negative.total(),
      customBounds: this.#customBounds,
      resetHint: this.#resetHint,
    };
  }
}

/**
 * Adds to `zero` what a zero bucket up to `threshold` would hold of the buckets. Where that ends inside a bucket that is
 * not empty, it takes in the whole bucket; gives the threshold that it came to.
 */
export function widenZero(
  zero: KahanSum,
  positive: BucketSums,
  negative: BucketSums,
  schema: number,
  threshold: number,
): number {
  const { sum, lost } = zero;
  let wanted = threshold;
  for (;;) {
    zero.reset(sum, lost);
    // The sides look at each other's result: a threshold that the second one raised holds for the first one too.
    const afterPositive = positive.addUpTo(zero, wanted, schema);
    const afterNegative = negative.addUpTo(zero, afterPositive, schema);
    if (afterNegative === afterPositive) return afterNegative;
    wanted = afterNegative;
  }
}
