import { LOG_LEVELS, type LogLevel } from '../../../model/logRecord.ts';
import { FollowedFile, type Segment } from '../files/followedFile.ts';
import { openLog } from '../files/openLog.ts';
import { fileKey } from '../files/rotatedFiles.ts';
import type { LogFormat } from '../formats/logFormat.ts';
import { readFormat } from '../index/readFormat.ts';
import { SegmentIndexer } from '../index/segmentIndexer.ts';

/** What a record without a level counts as. */
export type CountedLevel = LogLevel | 'none';

/** Counts the records that are written into a log from now on, by level. */
export class LogCounter {
  readonly #file: FollowedFile;
  readonly #now: () => number;
  readonly #indexers = new Map<Segment, SegmentIndexer>();
  readonly #counts = new Map<CountedLevel, number>();
  readonly #format: LogFormat | undefined;
  #begun = false;

  /** Without `format` it is recognised. */
  constructor(path: string, clock: { now(): number; monotonic(): number }, format?: LogFormat) {
    this.#format = format;
    this.#now = () => clock.now();
    const tally = (segment: Segment): void => {
      this.#indexers.get(segment)?.finish();
      this.#take(segment);
      this.#indexers.delete(segment);
    };
    this.#file = new FollowedFile(
      path,
      {
        data: (segment, bytes) => {
          const indexer = this.#indexers.get(segment) ?? new SegmentIndexer(this.#now, format);
          this.#indexers.set(segment, indexer);
          indexer.push(bytes);
          this.#take(segment);
        },
        ended: (segment) => {
          tally(segment);
          segment.handle.close().catch(() => undefined);
        },
        lost: tally,
        trouble: () => undefined,
      },
      () => clock.monotonic(),
    );
  }

  /** Records so far, by level. */
  get counts(): ReadonlyMap<CountedLevel, number> {
    return this.#counts;
  }

  async poll(): Promise<void> {
    if (!this.#begun) {
      this.#begun = true;
      await this.#beginAtEnd();
    }
    while (await this.#file.poll());
  }

  close(): Promise<void> {
    return this.#file.close();
  }

  async #beginAtEnd(): Promise<void> {
    const log = await openLog(this.#file.path);
    if (!log.ok) return;
    const { handle, stats, isGzip } = log.value;
    if (isGzip) return handle.close();
    const format = this.#format ?? (await readFormat(handle, stats.size)).format;
    const segment = this.#file.adopt(handle, fileKey(await handle.stat({ bigint: true })), stats.size);
    if (stats.size > 0) this.#indexers.set(segment, new SegmentIndexer(this.#now, format));
  }

  #take(segment: Segment): void {
    const index = this.#indexers.get(segment)?.index;
    if (index === undefined) return;
    for (let i = 0; i < index.length; i++) {
      const level = LOG_LEVELS[index.level(i)] ?? 'none';
      this.#counts.set(level, (this.#counts.get(level) ?? 0) + 1);
    }
    index.clear();
  }
}
