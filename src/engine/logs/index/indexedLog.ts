import { t } from '../../../base/l10n.ts';
import { FollowedFile, type Segment } from '../files/followedFile.ts';
import { openLog } from '../files/openLog.ts';
import type { LogFormat } from '../formats/logFormat.ts';
import { lineText, LineSplitter } from '../lines/lineSplitter.ts';
import { type ReadRecord, readRecord, RecordReader } from '../lines/recordReader.ts';
import { readFormat } from './readFormat.ts';
import { SegmentIndexer } from './segmentIndexer.ts';

/** What is read of a record to show it: of one that is longer the rest is left away. */
const SHOWN_MAX_BYTES = 256 * 1024;
/** Read at once for records that lie close together. */
const READ_MAX_BYTES = 1024 * 1024;
/** What the last screen is read from. */
const TAIL_BYTES = 256 * 1024;

/** One file of a log with its index. */
export interface IndexedSegment {
  readonly segment: Segment;
  readonly indexer: SegmentIndexer;
  /** Its bytes are nowhere any more: its records are not shown. */
  lost: boolean;
}

/** A log file with an index over its records, that follows what is written into it and through its rotation. */
export class IndexedLog {
  readonly path: string;
  readonly #file: FollowedFile;
  readonly #segments: IndexedSegment[] = [];
  readonly #nowMs: () => number;
  readonly #format: LogFormat | undefined;
  #trouble: string | undefined;
  #ended: Segment[] = [];
  #droppedRecords = 0;

  constructor(path: string, clock: { now(): number; monotonic(): number }, format?: LogFormat) {
    this.path = path;
    this.#nowMs = () => clock.now();
    this.#format = format;
    const of = (segment: Segment): IndexedSegment | undefined => this.#segments.find((one) => one.segment === segment);
    this.#file = new FollowedFile(
      path,
      {
        data: (segment, bytes) => (of(segment) ?? this.#add(segment)).indexer.push(bytes),
        ended: (segment) => {
          of(segment)?.indexer.finish();
          this.#ended.push(segment);
        },
        lost: (segment) => {
          const known = of(segment);
          if (known !== undefined) known.lost = true;
        },
        trouble: (message) => (this.#trouble = message),
      },
      () => clock.monotonic(),
      true,
    );
  }

  /** The files of the log, the oldest first; numbers of records in them do not change. */
  get segments(): readonly IndexedSegment[] {
    return this.#segments;
  }

  /** Why it cannot be read now, or not from its start, as a sentence for the user. */
  get trouble(): string | undefined {
    const dropped = this.#droppedRecords;
    return dropped === 0 ? this.#trouble : t('The oldest {0} records were dropped.', dropped.toLocaleString('en'));
  }

  /** Indexes what is new, at most some megabytes of it; true where more is waiting. */
  poll(): Promise<boolean> {
    return this.#file.poll();
  }

  /** The last records of the file as it is now, without an index: what the first screen shows. Their line numbers are not known: 0. */
  async tail(count: number): Promise<ReadRecord[]> {
    const log = await openLog(this.path);
    if (!log.ok) return [];
    const { handle, isGzip } = log.value;
    try {
      if (isGzip) return [];
      const { size } = await handle.stat();
      const start = Math.max(0, size - TAIL_BYTES);
      const recognised = await readFormat(handle, size);
      const format = this.#format ?? recognised.format;
      const bytes = Buffer.alloc(size - start);
      const { bytesRead } = await handle.read(bytes, 0, bytes.length, start);
      // In UTF-16 a character begins at an even place.
      const splitter = new LineSplitter();
      const reader = new RecordReader(() => ({ nowMs: this.#nowMs() }), format);
      const lines = [...splitter.push(bytes.subarray(0, bytesRead)), ...splitter.flush()];
      const whole = start > 0 ? lines.slice(1) : lines;
      const records = [...reader.push(whole), ...reader.flush()].slice(-count);
      return records.map(({ record, text }) => ({ record, text, line: 0 }));
    } finally {
      await handle.close();
    }
  }

  /** The records at these places of a segment, in their order. Those that lie close together are read in one piece. */
  async read({ segment, indexer }: IndexedSegment, places: readonly number[]): Promise<ReadRecord[]> {
    const { index, format, encoding } = indexer;
    if (format === undefined) return [];
    const endOf = (i: number): number => (i + 1 < index.length ? index.offsetBytes(i + 1) : indexer.completeBytes);
    const records: ReadRecord[] = [];
    for (let at = 0; at < places.length;) {
      const start = index.offsetBytes(places[at] ?? 0);
      let next = at + 1;
      while (
        next < places.length &&
        (places[next] ?? 0) > (places[next - 1] ?? 0) &&
        endOf(places[next] ?? 0) - start <= READ_MAX_BYTES
      )
        next++;
      const sizeBytes = endOf(places[next - 1] ?? 0) - start;
      const bytes = Buffer.alloc(next === at + 1 ? Math.min(sizeBytes, SHOWN_MAX_BYTES) : sizeBytes);
      const { bytesRead } = await segment.handle.read(bytes, 0, bytes.length, start);
      for (; at < next; at++) {
        const i = places[at] ?? 0;
        const piece = bytes.subarray(index.offsetBytes(i) - start, Math.min(endOf(i) - start, bytesRead));
        const text = lineText(piece, encoding).trimEnd();
        const record = readRecord(text.split(/\r?\n/), format, { nowMs: this.#nowMs() });
        records.push({ record, text, line: index.line(i) });
      }
    }
    return records;
  }

  /** Gives up the oldest files that ended, so that at most `count` files are held. */
  async dropBefore(count: number): Promise<void> {
    const held = this.#segments.filter(({ lost }) => !lost);
    for (const one of held.slice(0, Math.max(0, held.length - count))) {
      const at = this.#ended.indexOf(one.segment);
      if (at < 0) return;
      this.#ended.splice(at, 1);
      one.lost = true;
      this.#droppedRecords += one.indexer.index.length;
      await one.segment.handle.close();
    }
  }

  async close(): Promise<void> {
    await this.#file.close();
    for (const { handle } of this.#ended) await handle.close();
    this.#ended = [];
  }

  #add(segment: Segment): IndexedSegment {
    const added = { segment, indexer: new SegmentIndexer(this.#nowMs, this.#format), lost: false };
    this.#segments.push(added);
    return added;
  }
}
