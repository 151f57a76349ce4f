/** Parallel columns of one line: Unix milliseconds in rising order, and values with NaN where there is a gap. */
export interface Columns {
  readonly timestampsMs: ArrayLike<number>;
  readonly values: ArrayLike<number>;
}

/** A line's own columns, made by a computation. */
export interface OwnColumns {
  readonly timestampsMs: number[];
  readonly values: number[];
}

const MIN_CAPACITY = 64;

/** Columns that grow at the end and are cut at the beginning, without a copy for each new sample. */
export class GrowingColumns {
  #timestampsMs: Float64Array;
  #values: Float64Array;
  #start = 0;
  #end: number;

  constructor(timestampsMs: Float64Array, values: Float64Array) {
    this.#timestampsMs = timestampsMs;
    this.#values = values;
    this.#end = Math.min(timestampsMs.length, values.length);
  }

  get length(): number {
    return this.#end - this.#start;
  }

  get lastMs(): number {
    return this.length === 0 ? -Infinity : (this.#timestampsMs[this.#end - 1] ?? -Infinity);
  }

  /** The columns as they are now; valid until the next change. */
  get timestampsMs(): Float64Array {
    return this.#timestampsMs.subarray(this.#start, this.#end);
  }

  get values(): Float64Array {
    return this.#values.subarray(this.#start, this.#end);
  }

  /** Adds samples to the end; those that are not newer than the last one are left out, since they are there already. */
  append(timestampsMs: ArrayLike<number>, values: ArrayLike<number>): void {
    this.#reserve(timestampsMs.length);
    for (let i = 0; i < timestampsMs.length; i++) {
      const timeMs = timestampsMs[i] as number;
      if (timeMs <= this.lastMs) continue;
      this.#timestampsMs[this.#end] = timeMs;
      this.#values[this.#end] = values[i] ?? NaN;
      this.#end++;
    }
  }

  /** Drops what is older than `beforeMs`, but for the last such sample: a line and a rate reach to the edge from it. */
  dropBefore(beforeMs: number): void {
    while (this.length > 1 && (this.#timestampsMs[this.#start + 1] as number) < beforeMs) this.#start++;
    if (this.length === 1 && this.lastMs < beforeMs) this.#start++;
  }

  #reserve(more: number): void {
    if (this.#end + more <= this.#timestampsMs.length) return;
    const capacity = Math.max(MIN_CAPACITY, 2 * (this.length + more));
    const { timestampsMs, values, length } = this;
    this.#timestampsMs = new Float64Array(capacity);
    this.#values = new Float64Array(capacity);
    this.#timestampsMs.set(timestampsMs);
    this.#values.set(values);
    this.#start = 0;
    this.#end = length;
  }
}
