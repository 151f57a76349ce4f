import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '../../base/clock.ts';
import { expandPath, withoutRotated } from '../../engine/logs/files/expandPaths.ts';
import { logBytes } from '../../engine/logs/files/logBytes.ts';
import { logFailure } from '../../engine/logs/files/logFailure.ts';
import { openLog } from '../../engine/logs/files/openLog.ts';
import { FollowedRecords } from '../../engine/logs/follow/followedRecords.ts';
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

/** What logs there are, and how each is called. */
export interface LogPaths {
  /** As they are now: those of a pattern may come and go; `-` is standard input. */
  paths(): Promise<readonly string[]>;
  nameOf(path: string): string;
}

/** The logs of paths and patterns as they are given. */
export function patternPaths(patterns: readonly string[]): LogPaths {
  return {
    paths: async () => {
      const all = await Promise.all(patterns.map((pattern) => expandPath(pattern, process.cwd())));
      return [...new Set(all.flat())];
    },
    nameOf: (path) => path,
  };
}

export interface LogSources {
  readonly logs: LogPaths;
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
  const paths = await sources.logs.paths();
  if (paths.length === 0) sources.onTrouble('There is no file of that name.');
  const streams = paths.map((source) => recordsOf(source, sources));
  const [only] = streams;
  if (streams.length === 1 && only !== undefined) yield* only;
  else yield* mergeByTime(streams, ({ record }) => record.timeMs);
}

async function* recordsOf(source: string, sources: LogSources): AsyncGenerator<SourceRecord> {
  const reader = newReader(sources);
  const splitter = new LineSplitter();
  const withSource = (record: ReadRecord): SourceRecord => ({ ...record, source: sources.logs.nameOf(source) });
  let bytes: AsyncIterable<Buffer>;
  if (source === '-') bytes = process.stdin as AsyncIterable<Buffer>;
  else {
    const log = await openLog(source, true);
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

/** Tells the records that are there and then those that come, until the reader of the output goes or `signal` fires. */
export async function followLogs(
  sources: LogSources,
  take: (record: SourceRecord) => void,
  output: LineOutput,
  signal: AbortSignal,
): Promise<void> {
  const followed = new Map<string, FollowedRecords>();
  const { logs, format, keeps } = sources;
  const onTrouble = (message: string | undefined): void => {
    if (message !== undefined) sources.onTrouble(message);
  };
  const options = { clock: systemClock, keeps, onTrouble, ...(format !== undefined && { format }) };
  for (let rescanInMs = 0; !output.isClosed && !signal.aborted; rescanInMs -= POLL_MS) {
    if (rescanInMs <= 0) {
      for (const path of withoutRotated(await sources.logs.paths()))
        if (!followed.has(path)) followed.set(path, new FollowedRecords(path, options));
      rescanInMs = RESCAN_MS;
    }
    const streams = [...followed].map(async function* ([path, one]): AsyncGenerator<SourceRecord> {
      for (const record of await one.poll()) yield { ...record, source: logs.nameOf(path) };
    });
    for await (const record of mergeByTime(streams, ({ record }) => record.timeMs)) {
      take(record);
      if (output.isFull) await output.drained();
    }
    await output.drained();
    if (![...followed.values()].some(({ hasMore }) => hasMore)) await sleep(POLL_MS);
  }
}
