import type { BucketCounts } from '../../model/nativeHistogram.ts';
import type { KahanSum } from '../../base/kahanSum.ts';
import { boundOf } from './buckets.ts';

/** The buckets of one side as they are added up: counts, and what their rounding lost. Indexes are shared until they change. */
export class BucketSums {
  #indexes: readonly number[];
  #counts: number[];
  #lost: number[];

  private constructor(indexes: readonly number[], counts: number[], lost: number[]) {
    this.#indexes = indexes;
    this.#counts = counts;
    this.#lost = lost;
  }

  static of({ indexes, counts }: BucketCounts): BucketSums {
    return new BucketSums(
      indexes,
      counts.slice(),
      Array.from(counts, () => 0),
    );
  }

  clone(): BucketSums {
    return new BucketSums(this.#indexes, this.#counts.slice(), this.#lost.slice());
  }

  add({ indexes, counts }: BucketCounts, sign: 1 | -1): void {
    if (indexes.length === 0) return;
    if (!sameIndexes(this.#indexes, indexes)) this.#makeRoom(indexes);
    let at = 0;
    for (let i = 0; i < indexes.length; i++) {
      while (this.#indexes[at] !== indexes[i]) at++;
      this.#addAt(at, sign * (counts[i] ?? 0));
    }
  }

  #addAt(at: number, value: number): void {
    const count = this.#counts[at] ?? 0;
    const next = count + value;
    if (Math.abs(next) === Infinity) this.#lost[at] = 0;
    else if (Math.abs(count) >= Math.abs(value)) this.#lost[at] = (this.#lost[at] ?? 0) + (count - next + value);
    else this.#lost[at] = (this.#lost[at] ?? 0) + (value - next + count);
    this.#counts[at] = next;
  }

  /** Adds empty buckets, so that there is one for each of `indexes`. */
  #makeRoom(indexes: readonly number[]): void {
    const all: number[] = [];
    const counts: number[] = [];
    const lost: number[] = [];
    let own = 0;
    let other = 0;
    while (own < this.#indexes.length || other < indexes.length) {
      const ours = this.#indexes[own] ?? Infinity;
      const theirs = indexes[other] ?? Infinity;
      all.push(Math.min(ours, theirs));
      counts.push(ours <= theirs ? (this.#counts[own] ?? 0) : 0);
      lost.push(ours <= theirs ? (this.#lost[own] ?? 0) : 0);
      if (ours <= theirs) own++;
      if (theirs <= ours) other++;
    }
    this.#indexes = all;
    this.#counts = counts;
    this.#lost = lost;
  }

  /** The same with `2 ** levels` buckets in one. */
  coarser(levels: number): BucketSums {
    return this.#mapped((index) => ((index - 1) >> levels) + 1);
  }

  /** The same with fewer own bounds, each of which was among the ones before. */
  withBounds(before: readonly number[], bounds: readonly number[]): BucketSums {
    let target = 0;
    return this.#mapped((index) => {
      const bound = before[index] ?? Infinity;
      while (target < bounds.length && (bounds[target] ?? 0) < bound) target++;
      return target;
    });
  }

  /** Buckets that `targetOf` gives the same index become one; it must not fall. */
  #mapped(targetOf: (index: number) => number): BucketSums {
    const indexes: number[] = [];
    const sums = new BucketSums(indexes, [], []);
    this.#indexes.forEach((index, i) => {
      const target = targetOf(index);
      if (indexes[indexes.length - 1] !== target) {
        indexes.push(target);
        sums.#counts.push(0);
        sums.#lost.push(0);
      }
      sums.#addAt(indexes.length - 1, this.#counts[i] ?? 0);
      sums.#addAt(indexes.length - 1, this.#lost[i] ?? 0);
    });
    return sums;
  }

  /** Removes the buckets next to zero for which `drops` holds. */
  dropWhile(drops: (index: number) => boolean): void {
    let dropped = 0;
    while (dropped < this.#indexes.length && drops(this.#indexes[dropped] ?? 0)) dropped++;
    this.#indexes = this.#indexes.slice(dropped);
    this.#counts.splice(0, dropped);
    this.#lost.splice(0, dropped);
  }

  /** Adds the buckets below `threshold` to `zero`; gives where the last one ends, if that is beyond and it is not empty. */
  addUpTo(zero: KahanSum, threshold: number, schema: number): number {
    for (let i = 0; i < this.#indexes.length; i++) {
      const index = this.#indexes[i] ?? 0;
      if (boundOf(index - 1, schema, []) >= threshold) break;
      zero.add(this.#counts[i] ?? 0);
      zero.add(this.#lost[i] ?? 0);
      const upper = boundOf(index, schema, []);
      if (upper > threshold) return this.#counts[i] === 0 ? threshold : upper;
    }
    return threshold;
  }

  scale(factor: number): void {
    this.#counts = this.#counts.map((count) => count * factor);
    this.#lost = this.#lost.map((lost) => lost * factor);
  }

  get overflows(): boolean {
    return this.#counts.some((count) => Math.abs(count) === Infinity);
  }

  total(): BucketCounts {
    const lost = this.#lost;
    return { indexes: this.#indexes, counts: this.#counts.map((count, i) => count + (lost[i] ?? 0)) };
  }
}

function sameIndexes(a: readonly number[], b: readonly number[]): boolean {
  if (a === b) return true;
  return a.length === b.length && a.every((index, i) => index === b[i]);
}

export function sameBounds(a: readonly number[], b: readonly number[]): boolean {
  return sameIndexes(a, b);
}

/** The bounds that are in both. */
export function intersected(a: readonly number[], b: readonly number[]): number[] {
  const other = new Set(b);
  return a.filter((bound) => other.has(bound));
}
