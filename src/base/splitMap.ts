/** Entries from which on the map is split: a map of this size grows in about a millisecond. */
const SPLIT_SIZE = 16_384;
/** A power of two. */
const PARTS = 64;

/**
 * A map for hundreds of thousands of entries that grows without a pause: an ordinary one until it is large, then many by a
 * number that `spread` gives for each key, of which only one grows at a time. (A single map of 250,000 entries stops the
 * thread for 40 ms when it doubles.) Entries have no order.
 */
export class SplitMap<K, V> {
  readonly #spread: (key: K) => number;
  #first = new Map<K, V>();
  #parts: readonly Map<K, V>[] | undefined;
  #size = 0;

  constructor(spread: (key: K) => number) {
    this.#spread = spread;
  }

  get size(): number {
    return this.#size;
  }

  #part(key: K): Map<K, V> {
    return this.#parts === undefined ? this.#first : (this.#parts[this.#spread(key) & (PARTS - 1)] ?? this.#first);
  }

  get(key: K): V | undefined {
    return this.#part(key).get(key);
  }

  has(key: K): boolean {
    return this.#part(key).has(key);
  }

  set(key: K, value: V): void {
    const part = this.#part(key);
    const before = part.size;
    part.set(key, value);
    this.#size += part.size - before;
    if (this.#parts === undefined && this.#size > SPLIT_SIZE) this.#split();
  }

  delete(key: K): void {
    if (this.#part(key).delete(key)) this.#size--;
  }

  #split(): void {
    const whole = this.#first;
    this.#first = new Map();
    this.#parts = Array.from({ length: PARTS }, () => new Map<K, V>());
    for (const [key, value] of whole) this.#part(key).set(key, value);
  }

  *keys(): Generator<K> {
    for (const part of this.#parts ?? [this.#first]) yield* part.keys();
  }

  *values(): Generator<V> {
    for (const part of this.#parts ?? [this.#first]) yield* part.values();
  }

  *[Symbol.iterator](): Generator<[K, V]> {
    for (const part of this.#parts ?? [this.#first]) yield* part;
  }
}
