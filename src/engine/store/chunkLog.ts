import { ByteReader, ByteWriter } from './varint.ts';
import { decodeTimestamps, encodeTimestamps } from './timestampCodec.ts';
import { CHUNK_SAMPLES } from './openTimelines.ts';

const SEGMENT_BYTES = 65536;
/** Timeline: first and last timestamp (8 bytes each), count and size of the data (2 each). */
const TIMELINE_HEADER = 20;
/** Chunk: distance back to the series' chunk before and to the timeline (4 bytes each), count and size (2 each). */
const CHUNK_HEADER = 12;
const CACHED_TIMELINES = 64;

interface Segment {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  newestMs: number;
  samples: number;
}

/** A sealed chunk as it lies in the log; one object, filled anew by each `open`. */
export interface ChunkView {
  bytes: Uint8Array;
  fromByte: number;
  toByte: number;
  count: number;
  /** -1 where there is none before. */
  previous: number;
  timeline: number;
  firstMs: number;
  /** Not before the chunk's last timestamp. */
  lastMs: number;
}

/**
 * The sealed chunks: a log in segments of memory, written at its end and forgotten at its start, without an object for
 * a chunk. An address is a position in the whole log that ever was; each chunk leads back to the one before of its
 * series, until that is forgotten.
 */
export class ChunkLog {
  readonly #segments = new Map<number, Segment>();
  readonly #writer = new ByteWriter();
  readonly #cache = new Map<number, Float64Array>();
  /** Addresses begin above 0, so that a distance of 0 can mean none. */
  #end = 1;
  #start = 1;
  #samples = 0;

  /** Samples in chunks that are not forgotten. */
  get samples(): number {
    return this.#samples;
  }

  get bytes(): number {
    return this.#segments.size * SEGMENT_BYTES;
  }

  /** Bytes written and not yet forgotten. */
  get usedBytes(): number {
    return this.#end - this.#start;
  }

  isLive(address: number): boolean {
    return address >= this.#start;
  }

  addTimeline(timestampsMs: Float64Array, count: number): number {
    this.#writer.clear();
    encodeTimestamps(timestampsMs, count, this.#writer);
    const size = this.#writer.length;
    const [segment, at, address] = this.#reserve(TIMELINE_HEADER + size);
    segment.view.setFloat64(at, timestampsMs[0] ?? 0);
    segment.view.setFloat64(at + 8, timestampsMs[count - 1] ?? 0);
    segment.view.setUint16(at + 16, count);
    segment.view.setUint16(at + 18, size);
    segment.bytes.set(this.#writer.bytes.subarray(0, size), at + TIMELINE_HEADER);
    segment.newestMs = Math.max(segment.newestMs, timestampsMs[count - 1] ?? 0);
    return address;
  }

  /** Adds the first `size` of `bytes` as a chunk of `count` values at the start of `timeline`; `lastMs` is its newest timestamp. */
  addChunk(previous: number, timeline: number, count: number, lastMs: number, bytes: Uint8Array, size: number): number {
    const [segment, at, address] = this.#reserve(CHUNK_HEADER + size);
    segment.view.setUint32(at, this.#distance(address, previous));
    segment.view.setUint32(at + 4, this.#distance(address, timeline));
    segment.view.setUint16(at + 8, count);
    segment.view.setUint16(at + 10, size);
    segment.samples += count;
    this.#samples += count;
    for (let i = 0; i < size; i++) segment.bytes[at + CHUNK_HEADER + i] = bytes[i] ?? 0;
    segment.newestMs = Math.max(segment.newestMs, lastMs);
    return address;
  }

  /** Fills `into` with the chunk at `address`, or says that it is forgotten. */
  open(address: number, into: ChunkView): boolean {
    if (address < this.#start) return false;
    const segment = this.#segments.get(Math.floor(address / SEGMENT_BYTES));
    if (segment === undefined) return false;
    const at = address % SEGMENT_BYTES;
    const back = segment.view.getUint32(at);
    const timeline = address - segment.view.getUint32(at + 4);
    const holder = this.#segments.get(Math.floor(timeline / SEGMENT_BYTES));
    if (timeline < this.#start || holder === undefined) return false;
    const timelineAt = timeline % SEGMENT_BYTES;
    into.bytes = segment.bytes;
    into.fromByte = at + CHUNK_HEADER;
    into.toByte = into.fromByte + segment.view.getUint16(at + 10);
    into.count = segment.view.getUint16(at + 8);
    into.previous = back === 0 ? -1 : address - back;
    into.timeline = timeline;
    into.firstMs = holder.view.getFloat64(timelineAt);
    into.lastMs = holder.view.getFloat64(timelineAt + 8);
    return true;
  }

  /** The timestamps of the live timeline at `address`. */
  timestamps(address: number): Float64Array {
    const cached = this.#cache.get(address);
    if (cached !== undefined) return cached;
    const segment = this.#segments.get(Math.floor(address / SEGMENT_BYTES));
    if (segment === undefined) return new Float64Array(0);
    const at = address % SEGMENT_BYTES;
    const from = at + TIMELINE_HEADER;
    const count = Math.min(CHUNK_SAMPLES, segment.view.getUint16(at + 16));
    const timestampsMs = new Float64Array(count);
    const reader = new ByteReader(segment.bytes, from, from + segment.view.getUint16(at + 18));
    decodeTimestamps(reader, count, timestampsMs, 0);
    if (this.#cache.size >= CACHED_TIMELINES) {
      const oldest = this.#cache.keys().next();
      if (oldest.done !== true) this.#cache.delete(oldest.value);
    }
    this.#cache.set(address, timestampsMs);
    return timestampsMs;
  }

  /** Forgets the oldest segment, unless it is the one being written. */
  forgetOldest(): boolean {
    const index = Math.floor(this.#start / SEGMENT_BYTES);
    if (index >= Math.floor(this.#end / SEGMENT_BYTES)) return false;
    this.#samples -= this.#segments.get(index)?.samples ?? 0;
    this.#segments.delete(index);
    this.#start = (index + 1) * SEGMENT_BYTES;
    return true;
  }

  /** Forgets the segments that hold nothing newer than `timeMs`. */
  forgetUpTo(timeMs: number): void {
    for (;;) {
      const oldest = this.#segments.get(Math.floor(this.#start / SEGMENT_BYTES));
      if ((oldest?.newestMs ?? 0) > timeMs || !this.forgetOldest()) return;
    }
  }

  #distance(address: number, target: number): number {
    const back = address - target;
    return target < 0 || back > 0xffff_ffff ? 0 : back;
  }

  #reserve(size: number): readonly [segment: Segment, at: number, address: number] {
    let index = Math.floor(this.#end / SEGMENT_BYTES);
    if ((this.#end % SEGMENT_BYTES) + size > SEGMENT_BYTES) {
      index++;
      this.#end = index * SEGMENT_BYTES;
    }
    let segment = this.#segments.get(index);
    if (segment === undefined) {
      const bytes = new Uint8Array(SEGMENT_BYTES);
      segment = { bytes, view: new DataView(bytes.buffer), newestMs: -Infinity, samples: 0 };
      this.#segments.set(index, segment);
    }
    const address = this.#end;
    this.#end += size;
    return [segment, address % SEGMENT_BYTES, address];
  }
}
