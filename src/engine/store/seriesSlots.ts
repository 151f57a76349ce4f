import { StreamPool } from './streamPool.ts';

/**
 * A series in this store, as a number; it stays valid until the series is dropped, and a dropped one is noticed: the
 * number also holds how often its slot was given out.
 */
export type SeriesRef = number;

/** A reference below is one to a slot in its first use, and the slot's number itself. */
export const SLOT_BITS = 2 ** 24;

export function refOf(slot: number, generation: number): SeriesRef {
  return generation * SLOT_BITS + slot;
}

export function slotOf(ref: SeriesRef): number {
  return ref % SLOT_BITS;
}

export function generationOf(ref: SeriesRef): number {
  return Math.floor(ref / SLOT_BITS);
}

/** What the store knows of each series, a column a field, so that a series costs no object. */
export class SeriesSlots {
  #capacity = 256;
  #next = 0;
  readonly #free: number[] = [];
  #live = 0;

  alive = new Uint8Array(256);
  generation = new Uint32Array(256);
  /** The newest sample; NaN where the series was found in the history file and its newest sample not yet asked for. */
  lastMs = new Float64Array(256);
  lastValue = new Float64Array(256);
  /** The open chunk: samples, timeline, blocks of its stream and bits in it. With one sample there is no stream yet. */
  count = new Uint8Array(256);
  timeline = new Uint32Array(256);
  headBlock = new Uint32Array(256);
  tailBlock = new Uint32Array(256);
  bits = new Uint16Array(256);
  /** The encoder's state between two values. */
  scale = new Uint8Array(256);
  spread = new Int16Array(256);
  lead = new Uint8Array(256);
  length = new Uint8Array(256);
  /** The newest sealed chunk in the chunk log, -1 where there is none. */
  sealed = new Float64Array(256);
  /** The number in the history file, 0 while it is in none. */
  fileId = new Float64Array(256);
  /** Samples up to here are in the history file. */
  flushedMs = new Float64Array(256);
  /** The newest timestamp as the history file's list of series has it; it lags behind. */
  listedMs = new Float64Array(256);
  /** Whether there are samples to be flushed. */
  dirty = new Uint8Array(256);

  get live(): number {
    return this.#live;
  }

  /** Slots ever in use: every live slot is below. */
  get end(): number {
    return this.#next;
  }

  /** Of the series that live: what was once reserved for more of them is not given back, but used again. */
  get bytes(): number {
    return this.#live * 90;
  }

  add(): number {
    const slot = this.#free.pop() ?? this.#next++;
    if (slot >= this.#capacity) this.reserve(Math.ceil(this.#capacity * 1.5));
    this.#live++;
    this.alive[slot] = 1;
    this.lastMs[slot] = -Infinity;
    this.lastValue[slot] = 0;
    this.count[slot] = 0;
    this.headBlock[slot] = StreamPool.NONE;
    this.bits[slot] = 0;
    this.sealed[slot] = -1;
    this.fileId[slot] = 0;
    this.flushedMs[slot] = -Infinity;
    this.listedMs[slot] = -Infinity;
    this.dirty[slot] = 0;
    return slot;
  }

  remove(slot: number): void {
    this.#live--;
    this.alive[slot] = 0;
    this.generation[slot] = (this.generation[slot] ?? 0) + 1;
    this.#free.push(slot);
  }

  ref(slot: number): SeriesRef {
    return refOf(slot, this.generation[slot] ?? 0);
  }

  isLive(ref: SeriesRef): boolean {
    const slot = slotOf(ref);
    return this.alive[slot] === 1 && this.generation[slot] === generationOf(ref);
  }

  /** Makes room for `capacity` series at once. */
  reserve(capacity: number): void {
    if (capacity <= this.#capacity) return;
    this.#capacity = capacity;
    this.alive = grown(this.alive, new Uint8Array(capacity));
    this.generation = grown(this.generation, new Uint32Array(capacity));
    this.lastMs = grown(this.lastMs, new Float64Array(capacity));
    this.lastValue = grown(this.lastValue, new Float64Array(capacity));
    this.count = grown(this.count, new Uint8Array(capacity));
    this.timeline = grown(this.timeline, new Uint32Array(capacity));
    this.headBlock = grown(this.headBlock, new Uint32Array(capacity));
    this.tailBlock = grown(this.tailBlock, new Uint32Array(capacity));
    this.bits = grown(this.bits, new Uint16Array(capacity));
    this.scale = grown(this.scale, new Uint8Array(capacity));
    this.spread = grown(this.spread, new Int16Array(capacity));
    this.lead = grown(this.lead, new Uint8Array(capacity));
    this.length = grown(this.length, new Uint8Array(capacity));
    this.sealed = grown(this.sealed, new Float64Array(capacity));
    this.fileId = grown(this.fileId, new Float64Array(capacity));
    this.flushedMs = grown(this.flushedMs, new Float64Array(capacity));
    this.listedMs = grown(this.listedMs, new Float64Array(capacity));
    this.dirty = grown(this.dirty, new Uint8Array(capacity));
  }
}

function grown<T extends { set(from: ArrayLike<number>): void }>(from: ArrayLike<number>, to: T): T {
  to.set(from);
  return to;
}
