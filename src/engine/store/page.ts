import { crc32 } from 'node:zlib';
import { BitWriter } from './bits.ts';
import { decodeWindow } from './head.ts';
import type { SampleColumns } from './storage.ts';
import { decodeTimestamps, encodeTimestamps } from './timestampCodec.ts';
import { MAX_VALUE_BYTES, ValueEncoder } from './valueCodec.ts';
import { ByteReader, ByteWriter } from './varint.ts';

/*
 * A page is what the history file keeps samples in: a run of samples of each of up to some hundred series.
 *
 *   crc32 of the rest (4 bytes), version, then numbers as varints:
 *   count of timelines, for each its count of timestamps, its size and its bytes
 *   count of series, for each: id minus the id before, timeline, count of samples, size of its values
 *   the values of each series, in the same order
 */
const VERSION = 1;
const CRC_BYTES = 4;

export interface EncodedPage {
  readonly data: Uint8Array;
  readonly minMs: number;
  readonly maxMs: number;
  readonly samples: number;
}

/** Gathers runs of samples, series by series in rising order of their ids. */
export class PageBuilder {
  readonly #timelines = new ByteWriter();
  readonly #directory = new ByteWriter();
  readonly #values = new ByteWriter();
  readonly #encoder = new ValueEncoder();
  readonly #bits = new BitWriter(4096);
  /** Encoded timelines by their text of bytes: series of a scrape share theirs. */
  readonly #known: { readonly timestampsMs: Float64Array; readonly index: number }[] = [];
  #timelineCount = 0;
  #seriesCount = 0;
  #lastId = 0;
  #minMs = Infinity;
  #maxMs = -Infinity;
  #samples = 0;

  get samples(): number {
    return this.#samples;
  }

  add(id: number, columns: SampleColumns): void {
    const { length, timestampsMs, values } = columns;
    if (length === 0) return;
    const bits = this.#bits;
    bits.at = 0;
    bits.reserve(length * MAX_VALUE_BYTES + 16);
    this.#encoder.first(values[0] ?? 0, bits);
    for (let i = 1; i < length; i++) this.#encoder.next(values[i] ?? 0, bits);
    const size = (bits.at + 7) >>> 3;
    this.#directory.varint(id - this.#lastId);
    this.#directory.varint(this.#timeline(timestampsMs, length));
    this.#directory.varint(length);
    this.#directory.varint(size);
    this.#values.copy(bits.bytes, 0, size);
    this.#lastId = id;
    this.#seriesCount++;
    this.#samples += length;
    this.#minMs = Math.min(this.#minMs, timestampsMs[0] ?? 0);
    this.#maxMs = Math.max(this.#maxMs, timestampsMs[length - 1] ?? 0);
  }

  #timeline(timestampsMs: Float64Array, length: number): number {
    // The newest first: a series' fellows came just before it.
    for (let i = this.#known.length - 1; i >= Math.max(0, this.#known.length - 16); i--) {
      const known = this.#known[i];
      if (known !== undefined && sameTimes(known.timestampsMs, timestampsMs, length)) return known.index;
    }
    const encoded = new ByteWriter();
    encodeTimestamps(timestampsMs, length, encoded);
    this.#timelines.varint(length);
    this.#timelines.varint(encoded.length);
    this.#timelines.copy(encoded.bytes, 0, encoded.length);
    const index = this.#timelineCount++;
    this.#known.push({ timestampsMs: timestampsMs.slice(0, length), index });
    return index;
  }

  /** The page of all that was added, or undefined where that is nothing. */
  build(): EncodedPage | undefined {
    if (this.#seriesCount === 0) return undefined;
    const page = new ByteWriter();
    page.u32(0);
    page.varint(VERSION);
    page.varint(this.#timelineCount);
    page.copy(this.#timelines.bytes, 0, this.#timelines.length);
    page.varint(this.#seriesCount);
    page.copy(this.#directory.bytes, 0, this.#directory.length);
    page.copy(this.#values.bytes, 0, this.#values.length);
    const data = page.toBytes();
    new DataView(data.buffer).setUint32(0, crc32(data.subarray(CRC_BYTES)));
    return { data, minMs: this.#minMs, maxMs: this.#maxMs, samples: this.#samples };
  }
}

function sameTimes(a: Float64Array, b: Float64Array, length: number): boolean {
  if (a.length !== length || a[length - 1] !== b[length - 1]) return false;
  for (let i = 0; i < length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** A page being read. Its directory is columns: a page is often read for a few of its series only. */
export class Page {
  readonly #data: Uint8Array;
  readonly #timelines: Float64Array[] = [];
  #ids = new Float64Array(0);
  #timelineOf = new Uint32Array(0);
  #counts = new Uint32Array(0);
  /** Where the values of each series begin, and at last where they end. */
  #starts = new Float64Array(1);

  private constructor(data: Uint8Array) {
    this.#data = data;
  }

  /** Reads the page's directory; undefined where the bytes are damaged. Never throws, whatever they are. */
  static parse(data: Uint8Array): Page | undefined {
    if (data.length < CRC_BYTES + 3) return undefined;
    const stored = new DataView(data.buffer, data.byteOffset, data.byteLength).getUint32(0);
    if (crc32(data.subarray(CRC_BYTES)) !== stored) return undefined;
    return Page.parseUnchecked(data);
  }

  /** As `parse`, without the checksum: for tests that damage what lies behind it. */
  static parseUnchecked(data: Uint8Array): Page | undefined {
    const page = new Page(data);
    const reader = new ByteReader(data, CRC_BYTES);
    if (reader.varint() !== VERSION) return undefined;
    return page.#readTimelines(reader) && page.#readDirectory(reader) ? page : undefined;
  }

  #readTimelines(reader: ByteReader): boolean {
    const timelines = reader.varint();
    for (let i = 0; i < timelines; i++) {
      const count = reader.varint();
      const end = reader.varint() + reader.at;
      // Each timestamp takes a byte at least: damaged counts must not make us reserve memory.
      if (reader.failed || end > this.#data.length || count > end - reader.at) return false;
      const timestampsMs = new Float64Array(count);
      const times = new ByteReader(this.#data, reader.at, end);
      if (decodeTimestamps(times, count, timestampsMs, 0) < count) return false;
      this.#timelines.push(timestampsMs);
      reader.at = end;
    }
    return !reader.failed;
  }

  #readDirectory(reader: ByteReader): boolean {
    const series = reader.varint();
    // Four numbers of a byte at least for each.
    if (reader.failed || series * 4 > this.#data.length) return false;
    this.#ids = new Float64Array(series);
    this.#timelineOf = new Uint32Array(series);
    this.#counts = new Uint32Array(series);
    this.#starts = new Float64Array(series + 1);
    let id = 0;
    let at = 0;
    for (let i = 0; i < series; i++) {
      const step = reader.varint();
      id += step;
      const timeline = reader.varint();
      const count = reader.varint();
      const size = reader.varint();
      if (reader.failed || step === 0 || timeline >= this.#timelines.length || count > size * 8) return false;
      this.#ids[i] = id;
      this.#timelineOf[i] = timeline;
      this.#counts[i] = count;
      this.#starts[i] = at;
      at += size;
    }
    this.#starts[series] = at;
    for (let i = 0; i <= series; i++) this.#starts[i] = (this.#starts[i] ?? 0) + reader.at;
    return at + reader.at <= this.#data.length;
  }

  /** Memory, about. */
  get bytes(): number {
    return this.#data.length + this.#ids.length * 24 + 600;
  }

  ids(): Iterable<number> {
    return this.#ids;
  }

  /** Adds the samples of series `id` with `fromMs < t <= toMs` to `into`. */
  read(id: number, fromMs: number, toMs: number, into: SampleColumns): void {
    const at = this.#find(id);
    const timestampsMs = this.#timelines[this.#timelineOf[at] ?? -1];
    if (timestampsMs === undefined) return;
    const [from, to] = [this.#starts[at] ?? 0, this.#starts[at + 1] ?? 0];
    decodeWindow(timestampsMs, this.#counts[at] ?? 0, this.#data, from, to, fromMs, toMs, into);
  }

  #find(id: number): number {
    let low = 0;
    let high = this.#ids.length - 1;
    while (low <= high) {
      const middle = (low + high) >>> 1;
      const other = this.#ids[middle] ?? 0;
      if (other === id) return middle;
      if (other < id) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  }
}
