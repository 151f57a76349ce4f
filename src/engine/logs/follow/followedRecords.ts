import { FollowedFile, type Segment } from '../files/followedFile.ts';
import { logFailure } from '../files/logFailure.ts';
import { openLog } from '../files/openLog.ts';
import { fileKey } from '../files/rotatedFiles.ts';
import type { LogFormat } from '../formats/logFormat.ts';
import { readFormat } from '../index/readFormat.ts';
import { LineSplitter } from '../lines/lineSplitter.ts';
import { type ReadRecord, RecordReader } from '../lines/recordReader.ts';

/** Read at once: as records, bytes take many times their space. */
const LOOK_MAX_BYTES = 1024 * 1024;
const NEWLINE = 10;

export interface FollowedRecordsOptions {
  readonly clock: { now(): number; monotonic(): number };
  /** Absent: recognised. */
  readonly format?: LogFormat;
  /** Records whose text it refuses are left away unread. */
  readonly keeps?: (text: string) => boolean;
  /** What is read of what is there already, from the end; absent: all. */
  readonly tailBytes?: number;
  /** Why the log cannot be read now, as a sentence; undefined when it can again. */
  readonly onTrouble: (message: string | undefined) => void;
}

interface Lines {
  readonly splitter: LineSplitter;
  readonly reader: RecordReader;
  /** The first line began before what is read. */
  isCut: boolean;
  grew: boolean;
}

/** The records of a log file that is followed, each once, also through its rotation. */
export class FollowedRecords {
  readonly #file: FollowedFile;
  readonly #options: FollowedRecordsOptions;
  readonly #segments = new Map<Segment, Lines>();
  #records: ReadRecord[] = [];
  #begun = false;
  #hasMore = false;
  #startedMidway = false;

  constructor(path: string, options: FollowedRecordsOptions) {
    this.#options = options;
    const end = (segment: Segment): void => {
      const lines = this.#segments.get(segment);
      if (lines !== undefined) this.#add([...lines.reader.push(lines.splitter.flush()), ...lines.reader.flush()]);
      this.#segments.delete(segment);
    };
    this.#file = new FollowedFile(
      path,
      {
        data: (segment, bytes) => {
          const lines = this.#segments.get(segment) ?? this.#open(segment, options.format, false);
          lines.grew = true;
          const whole = lines.splitter.push(bytes);
          if (lines.isCut && whole.shift() !== undefined) lines.isCut = false;
          this.#add(lines.reader.push(whole));
        },
        ended: (segment) => {
          end(segment);
          segment.handle.close().catch(() => undefined);
        },
        lost: end,
        trouble: options.onTrouble,
      },
      () => options.clock.monotonic(),
      false,
      LOOK_MAX_BYTES,
    );
  }

  /** More is waiting: another look should follow at once. */
  get hasMore(): boolean {
    return this.#hasMore;
  }

  /** There is more before what was read first. */
  get startedMidway(): boolean {
    return this.#startedMidway;
  }

  /** The records that came since the last look. */
  async poll(): Promise<readonly ReadRecord[]> {
    for (const lines of this.#segments.values()) lines.grew = false;
    try {
      if (!this.#begun) await this.#begin();
      this.#hasMore = await this.#file.poll();
    } catch (error) {
      this.#hasMore = false;
      this.#options.onTrouble(logFailure(this.#file.path, error));
    }
    // Nothing more came: the record that waits for its next lines is complete.
    for (const { reader, grew } of this.#segments.values()) if (!grew) this.#add(reader.flush());
    const records = this.#records;
    this.#records = [];
    return records;
  }

  close(): Promise<void> {
    return this.#file.close();
  }

  async #begin(): Promise<void> {
    this.#begun = true;
    const { tailBytes, format } = this.#options;
    if (tailBytes === undefined) return;
    const log = await openLog(this.#file.path);
    // What cannot be opened is told by the first look.
    if (!log.ok) return;
    const { handle, stats, isGzip } = log.value;
    if (isGzip || stats.size <= tailBytes) return handle.close();
    const recognised = await readFormat(handle, stats.size);
    // In UTF-16 a character begins at an even place.
    const from = (stats.size - tailBytes) & ~1;
    const before = Buffer.alloc(2);
    await handle.read(before, 0, 2, from - 2);
    const isCut = before[1] !== NEWLINE && !(before[0] === NEWLINE && before[1] === 0);
    const segment = this.#file.adopt(handle, fileKey(await handle.stat({ bigint: true })), from);
    this.#open(segment, format ?? recognised.format, isCut);
    this.#startedMidway = true;
  }

  #open(segment: Segment, format: LogFormat | undefined, isCut: boolean): Lines {
    const { clock, keeps } = this.#options;
    const reader = new RecordReader(() => ({ nowMs: clock.now() }), format, keeps);
    const lines = { splitter: new LineSplitter(), reader, isCut, grew: true };
    this.#segments.set(segment, lines);
    return lines;
  }

  #add(records: readonly ReadRecord[]): void {
    for (const record of records) this.#records.push(record);
  }
}
