const EMPTY = -1;
const INITIAL_ENTRIES = 256;
/** By their hash's highest bits entries belong to one of so many tables. */
const PARTS = 16;
const PART_SHIFT = 28;
const INITIAL_SLOTS = 16;

/** Marks of an entry, to be combined. */
export const EntryFlag = {
  /** A HELP, TYPE or UNIT line; its key is the whole line with its end. */
  metadata: 1,
  /** The labels depend on the family's type: `le` or `quantile` was normalised. */
  numericLabel: 2,
  /** The sink has a sample of this series that is not yet followed by a staleness marker. */
  live: 4,
  /** Relabelling threw the series away. */
  dropped: 8,
  /** The key holds a line end, so that it spans several lines. */
  multiline: 16,
} as const;

/**
 * What is known of the lines of one target: raw bytes of each series and each metadata line, found by hash or, mostly, by
 * prediction: the line that followed the last one in the scrape before. Entries are numbers, from 1 on; 0 stands for the
 * start of the body. Columns instead of objects keep a quarter of a million entries small and cheap to walk.
 */
export class SeriesTable<R> {
  /** Number of entries, the start included. */
  count = 1;
  keyOffsets = new Int32Array(INITIAL_ENTRIES);
  keyLengths = new Int32Array(INITIAL_ENTRIES);
  /** The entry that followed this one last time; 0 where none is known. */
  next = new Int32Array(INITIAL_ENTRIES);
  flags = new Uint8Array(INITIAL_ENTRIES);
  /** The numeric label that was normalised: 0 none, 1 `le`, 2 `quantile`. */
  modes = new Uint8Array(INITIAL_ENTRIES);
  /** The scrape in which the entry was last met, and the one in which its sample last reached the sink. */
  seen = new Int32Array(INITIAL_ENTRIES);
  committed = new Int32Array(INITIAL_ENTRIES);
  /** The sink's reference of a series, once there is one. */
  readonly refs: (R | undefined)[] = [undefined];

  keys: Buffer = Buffer.allocUnsafeSlow(64 * 1024);
  keysView = new DataView(this.keys.buffer);
  keysLength = 0;

  #hashes = new Int32Array(INITIAL_ENTRIES);
  /** Where entries are found by their hashes: many small tables, of which only one grows at a time, so that none pauses a scrape. */
  readonly #slots: Int32Array[] = Array.from({ length: PARTS }, () => new Int32Array(INITIAL_SLOTS).fill(EMPTY));
  readonly #used = new Int32Array(PARTS);

  /** The entry whose key is `bytes[start, end)`, or 0. */
  find(hash: number, bytes: Buffer, start: number, end: number, mode: number): number {
    const slots = this.#slots[hash >>> PART_SHIFT] as Int32Array;
    const mask = slots.length - 1;
    const length = end - start;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const entry = slots[slot] as number;
      if (entry === EMPTY) return 0;
      if (this.#hashes[entry] !== hash || this.keyLengths[entry] !== length) continue;
      if (((this.flags[entry] as number) & EntryFlag.numericLabel) !== 0 && this.modes[entry] !== mode) continue;
      const offset = this.keyOffsets[entry] as number;
      if (this.keys.compare(bytes, start, end, offset, offset + length) === 0) return entry;
    }
  }

  add(hash: number, bytes: Buffer, start: number, end: number, mode: number, flags: number): number {
    if (this.count === this.keyOffsets.length) this.#growColumns();
    const length = end - start;
    if (this.keysLength + length > this.keys.length) this.#growKeys(length);
    const entry = this.count++;
    this.keyOffsets[entry] = this.keysLength;
    this.keyLengths[entry] = length;
    bytes.copy(this.keys, this.keysLength, start, end);
    this.keysLength += length;
    this.flags[entry] = flags;
    this.modes[entry] = mode;
    this.#hashes[entry] = hash;
    this.refs.push(undefined);
    this.#place(entry, hash);
    return entry;
  }

  /** Copies entry `entry` of `from` with all that is known of it but its successor. */
  adopt(from: SeriesTable<R>, entry: number): number {
    const offset = from.keyOffsets[entry] as number;
    const copy = this.add(
      from.#hashes[entry] as number,
      from.keys,
      offset,
      offset + (from.keyLengths[entry] as number),
      from.modes[entry] as number,
      from.flags[entry] as number,
    );
    this.seen[copy] = from.seen[entry] as number;
    this.committed[copy] = from.committed[entry] as number;
    this.refs[copy] = from.refs[entry];
    return copy;
  }

  #place(entry: number, hash: number): void {
    const part = hash >>> PART_SHIFT;
    let slots = this.#slots[part] as Int32Array;
    const used = ((this.#used[part] as number) += 1);
    if (used * 2 > slots.length) slots = this.#slots[part] = this.#rehashed(slots);
    putInto(slots, hash, entry);
  }

  #rehashed(slots: Int32Array): Int32Array {
    const larger = new Int32Array(slots.length * 2).fill(EMPTY);
    for (const entry of slots) if (entry !== EMPTY) putInto(larger, this.#hashes[entry] as number, entry);
    return larger;
  }

  #growColumns(): void {
    const size = this.keyOffsets.length * 2;
    this.keyOffsets = grown(this.keyOffsets, size);
    this.keyLengths = grown(this.keyLengths, size);
    this.next = grown(this.next, size);
    this.seen = grown(this.seen, size);
    this.committed = grown(this.committed, size);
    this.#hashes = grown(this.#hashes, size);
    const flags = new Uint8Array(size);
    flags.set(this.flags);
    this.flags = flags;
    const modes = new Uint8Array(size);
    modes.set(this.modes);
    this.modes = modes;
  }

  #growKeys(needed: number): void {
    const size = Math.max(Math.ceil(this.keys.length * 1.5), this.keysLength + needed);
    const keys = Buffer.allocUnsafeSlow(size);
    this.keys.copy(keys, 0, 0, this.keysLength);
    this.keys = keys;
    this.keysView = new DataView(keys.buffer);
  }
}

function putInto(slots: Int32Array, hash: number, entry: number): void {
  const mask = slots.length - 1;
  let slot = hash & mask;
  while (slots[slot] !== EMPTY) slot = (slot + 1) & mask;
  slots[slot] = entry;
}

/** The hash of `bytes[start, end)` by which `SeriesTable` finds its entries. */
export function hashBytes(bytes: Buffer, start: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ (bytes[i] as number), 0x01000193);
  return hash ^ (hash >>> 15);
}

function grown(column: Int32Array, size: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(size);
  larger.set(column);
  return larger;
}
