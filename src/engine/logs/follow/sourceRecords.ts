import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Clock } from '../../../base/clock.ts';
import type { Disposable } from '../../../base/disposable.ts';
import type { LogSource } from '../../../model/service.ts';
import { LogFiles } from '../files/logFiles.ts';
import { setFormat } from '../formats/registry.ts';
import type { ReadRecord } from '../lines/recordReader.ts';
import type { RemoteAccess } from '../remote/remoteAccess.ts';
import { type LogWriter, startWriter } from '../view/logWriter.ts';
import { FollowedRecords } from './followedRecords.ts';

/** New files of a pattern are looked for so often. */
const RESCAN_MS = 2_000;

export interface SourceRecordsOptions {
  readonly clock: Clock;
  readonly remote: RemoteAccess;
  readonly onBug: (error: unknown, where: string) => void;
  /** What is read of each file that is there already, from its end; absent: all. */
  readonly tailBytes?: number;
  readonly keeps?: (text: string) => boolean;
  /** How many of the last records of a server's log are read at first. */
  readonly pastRecords?: number;
}

/** A record with the place of its source among those that are followed. */
export interface SourceRecord extends ReadRecord {
  readonly source: number;
}

interface Followed {
  readonly records: FollowedRecords;
  readonly source: number;
  readonly writer?: LogWriter;
  trouble: string | undefined;
}

/** The records of log sources of every kind, as they come: files and those of their patterns, programs' output, servers. */
export class SourceRecords implements Disposable {
  readonly #sources: readonly LogSource[];
  readonly #options: SourceRecordsOptions;
  readonly #files: LogFiles;
  readonly #followed = new Map<string, Followed>();
  #rescanAtMs = -Infinity;
  #disposed = false;

  constructor(sources: readonly LogSource[], options: SourceRecordsOptions) {
    this.#sources = sources;
    this.#options = options;
    this.#files = new LogFiles(options.clock);
  }

  /** More is waiting: another look should follow at once. */
  get hasMore(): boolean {
    return [...this.#followed.values()].some(({ records }) => records.hasMore);
  }

  /** Whether older records of it are there that are not read. */
  get startedMidway(): boolean {
    return [...this.#followed.values()].some(({ records }) => records.startedMidway);
  }

  /** Why a source cannot be read or what is missing of it, by the place of the source. */
  get troubles(): ReadonlyMap<number, string> {
    const troubles = new Map<number, string>();
    for (const { source, writer, trouble } of this.#followed.values()) {
      const told = writer?.trouble ?? trouble;
      if (told !== undefined) troubles.set(source, told);
    }
    for (const [at, { name }] of this.#sources.entries())
      if (![...this.#followed.values()].some(({ source }) => source === at))
        troubles.set(at, `No file is named ${name} yet.`);
    return troubles;
  }

  /** What came since the last look, by time where it is of several logs. */
  async poll(): Promise<readonly SourceRecord[]> {
    await this.#rescan();
    const batches: SourceRecord[] = [];
    let logs = 0;
    for (const { records, source } of this.#followed.values()) {
      if (this.#disposed) break;
      const fresh = await records.poll();
      if (fresh.length > 0) logs++;
      for (const record of fresh) batches.push({ ...record, source });
    }
    return logs > 1 ? byTime(batches) : batches;
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    for (const { records, writer } of this.#followed.values()) {
      writer?.dispose();
      records.close().catch((error: unknown) => this.#options.onBug(error, 'closing a log'));
    }
  }

  async #rescan(): Promise<void> {
    const { clock } = this.#options;
    if (clock.monotonic() < this.#rescanAtMs) return;
    this.#rescanAtMs = clock.monotonic() + RESCAN_MS;
    for (const [at, source] of this.#sources.entries()) {
      if ('file' in source) {
        for (const file of await this.#files.of(source)) if (!this.#followed.has(file)) this.#follow(file, at);
      } else if (![...this.#followed.values()].some((known) => known.source === at) && !this.#disposed) {
        const file = path.join(tmpdir(), `watchpost-log-${randomUUID()}.log`);
        this.#follow(file, at, startWriter(source, file, this.#options));
      }
    }
  }

  #follow(file: string, source: number, writer?: LogWriter): void {
    if (this.#disposed) return;
    const { clock, tailBytes, keeps } = this.#options;
    const log = this.#sources[source];
    const format = log && setFormat(log);
    const records = new FollowedRecords(file, {
      clock,
      ...(keeps !== undefined && { keeps }),
      ...(format !== undefined && { format }),
      // What a program has printed by the time of the first look is new.
      ...(tailBytes !== undefined && writer === undefined && { tailBytes }),
      onTrouble: (message) => (followed.trouble = message),
    });
    const followed: Followed = { records, source, ...(writer !== undefined && { writer }), trouble: undefined };
    this.#followed.set(file, followed);
  }
}

/** Sorted by time; one without a time stays behind what its source had before it. */
function byTime(records: readonly SourceRecord[]): readonly SourceRecord[] {
  const known = new Map<number, number>();
  return records
    .map((item) => {
      const timeMs = item.record.timeMs ?? known.get(item.source) ?? -Infinity;
      known.set(item.source, timeMs);
      return { item, timeMs };
    })
    .sort((a, b) => (a.timeMs === b.timeMs ? 0 : a.timeMs - b.timeMs))
    .map(({ item }) => item);
}
