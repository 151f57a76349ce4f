// Longer than the house's measure: the loop over known lines reads and writes the parser's state, and moving parts of it
// behind calls costs a tenth of its speed each.
import type { LabelSet } from '../../model/labelSet.ts';
import type { NativeHistogram } from '../../model/nativeHistogram.ts';
import type { Labels, MetricType } from '../../model/series.ts';
import type { ExpositionFormat } from './expositionFormat.ts';
import { decodeLabels } from './decodeLabels.ts';
import { exemplarRefusal } from './metricFamily.ts';
import { type MetadataLine, MetadataTable, metricType } from './metadataTable.ts';
import { parseFloatBytes } from './parseFloatBytes.ts';
import { NEWLINE } from './scanBytes.ts';
import { scanOpenMetrics, scanOpenMetricsAfterValue } from './scanOpenMetrics.ts';
import { scanText, scanTextAfterValue } from './scanText.ts';
import type { ScrapeOptions } from './scrapeOptions.ts';
import { entryFlags, NUMERIC_LABELS, SeriesAdmission } from './seriesAdmission.ts';
import { EntryFlag, hashBytes, SeriesTable } from './seriesTable.ts';
import { Statement, StatementKind } from './statement.ts';

const LINE_END = Buffer.from('\n');
const POWERS_OF_TEN = Array.from({ length: 23 }, (_, i) => Number(`1e${i}`));

/** Why a body was refused, with the place: line and column count from 1, the column in UTF-16 units. */
export interface ScrapeFailure {
  readonly reason: string;
  readonly line?: number;
  readonly column?: number;
}

/** An exemplar that waits for its scrape to succeed. */
export interface StagedExemplar {
  readonly entry: number;
  readonly labels: Labels;
  readonly value: number;
  readonly timestampMs: number | undefined;
}

/** What a scrape counted. */
export interface ScrapeCounts {
  /** Every sample line. */
  samples: number;
  /** What relabelling left of them, duplicates and refused timestamps included. */
  samplesKept: number;
  /** A series met a second time in one body, without a timestamp of its own. */
  duplicates: number;
  /** Own timestamps too far in the future or the past. */
  outOfBounds: number;
}

/**
 * Reads the bodies of one target, in chunks as they arrive, and collects the samples of one body until it is known to be
 * whole. Lines that were met in the last scrape are recognised by their bytes and cost neither strings nor objects.
 * (Above 400 lines, since this path is the hot one: its steps share a body's state, and passing it on would cost.)
 */
export class ScrapeParser<R> {
  table = new SeriesTable<R>();
  readonly metadata = new MetadataTable();
  /** Decoded metadata lines by entry. */
  metadataLines = new Map<number, MetadataLine>();
  readonly #options: ScrapeOptions;
  readonly #admission: SeriesAdmission;
  readonly #wantsExemplars: boolean;
  readonly #statement = new Statement();

  /** Entries and values of the samples that were read, in order; the first `staged` count. */
  stagedEntries: Int32Array;
  stagedValues: Float64Array;
  staged = 0;
  /** Positions in the columns above whose samples carry a timestamp of their own, in order, and those timestamps. */
  readonly timedPositions: number[] = [];
  readonly timedMs: number[] = [];
  readonly exemplars: StagedExemplar[] = [];
  /** By their place in the columns above: native histograms, which stand there in place of a number. */
  readonly histograms = new Map<number, NativeHistogram>();
  /** Entries that the sink has never seen. */
  newEntries: number[] = [];
  counts: ScrapeCounts = { samples: 0, samplesKept: 0, duplicates: 0, outOfBounds: 0 };
  bodyBytes = 0;
  failure: ScrapeFailure | undefined;

  /** The bytes that are being read. */
  #bytes: Buffer = LINE_END;
  #view = new DataView(this.#bytes.buffer);
  /** What the chunks so far left of a statement that is not whole yet. */
  #rest: Buffer = Buffer.allocUnsafeSlow(4096);
  #restLength = 0;
  #format: ExpositionFormat = 'text';
  #scrape = 0;
  #minMs = -Infinity;
  #maxMs = Infinity;
  #previous = 0;
  #line = 1;
  #ended = false;
  #mode = 0;
  #familyName = '';
  #familyType: MetricType = 'unknown';

  constructor(options: ScrapeOptions, wantsExemplars: boolean) {
    this.#options = options;
    this.#admission = new SeriesAdmission(options);
    this.#wantsExemplars = wantsExemplars;
    const capacity = Math.min(1024, options.maxSamples);
    this.stagedEntries = new Int32Array(capacity);
    this.stagedValues = new Float64Array(capacity);
  }

  /** Starts a body. `scrape` numbers the scrapes of this target, upwards from 1; `nowMs` is the scrape's time. */
  begin(format: ExpositionFormat, scrape: number, nowMs: number): void {
    this.#format = format;
    this.#scrape = scrape;
    this.#minMs = nowMs - this.#options.maxBehindMs;
    this.#maxMs = nowMs + this.#options.maxAheadMs;
    this.#previous = 0;
    this.#line = 1;
    this.#ended = false;
    this.#mode = 0;
    this.#familyName = '';
    this.#familyType = 'unknown';
    this.#restLength = 0;
    this.staged = 0;
    this.timedPositions.length = 0;
    this.timedMs.length = 0;
    this.exemplars.length = 0;
    this.histograms.clear();
    this.counts = { samples: 0, samplesKept: 0, duplicates: 0, outOfBounds: 0 };
    this.bodyBytes = 0;
    this.failure = undefined;
  }

  /** Reads the next bytes of the body; any cut will do. After a failure it does nothing. */
  push(chunk: Uint8Array): void {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    this.bodyBytes += bytes.length;
    if (this.failure !== undefined) return;
    if (this.bodyBytes > this.#options.maxBodyBytes) {
      this.failure = { reason: `the body is larger than the limit of ${this.#options.maxBodyBytes} bytes` };
      return;
    }
    const from = this.#completeRest(bytes);
    if (this.failure !== undefined) return;
    // What is whole is read where it lies; only the broken line at the end is copied.
    const end = bytes.lastIndexOf(NEWLINE) + 1;
    const read = end > from ? this.#read(bytes, from, end, false) : from;
    if (this.failure === undefined) this.#keep(bytes, read, bytes.length);
    if (this.#restLength > this.#options.maxLineBytes && this.failure === undefined)
      this.#failAt(0, 0, this.#tooLong());
  }

  /** Ends the body. */
  end(): void {
    if (this.failure !== undefined) return;
    if (this.#restLength > 0) {
      if (this.#rest[this.#restLength - 1] !== NEWLINE) this.#keep(LINE_END, 0, 1);
      this.#read(this.#rest, 0, this.#restLength, true);
    }
    if (this.#format === 'openmetrics' && !this.#ended && this.failure === undefined) {
      this.failure = { reason: 'the body does not end with # EOF', line: this.#line, column: 1 };
    }
  }

  /** Reads the statement that the last chunk broke off in, with the beginning of this one; how much of this one it took. */
  #completeRest(bytes: Buffer): number {
    let from = 0;
    // A quoted text may hold line ends, so that one line more need not be enough; then twice as much each time.
    for (let step = 0; this.#restLength > 0 && from < bytes.length; step = Math.max(1024, step * 2)) {
      const end = bytes.indexOf(NEWLINE, Math.min(from + step, bytes.length - 1)) + 1 || bytes.length;
      this.#keep(bytes, from, end);
      from = end;
      const whole = this.#rest.lastIndexOf(NEWLINE, this.#restLength - 1) + 1;
      const read = whole === 0 ? 0 : this.#read(this.#rest, 0, whole, false);
      if (this.failure !== undefined) break;
      this.#rest.copyWithin(0, read, this.#restLength);
      this.#restLength -= read;
    }
    return from;
  }

  /** Puts `bytes[start, end)` behind what is left of the chunks before. */
  #keep(bytes: Buffer, start: number, end: number): void {
    const length = this.#restLength + end - start;
    if (length > this.#rest.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(this.#rest.length * 2, length));
      this.#rest.copy(larger, 0, 0, this.#restLength);
      this.#rest = larger;
    }
    bytes.copy(this.#rest, this.#restLength, start, end);
    this.#restLength = length;
  }

  /** Reads the statements in `bytes[start, end)`, which ends in a line end; the position of the first that is not whole yet. */
  #read(bytes: Buffer, start: number, end: number, final: boolean): number {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let at = start;
    while (at < end && this.failure === undefined) {
      if (!this.#ended) at = this.#readKnown(at, end);
      if (at >= end || this.failure !== undefined) break;
      const next = this.#readStatement(at, end, final);
      if (next === at) break;
      at = next;
    }
    return at;
  }

  /** Reads lines whose bytes are those of the line that followed last time; stops at the first other one. */
  #readKnown(start: number, end: number): number {
    const bytes = this.#bytes;
    const view = this.#view;
    const { keyLengths, keyOffsets, keysView, next, flags, seen } = this.table;
    const scrape = this.#scrape;
    let { stagedEntries, stagedValues, staged } = this;
    let previous = this.#previous;
    let at = start;
    let lines = 0;
    let samples = 0;
    for (;;) {
      const entry = next[previous] as number;
      const length = keyLengths[entry] as number;
      if (entry === 0 || at + length >= end) break;
      const keyAt = keyOffsets[entry] as number;
      if (!isSameBytes(view, at, keysView, keyAt, length)) break;
      let q = at + length;
      const flag = flags[entry] as number;
      if ((flag & ~EntryFlag.live) !== 0) {
        if ((flag & EntryFlag.multiline) !== 0) break;
        if ((flag & EntryFlag.metadata) !== 0) {
          this.#applyMetadata(entry);
          at = q;
          lines++;
          previous = entry;
          continue;
        }
        if ((flag & EntryFlag.numericLabel) !== 0 && this.table.modes[entry] !== this.#mode) break;
      }
      if (bytes[q] !== 0x20) break;

      // The number: an exact quotient or product of a whole number below 2^53 and a power of ten up to 22 is correctly
      // rounded (Clinger's fast path); everything else goes to the slower parser.
      const valueAt = ++q;
      let byte = bytes[q] as number;
      const negative = byte === 0x2d;
      if (negative) byte = bytes[++q] as number;
      const digitsAt = q;
      let mantissa = 0;
      while (byte >= 0x30 && byte <= 0x39) {
        mantissa = mantissa * 10 + (byte - 0x30);
        byte = bytes[++q] as number;
      }
      let digits = q - digitsAt;
      let exponent = 0;
      if (byte === 0x2e && digits > 0) {
        byte = bytes[++q] as number;
        const fractionAt = q;
        while (byte >= 0x30 && byte <= 0x39) {
          mantissa = mantissa * 10 + (byte - 0x30);
          byte = bytes[++q] as number;
        }
        exponent = fractionAt - q;
        digits -= exponent;
      }
      if (byte === 0x65 && digits > 0) {
        byte = bytes[++q] as number;
        const minus = byte === 0x2d;
        if (minus || byte === 0x2b) byte = bytes[++q] as number;
        let power = 0;
        const powerAt = q;
        while (byte >= 0x30 && byte <= 0x39 && power < 1000) {
          power = power * 10 + (byte - 0x30);
          byte = bytes[++q] as number;
        }
        if (q === powerAt) digits = 0;
        exponent += minus ? -power : power;
      }
      let value: number;
      if (digits > 0 && digits <= 15 && exponent >= -22 && exponent <= 22 && (byte === 0x0a || byte === 0x20)) {
        value =
          exponent < 0
            ? mantissa / (POWERS_OF_TEN[-exponent] as number)
            : mantissa * (POWERS_OF_TEN[exponent] as number);
        if (negative) value = -value;
      } else {
        q = valueAt;
        while (bytes[q] !== 0x0a && bytes[q] !== 0x20 && bytes[q] !== 0x09) q++;
        const parsed = parseFloatBytes(bytes, valueAt, q);
        if (parsed === undefined) break;
        value = parsed;
        byte = bytes[q] as number;
      }

      if (
        byte === 0x0a &&
        (flag & EntryFlag.dropped) === 0 &&
        seen[entry] !== scrape &&
        staged < stagedEntries.length
      ) {
        stagedEntries[staged] = entry;
        stagedValues[staged] = value;
        staged++;
        samples++;
        seen[entry] = scrape;
        q++;
      } else {
        this.staged = staged;
        if (byte === 0x0a) {
          this.#statement.hasTimestamp = false;
          this.#statement.hasExemplar = false;
          q++;
        } else {
          if (!this.#scanAfterValue(q, end)) break;
          q = this.#statement.end;
        }
        this.#line += lines;
        lines = 0;
        if (!this.#stage(entry, value, at)) break;
        ({ stagedEntries, stagedValues, staged } = this);
      }
      lines++;
      at = q;
      previous = entry;
    }
    this.staged = staged;
    this.#previous = previous;
    this.#line += lines;
    this.counts.samples += samples;
    this.counts.samplesKept += samples;
    return at;
  }

  /** Reads one statement with the scanner; `start` where it is not whole yet. */
  #readStatement(start: number, end: number, final: boolean): number {
    const bytes = this.#bytes;
    const statement = this.#statement;
    if (this.#ended) {
      this.#failAt(start, start, 'unexpected data after # EOF');
      return start;
    }
    if (this.#format === 'text') scanText(statement, bytes, start, end, final);
    else scanOpenMetrics(statement, bytes, start, end, final);
    switch (statement.kind) {
      case StatementKind.incomplete:
        return start;
      case StatementKind.invalid:
        this.#failAt(start, statement.errorAt, statement.message);
        return start;
      case StatementKind.eof:
        this.#ended = true;
        break;
      case StatementKind.metadata:
        this.#readMetadata(start);
        break;
      case StatementKind.sample:
        if (!this.#readSample(start)) return start;
        break;
      case StatementKind.blank:
      case StatementKind.comment:
        break;
    }
    if (statement.end - start > this.#options.maxLineBytes) {
      this.#failAt(start, start, this.#tooLong());
      return start;
    }
    // Nearly every statement is one line.
    this.#line += bytes.indexOf(NEWLINE, start) === statement.end - 1 ? 1 : countLineEnds(bytes, start, statement.end);
    return statement.end;
  }

  #readMetadata(start: number): void {
    const statement = this.#statement;
    const hash = hashBytes(this.#bytes, start, statement.end);
    let entry = this.table.find(hash, this.#bytes, start, statement.end, 0);
    if (entry === 0) {
      const multiline = countLineEnds(this.#bytes, start, statement.end) > 1 ? EntryFlag.multiline : 0;
      entry = this.table.add(hash, this.#bytes, start, statement.end, 0, EntryFlag.metadata | multiline);
      this.metadataLines.set(entry, this.metadata.line(statement, this.#bytes, this.#format));
    }
    this.#follow(entry);
    this.#applyMetadata(entry);
  }

  #applyMetadata(entry: number): void {
    this.table.seen[entry] = this.#scrape;
    const line = this.metadataLines.get(entry);
    if (line === undefined) return;
    this.metadata.apply(line);
    if (line.kind !== 'TYPE') return;
    this.#familyName = line.family.name;
    this.#familyType = metricType(line.text);
    this.#mode = this.#familyType === 'histogram' ? 1 : this.#familyType === 'summary' ? 2 : 0;
  }

  #readSample(start: number): boolean {
    const statement = this.#statement;
    const bytes = this.#bytes;
    const { seriesStart, seriesEnd } = statement;
    const hash = hashBytes(bytes, seriesStart, seriesEnd);
    let entry = this.table.find(hash, bytes, seriesStart, seriesEnd, this.#mode);
    if (entry === 0) {
      const refusal = this.#admission.admit(statement, bytes, NUMERIC_LABELS[this.#mode]);
      if (refusal !== undefined && refusal !== 'dropped') return this.#failAt(start, seriesStart, refusal);
      const flags = refusal === 'dropped' ? EntryFlag.dropped : 0;
      entry = this.table.add(hash, bytes, seriesStart, seriesEnd, this.#mode, flags | entryFlags(statement, bytes));
      if (refusal === undefined) this.newEntries.push(entry);
    }
    this.#follow(entry);
    return this.#stage(entry, statement.value, start);
  }

  /** The labels of a known series, made from its bytes; undefined where relabelling drops it. */
  labelsOf(entry: number): LabelSet | undefined {
    return this.#admission.labelsOf(this.table, entry);
  }

  /** Remembers that `entry` follows the entry before it; a new one takes over what was expected in its place. */
  #follow(entry: number): void {
    const { next } = this.table;
    if (next[entry] === 0) next[entry] = next[this.#previous] as number;
    next[this.#previous] = entry;
    this.#previous = entry;
  }

  /** Puts a sample aside until the body is known to be whole; `statement` holds its timestamp and exemplar. */
  #stage(entry: number, value: number, start: number): boolean {
    const { seen, flags } = this.table;
    const statement = this.#statement;
    const repeated = seen[entry] === this.#scrape;
    seen[entry] = this.#scrape;
    this.counts.samples++;
    if (((flags[entry] as number) & EntryFlag.dropped) !== 0) return true;
    this.counts.samplesKept++;
    if (statement.hasExemplar && !this.#stageExemplar(entry, start)) return false;
    if (statement.hasTimestamp) {
      if (statement.timestampMs > this.#maxMs || statement.timestampMs < this.#minMs) {
        this.counts.outOfBounds++;
        return true;
      }
      this.timedPositions.push(this.staged);
      this.timedMs.push(statement.timestampMs);
    } else if (repeated) {
      this.counts.duplicates++;
      return true;
    }
    if (this.staged === this.stagedEntries.length && !this.#growStage()) {
      return this.#failAt(start, start, `the body has more samples than the limit of ${this.#options.maxSamples}`);
    }
    this.stagedEntries[this.staged] = entry;
    this.stagedValues[this.staged] = value;
    this.staged++;
    return true;
  }

  #growStage(): boolean {
    const size = Math.min(this.stagedEntries.length * 2, this.#options.maxSamples);
    if (size === this.stagedEntries.length) return false;
    const entries = new Int32Array(size);
    entries.set(this.stagedEntries);
    this.stagedEntries = entries;
    const values = new Float64Array(size);
    values.set(this.stagedValues);
    this.stagedValues = values;
    return true;
  }

  #stageExemplar(entry: number, start: number): boolean {
    const statement = this.#statement;
    const key = this.table.keyOffsets[entry] as number;
    const name =
      this.table.keys.toString('latin1', key, key + (this.table.keyLengths[entry] as number)).split('{', 1)[0] ?? '';
    const refusal = exemplarRefusal(name, this.#familyName, this.#familyType);
    if (refusal !== undefined) return this.#failAt(start, start, refusal);
    if (!this.#wantsExemplars) return true;
    this.exemplars.push({
      entry,
      labels: decodeLabels(statement.exemplarLabels, this.#bytes),
      value: statement.exemplarValue,
      timestampMs: statement.exemplarHasTimestamp ? statement.exemplarTimestampMs : undefined,
    });
    return true;
  }

  #scanAfterValue(at: number, end: number): boolean {
    const statement = this.#statement;
    statement.reset();
    if (this.#format === 'text') scanTextAfterValue(statement, this.#bytes, at);
    else scanOpenMetricsAfterValue(statement, this.#bytes, at, end, false);
    return statement.kind === StatementKind.sample;
  }

  #tooLong(): string {
    return `a line is longer than the limit of ${this.#options.maxLineBytes} bytes`;
  }

  /** Fails the body at byte `at` of the statement that starts, on a line of its own, at `start`. */
  #failAt(start: number, at: number, reason: string): false {
    const lineStart = at > start ? this.#bytes.lastIndexOf(NEWLINE, at - 1) + 1 : start;
    this.failure = {
      reason,
      line: this.#line + countLineEnds(this.#bytes, start, at),
      column: this.#bytes.toString('utf8', Math.max(lineStart, start), at).length + 1,
    };
    return false;
  }
}

function isSameBytes(a: DataView, aStart: number, b: DataView, bStart: number, length: number): boolean {
  if (length < 4) {
    for (let i = 0; i < length; i++) if (a.getUint8(aStart + i) !== b.getUint8(bStart + i)) return false;
    return true;
  }
  let i = 0;
  // Four words at a time: a quarter of the jumps.
  for (const end = length - 15; i < end; i += 16) {
    const difference =
      (a.getInt32(aStart + i, true) ^ b.getInt32(bStart + i, true)) |
      (a.getInt32(aStart + i + 4, true) ^ b.getInt32(bStart + i + 4, true)) |
      (a.getInt32(aStart + i + 8, true) ^ b.getInt32(bStart + i + 8, true)) |
      (a.getInt32(aStart + i + 12, true) ^ b.getInt32(bStart + i + 12, true));
    if (difference !== 0) return false;
  }
  const last = length - 4;
  for (; i < last; i += 4) {
    if (a.getInt32(aStart + i, true) !== b.getInt32(bStart + i, true)) return false;
  }
  return a.getInt32(aStart + last, true) === b.getInt32(bStart + last, true);
}

function countLineEnds(bytes: Buffer, start: number, end: number): number {
  let count = 0;
  for (let at = bytes.indexOf(NEWLINE, start); at >= 0 && at < end; at = bytes.indexOf(NEWLINE, at + 1)) count++;
  return count;
}
