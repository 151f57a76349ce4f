import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '../../base/clock.ts';
import { expandPath, withoutRotated } from '../../engine/logs/files/expandPaths.ts';
import { FollowedFile, type Segment } from '../../engine/logs/files/followedFile.ts';
import { logBytes } from '../../engine/logs/files/logBytes.ts';
import { logFailure } from '../../engine/logs/files/logFailure.ts';
import { openLog } from '../../engine/logs/files/openLog.ts';
import type { LogFormat } from '../../engine/logs/formats/logFormat.ts';
import { LineSplitter } from '../../engine/logs/lines/lineSplitter.ts';
import { mergeByTime } from '../../engine/logs/lines/mergeByTime.ts';
import { type ReadRecord, RecordReader } from '../../engine/logs/lines/recordReader.ts';
import type { LineOutput } from './lineOutput.ts';

/** A record with the log that it is from. */
export interface SourceRecord extends ReadRecord {
  /** The path, as it was given or as the pattern met it. */
  readonly source: string;
}

export interface LogSources {
  /** Paths and patterns; `-` is standard input. */
  readonly patterns: readonly string[];
  /** Absent: recognised, for each source. */
  readonly format?: LogFormat;
  /** Records whose text it refuses are left away unread. */
  readonly keeps: (text: string) => boolean;
  readonly onTrouble: (message: string) => void;
}

const POLL_MS = 100;
/** New files of a pattern are looked for so often. */
const RESCAN_MS = 1_000;
const newReader = ({ format, keeps }: LogSources): RecordReader =>
  new RecordReader(() => ({ nowMs: systemClock.now() }), format, keeps);

/** The records of all sources, joined by time. */
export async function* readLogs(sources: LogSources): AsyncGenerator<SourceRecord> {
  const paths = await pathsOf(sources);
  if (paths.length === 0) sources.onTrouble(`Nothing is named ${sources.patterns.join(' ')}.`);
  const streams = paths.map((source) => recordsOf(source, sources));
  const [only] = streams;
  if (streams.length === 1 && only !== undefined) yield* only;
  else yield* mergeByTime(streams, ({ record }) => record.timeMs);
}

async function pathsOf({ patterns }: LogSources): Promise<readonly string[]> {
  const all = await Promise.all(patterns.map((pattern) => expandPath(pattern, process.cwd())));
  return [...new Set(all.flat())];
}

async function* recordsOf(source: string, sources: LogSources): AsyncGenerator<SourceRecord> {
  const reader = newReader(sources);
  const splitter = new LineSplitter();
  const withSource = (record: ReadRecord): SourceRecord => ({ ...record, source });
  let bytes: AsyncIterable<Buffer>;
  if (source === '-') bytes = process.stdin as AsyncIterable<Buffer>;
  else {
    const log = await openLog(source);
    if (!log.ok) return sources.onTrouble(log.error);
    bytes = logBytes(log.value, source);
  }
  try {
    for await (const chunk of bytes) for (const record of reader.push(splitter.push(chunk))) yield withSource(record);
  } catch (error) {
    // What came before a broken end is told all the same.
    sources.onTrouble(logFailure(source, error));
  }
  for (const record of [...reader.push(splitter.flush()), ...reader.flush()]) yield withSource(record);
  if (splitter.cutLines > 0) sources.onTrouble(`${source}: ${splitter.cutLines} lines longer than 16 MiB were cut.`);
}

/** Tells the records that are there and then those that come, until the reader of the output goes. */
export async function followLogs(
  sources: LogSources,
  take: (record: SourceRecord) => void,
  output: LineOutput,
): Promise<void> {
  const followed = new Map<string, Followed>();
  for (let rescanInMs = 0; !output.isClosed; rescanInMs -= POLL_MS) {
    if (rescanInMs <= 0) {
      for (const path of withoutRotated(await pathsOf(sources)))
        if (!followed.has(path)) followed.set(path, new Followed(path, sources));
      rescanInMs = RESCAN_MS;
    }
    const batches = await Promise.all([...followed.values()].map((one) => one.poll()));
    const streams = batches.map(async function* (batch) {
      yield* batch;
    });
    for await (const record of mergeByTime(streams, ({ record }) => record.timeMs)) {
      take(record);
      if (output.isFull) await output.drained();
    }
    await output.drained();
    if (![...followed.values()].some(({ hasMore }) => hasMore)) await sleep(POLL_MS);
  }
}

/** One log that is followed, with the lines of each of its segments. */
class Followed {
  readonly #file: FollowedFile;
  readonly #sources: LogSources;
  readonly #path: string;
  readonly #segments = new Map<Segment, { splitter: LineSplitter; reader: RecordReader; grew: boolean }>();
  #records: SourceRecord[] = [];

  constructor(path: string, sources: LogSources) {
    this.#path = path;
    this.#sources = sources;
    const end = (segment: Segment): void => {
      const lines = this.#segments.get(segment);
      if (lines !== undefined) this.#add([...lines.reader.push(lines.splitter.flush()), ...lines.reader.flush()]);
      this.#segments.delete(segment);
    };
    this.#file = new FollowedFile(
      path,
      {
        data: (segment, bytes) => {
          let lines = this.#segments.get(segment);
          if (lines === undefined) {
            lines = { splitter: new LineSplitter(), reader: newReader(sources), grew: true };
            this.#segments.set(segment, lines);
          }
          lines.grew = true;
          this.#add(lines.reader.push(lines.splitter.push(bytes)));
        },
        ended: (segment) => {
          end(segment);
          void segment.handle.close();
        },
        lost: end,
        trouble: (message) => message !== undefined && sources.onTrouble(message),
      },
      () => systemClock.monotonic(),
    );
  }

  /** More is waiting: another look should follow at once. */
  hasMore = false;

  /** The records that came since the last look. */
  async poll(): Promise<readonly SourceRecord[]> {
    for (const lines of this.#segments.values()) lines.grew = false;
    try {
      this.hasMore = await this.#file.poll();
    } catch (error) {
      this.#sources.onTrouble(logFailure(this.#path, error));
    }
    // Nothing more came: the record that waits for its next lines is complete.
    for (const { reader, grew } of this.#segments.values()) if (!grew) this.#add(reader.flush());
    const records = this.#records;
    this.#records = [];
    return records;
  }

  #add(records: readonly ReadRecord[]): void {
    for (const record of records) this.#records.push({ ...record, source: this.#path });
  }
}
