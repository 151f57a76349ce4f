import type { NativeHistogram } from '../../../model/nativeHistogram.ts';
import { familyLines } from './familyLines.ts';
import { ProtoError } from './protoReader.ts';
import { readMetricFamily } from './readMetricFamily.ts';

/** Lines are given on in pieces of about this size: a long name stands in each line of its family. */
const PIECE_CHARS = 64 * 1024;
/** Buckets of all native histograms of a body; Prometheus' clients keep to 160 each. */
const MAX_BUCKETS = 1_000_000;

/** Of a family's name where its failure is told. */
const NAME_SHOWN = 100;

/** What a feed needs of the parser of the text format. */
export interface LineParser {
  readonly staged: number;
  /** By their place among the staged samples: what stands there in place of a number. */
  readonly histograms: Map<number, NativeHistogram>;
  bodyBytes: number;
  failure: { readonly reason: string } | undefined;
  push(chunk: Uint8Array): void;
}

/**
 * Reads a body of length-delimited `io.prometheus.client.MetricFamily` messages, in chunks as they arrive, and gives
 * their samples to the parser of the text format: what holds for those holds for these.
 */
export class ProtobufFeed {
  readonly #parser: LineParser;
  readonly #maxBodyBytes: number;
  #rest: Buffer = Buffer.alloc(0);
  #length = 0;
  #bodyBytes = 0;
  #buckets = 0;

  constructor(parser: LineParser, maxBodyBytes: number) {
    this.#parser = parser;
    this.#maxBodyBytes = maxBodyBytes;
  }

  push(chunk: Uint8Array): void {
    const parser = this.#parser;
    this.#bodyBytes += chunk.length;
    if (parser.failure !== undefined) return;
    if (this.#bodyBytes > this.#maxBodyBytes) {
      parser.failure = { reason: `the body is larger than the limit of ${this.#maxBodyBytes} bytes` };
      return;
    }
    this.#keep(chunk);
    let at = 0;
    for (;;) {
      const size = delimiter(this.#rest, at, this.#length);
      if (size === 'invalid') parser.failure = { reason: 'the body is not a sequence of protobuf messages' };
      if (typeof size !== 'object' || size.end > this.#length) break;
      this.#read(this.#rest.subarray(size.start, size.end));
      at = size.end;
      if (parser.failure !== undefined) break;
    }
    this.#rest.copyWithin(0, at, this.#length);
    this.#length -= at;
  }

  /** Ends the body. */
  end(): void {
    const parser = this.#parser;
    if (this.#length > 0) parser.failure ??= { reason: 'the body ends in the middle of a metric family' };
    parser.bodyBytes = this.#bodyBytes;
  }

  #keep(chunk: Uint8Array): void {
    const length = this.#length + chunk.length;
    if (length > this.#rest.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(this.#rest.length * 2, length));
      this.#rest.copy(larger, 0, 0, this.#length);
      this.#rest = larger;
    }
    this.#rest.set(chunk, this.#length);
    this.#length = length;
  }

  #read(message: Buffer): void {
    const parser = this.#parser;
    let name = '';
    try {
      const family = readMetricFamily(message);
      ({ name } = family);
      let plain = '';
      for (const { text, histogram } of familyLines(family)) {
        if (histogram === undefined) {
          plain += text;
          if (plain.length < PIECE_CHARS) continue;
        }
        if (plain !== '') parser.push(Buffer.from(plain));
        plain = '';
        if (parser.failure !== undefined) break;
        if (histogram === undefined) continue;
        this.#buckets += histogram.positive.indexes.length + histogram.negative.indexes.length;
        if (this.#buckets > MAX_BUCKETS)
          throw new ProtoError(`its native histograms have more than ${MAX_BUCKETS} buckets`);
        const before = parser.staged;
        parser.push(Buffer.from(text));
        if (parser.staged > before) parser.histograms.set(before, histogram);
      }
      if (plain !== '') parser.push(Buffer.from(plain));
    } catch (error) {
      if (!(error instanceof ProtoError)) throw error;
      parser.failure = { reason: error.message };
    }
    // Lines that nobody sees have no numbers; the family's name is the place.
    if (parser.failure !== undefined) {
      const { reason } = parser.failure;
      parser.failure = {
        reason:
          name === '' ? reason : `${reason} (in ${name.length > NAME_SHOWN ? `${name.slice(0, NAME_SHOWN)}…` : name})`,
      };
    }
  }
}

/** Where the message at `at` begins and ends by the length before it; `more` where that is not all there yet. */
function delimiter(bytes: Buffer, at: number, end: number): { start: number; end: number } | 'more' | 'invalid' {
  let length = 0;
  for (let i = 0; i < 5; i++) {
    if (at + i >= end) return 'more';
    const byte = bytes[at + i] ?? 0;
    length += (byte & 0x7f) * 2 ** (7 * i);
    if (byte < 0x80) return { start: at + i + 1, end: at + i + 1 + length };
  }
  return 'invalid';
}
