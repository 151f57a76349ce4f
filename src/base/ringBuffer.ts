/** The last `capacity` items, oldest first. */
export class RingBuffer<T> implements Iterable<T> {
  readonly capacity: number;
  readonly #items: T[] = [];
  #start = 0;

  constructor(capacity: number) {
    if (!Number.isInteger(capacity) || capacity < 1) throw new RangeError(`capacity must be at least 1: ${capacity}`);
    this.capacity = capacity;
  }

  get length(): number {
    return this.#items.length;
  }

  get last(): T | undefined {
    return this.at(this.length - 1);
  }

  /** The item at `index`, 0 being the oldest one that is kept. */
  at(index: number): T | undefined {
    if (index < 0 || index >= this.#items.length) return undefined;
    return this.#items[(this.#start + index) % this.capacity];
  }

  push(item: T): void {
    if (this.#items.length < this.capacity) {
      this.#items.push(item);
      return;
    }
    this.#items[this.#start] = item;
    this.#start = (this.#start + 1) % this.capacity;
  }

  clear(): void {
    this.#items.length = 0;
    this.#start = 0;
  }

  toArray(): T[] {
    return this.newest(this.#items.length);
  }

  /** The last `count` items, oldest first; all where there are fewer. */
  newest(count: number): T[] {
    const { length } = this.#items;
    const items: T[] = [];
    for (let i = Math.max(0, length - count); i < length; i++)
      items.push(this.#items[(this.#start + i) % this.capacity] as T);
    return items;
  }

  *[Symbol.iterator](): IterableIterator<T> {
    for (let i = 0; i < this.#items.length; i++) yield this.#items[(this.#start + i) % this.capacity] as T;
  }
}
