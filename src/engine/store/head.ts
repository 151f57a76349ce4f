import { BitWriter } from './bits.ts';
import { type ChunkView, ChunkLog } from './chunkLog.ts';
import { indexAfter, reserveColumns } from './columns.ts';
import { CHUNK_SAMPLES, OpenTimelines } from './openTimelines.ts';
import { RunAppender } from './runAppender.ts';
import { type SeriesRef, SeriesSlots } from './seriesSlots.ts';
import type { SampleColumns } from './storage.ts';
import type { SampleRun } from './storeTypes.ts';
import { StreamPool } from './streamPool.ts';
import { decodeValues, MAX_VALUE_BYTES, ValueEncoder } from './valueCodec.ts';

/**
 * The samples in memory. Each series has one open chunk that grows with every sample; a full one is sealed into the
 * chunk log. Whoever appends has made sure that time goes forward.
 */
export class Head {
  readonly slots = new SeriesSlots();
  readonly #timelines = new OpenTimelines();
  readonly #pool = new StreamPool();
  readonly #log = new ChunkLog();
  readonly #encoder = new ValueEncoder();
  readonly #scratch = new BitWriter(64);
  readonly #stream = new Uint8Array(CHUNK_SAMPLES * MAX_VALUE_BYTES);
  readonly #addresses: number[] = [];
  readonly #runs = new RunAppender(this.slots, this.#timelines, this.#pool, (slot, timestampMs, value) =>
    this.#append(slot, timestampMs, value),
  );
  #openSamples = 0;
  readonly #view: ChunkView = {
    bytes: this.#stream,
    fromByte: 0,
    toByte: 0,
    count: 0,
    previous: -1,
    timeline: 0,
    firstMs: 0,
    lastMs: 0,
  };

  /** Memory of the samples alone, without slots and labels. */
  get sampleBytes(): number {
    return this.#pool.bytes + this.#log.bytes + this.#timelines.bytes;
  }

  get samples(): number {
    return this.#log.samples + this.#openSamples;
  }

  /** Adds a sample that is newer than all of the series. */
  append(slot: number, timestampMs: number, value: number): void {
    this.#openSamples++;
    this.#append(slot, timestampMs, value);
  }

  /**
   * Adds the samples of `run` from `from` on, up to the first that is not newer than all of its series or whose series
   * is gone; returns its position, or `run.to`.
   */
  appendRun(run: SampleRun<SeriesRef>, from: number): number {
    const end = this.#runs.append(run, from);
    this.#openSamples += end - from;
    return end;
  }

  #append(slot: number, timestampMs: number, value: number): void {
    const slots = this.slots;
    let count = slots.count[slot] ?? 0;
    if (count >= CHUNK_SAMPLES) {
      this.seal(slot);
      count = 0;
    }
    if (count === 0) slots.timeline[slot] = this.#timelines.start(timestampMs);
    else {
      slots.timeline[slot] = this.#timelines.advance(slots.timeline[slot] ?? 0, count, timestampMs);
      this.#encode(slot, count, value);
    }
    slots.count[slot] = count + 1;
    slots.lastMs[slot] = timestampMs;
    slots.lastValue[slot] = value;
  }

  #encode(slot: number, count: number, value: number): void {
    const { slots } = this;
    const encoder = this.#encoder;
    const scratch = this.#scratch;
    const before = slots.bits[slot] ?? 0;
    if (count === 1) {
      scratch.at = 0;
      encoder.first(slots.lastValue[slot] ?? 0, scratch);
      slots.headBlock[slot] = slots.tailBlock[slot] = this.#pool.allocate();
    } else {
      encoder.last = slots.lastValue[slot] ?? 0;
      encoder.scale = slots.scale[slot] ?? 0;
      encoder.spread = slots.spread[slot] ?? 0;
      encoder.lead = slots.lead[slot] ?? 0;
      encoder.length = slots.length[slot] ?? 0;
      scratch.at = before & 7;
      // The part of a byte that the stream ended with is kept where the next write looks for it.
      if (scratch.at > 0) scratch.bytes[0] = this.#pool.byteAt(slots.tailBlock[slot] ?? 0, before >>> 3);
    }
    encoder.next(value, scratch);
    slots.tailBlock[slot] = this.#pool.write(
      slots.tailBlock[slot] ?? 0,
      before >>> 3,
      (before & 7) > 0,
      scratch.bytes,
      (scratch.at + 7) >>> 3,
    );
    slots.bits[slot] = (before & ~7) + scratch.at;
    slots.scale[slot] = encoder.scale;
    slots.spread[slot] = encoder.spread;
    slots.lead[slot] = encoder.lead;
    slots.length[slot] = encoder.length;
  }

  /** Closes the open chunk, if there is one, and puts it into the log. */
  seal(slot: number): void {
    const { slots } = this;
    const count = slots.count[slot] ?? 0;
    if (count === 0) return;
    const timelineId = slots.timeline[slot] ?? 0;
    const timeline = this.#timelines.get(timelineId);
    if (timeline !== undefined) {
      const size = this.#openStream(slot);
      if (timeline.sealedLength < count || !this.#log.isLive(timeline.sealedAddress)) {
        timeline.sealedLength = timeline.length;
        timeline.sealedAddress = this.#log.addTimeline(timeline.timestampsMs, timeline.length);
      }
      const lastMs = slots.lastMs[slot] ?? 0;
      const previous = slots.sealed[slot] ?? -1;
      slots.sealed[slot] = this.#log.addChunk(previous, timeline.sealedAddress, count, lastMs, this.#stream, size);
    }
    this.#releaseOpen(slot);
  }

  /** Puts the bytes of the open chunk's stream into `#stream`; their count. */
  #openStream(slot: number): number {
    const { slots } = this;
    if (slots.count[slot] === 1) {
      this.#scratch.at = 0;
      this.#encoder.first(slots.lastValue[slot] ?? 0, this.#scratch);
      const size = (this.#scratch.at + 7) >>> 3;
      for (let i = 0; i < size; i++) this.#stream[i] = this.#scratch.bytes[i] ?? 0;
      return size;
    }
    const size = ((slots.bits[slot] ?? 0) + 7) >>> 3;
    this.#pool.gather(slots.headBlock[slot] ?? StreamPool.NONE, size, this.#stream);
    return size;
  }

  #releaseOpen(slot: number): void {
    const { slots } = this;
    if ((slots.count[slot] ?? 0) > 0) this.#timelines.release(slots.timeline[slot] ?? 0);
    this.#pool.release(slots.headBlock[slot] ?? StreamPool.NONE);
    slots.headBlock[slot] = StreamPool.NONE;
    this.#openSamples -= slots.count[slot] ?? 0;
    slots.bits[slot] = 0;
    slots.count[slot] = 0;
  }

  /** Gives back what the series holds, and its slot. */
  drop(slot: number): void {
    this.#releaseOpen(slot);
    this.slots.sealed[slot] = -1;
    this.slots.remove(slot);
  }

  /**
   * Adds the samples with `fromMs < t <= toMs` that are in memory to `into`. Returns the timestamp of the oldest
   * sample in memory (Infinity where there is none) if it is later than `fromMs`, else `fromMs`: what lies between
   * is to be read from the history file.
   */
  read(slot: number, fromMs: number, toMs: number, into: SampleColumns): number {
    const coveredMs = this.#collect(slot, fromMs, toMs);
    this.#readCollected(fromMs, toMs, into);
    this.#readOpen(slot, fromMs, toMs, into);
    return coveredMs;
  }

  /** As `read` for one who only wants to know from when on samples are in memory. */
  coveredFrom(slot: number, fromMs: number): number {
    return this.#collect(slot, fromMs, -Infinity);
  }

  #collect(slot: number, fromMs: number, toMs: number): number {
    const { slots } = this;
    const view = this.#view;
    this.#addresses.length = 0;
    let coveredMs = Infinity;
    if ((slots.count[slot] ?? 0) > 0) coveredMs = this.#timelines.timestamps(slots.timeline[slot] ?? 0)[0] ?? Infinity;
    if (coveredMs <= fromMs) return fromMs;
    for (let address = slots.sealed[slot] ?? -1; this.#log.open(address, view); address = view.previous) {
      coveredMs = view.firstMs;
      if (view.lastMs <= fromMs) return fromMs;
      if (view.firstMs <= toMs) this.#addresses.push(address);
      if (coveredMs <= fromMs) return fromMs;
    }
    return coveredMs;
  }

  #readCollected(fromMs: number, toMs: number, into: SampleColumns): void {
    const view = this.#view;
    for (let i = this.#addresses.length - 1; i >= 0; i--) {
      if (!this.#log.open(this.#addresses[i] ?? -1, view)) continue;
      const times = this.#log.timestamps(view.timeline);
      decodeWindow(times, view.count, view.bytes, view.fromByte, view.toByte, fromMs, toMs, into);
    }
  }

  #readOpen(slot: number, fromMs: number, toMs: number, into: SampleColumns): void {
    const { slots } = this;
    const count = slots.count[slot] ?? 0;
    if (count === 0 || (slots.lastMs[slot] ?? 0) <= fromMs) return;
    const times = this.#timelines.timestamps(slots.timeline[slot] ?? 0);
    if ((times[0] ?? 0) > toMs) return;
    const lastMs = slots.lastMs[slot] ?? 0;
    if (lastMs <= toMs && (count === 1 || (times[count - 2] ?? 0) <= fromMs)) {
      // The newest sample alone, which is at hand: mostly all that a flush has to write of a series.
      reserveColumns(into, 1);
      into.timestampsMs[into.length] = lastMs;
      into.values[into.length++] = slots.lastValue[slot] ?? 0;
      return;
    }
    const size = this.#openStream(slot);
    decodeWindow(times, count, this.#stream, 0, size, fromMs, toMs, into);
  }

  /** Takes the samples after `timeMs` out of the series' memory. */
  truncate(slot: number, timeMs: number, spare: SampleColumns): void {
    const { slots } = this;
    if (!((slots.lastMs[slot] ?? 0) > timeMs)) return;
    spare.length = 0;
    // The chunk that `timeMs` falls into is read, dropped with all after it, and its beginning appended anew.
    const view = this.#view;
    let keepOpen = false;
    if ((slots.count[slot] ?? 0) > 0) {
      const first = this.#timelines.timestamps(slots.timeline[slot] ?? 0)[0] ?? Infinity;
      if (first <= timeMs) {
        this.#readOpen(slot, -Infinity, timeMs, spare);
        keepOpen = true;
      }
      this.#releaseOpen(slot);
    }
    let address = slots.sealed[slot] ?? -1;
    while (this.#log.open(address, view)) {
      if (keepOpen) break;
      const { count, timeline, previous } = view;
      const times = this.#log.timestamps(timeline);
      if ((times[count - 1] ?? 0) <= timeMs) break;
      if (view.firstMs <= timeMs)
        decodeWindow(times, count, view.bytes, view.fromByte, view.toByte, -Infinity, timeMs, spare);
      address = previous;
    }
    slots.sealed[slot] = address;
    slots.lastMs[slot] = NaN;
    const { length } = spare;
    for (let i = 0; i < length; i++) this.append(slot, spare.timestampsMs[i] ?? 0, spare.values[i] ?? 0);
    if (length === 0) this.#restoreLast(slot, spare);
  }

  /** Sets the newest sample from the newest sealed chunk; NaN as its time says that memory does not know. */
  #restoreLast(slot: number, spare: SampleColumns): void {
    const view = this.#view;
    if (!this.#log.open(this.slots.sealed[slot] ?? -1, view)) return;
    spare.length = 0;
    const times = this.#log.timestamps(view.timeline);
    decodeWindow(times, view.count, view.bytes, view.fromByte, view.toByte, -Infinity, Infinity, spare);
    if (spare.length === 0) return;
    this.slots.lastMs[slot] = spare.timestampsMs[spare.length - 1] ?? NaN;
    this.slots.lastValue[slot] = spare.values[spare.length - 1] ?? 0;
  }

  /** Forgets the oldest of the sealed chunks; false when none is left that may go. */
  forgetOldest(): boolean {
    return this.#log.forgetOldest();
  }

  /** Forgets sealed chunks that are entirely before `timeMs`. */
  forgetUpTo(timeMs: number): void {
    this.#log.forgetUpTo(timeMs);
  }
}

/** Decodes the part of a chunk with `fromMs < t <= toMs` straight into the caller's columns. */
export function decodeWindow(
  timestampsMs: Float64Array,
  count: number,
  bytes: Uint8Array,
  fromByte: number,
  toByte: number,
  fromMs: number,
  toMs: number,
  into: SampleColumns,
): void {
  const usable = Math.min(count, timestampsMs.length);
  const skip = (timestampsMs[0] ?? 0) > fromMs ? 0 : indexAfter(timestampsMs, 0, usable, fromMs);
  const end = (timestampsMs[usable - 1] ?? 0) <= toMs ? usable : indexAfter(timestampsMs, skip, usable, toMs);
  if (skip >= end) return;
  reserveColumns(into, end - skip);
  const decoded = decodeValues(bytes, fromByte, toByte, end, skip, into.values, into.length);
  for (let i = skip; i < decoded; i++) into.timestampsMs[into.length++] = timestampsMs[i] ?? 0;
}
