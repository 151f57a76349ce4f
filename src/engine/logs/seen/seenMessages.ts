import type { Clock } from '../../../base/clock.ts';
import { type Disposable, Slot } from '../../../base/disposable.ts';
import type { LogSource, Service } from '../../../model/service.ts';
import type { MessageSeen, MessageTemplate } from '../../../protocol/logs.ts';
import { rotatedFiles } from '../files/rotatedFiles.ts';
import { SourceRecords } from '../follow/sourceRecords.ts';
import type { RemoteAccess } from '../remote/remoteAccess.ts';
import { MessageTable } from './messageTable.ts';

const HOUR_MS = 3_600_000;
/** What is read of the past of each log. */
const TAIL_BYTES = 16 * 1024 * 1024;
const LOOK_MS = 1_000;
/** Between two looks while there is more: others get their turn. */
const BREATH_MS = 20;
/** Who asked is waited for so long; then the logs are let go. */
const ASKED_MS = 300_000;
/** A record that may go on is told only when nothing more came: so many looks until all of a log is told. */
const SETTLED_LOOKS = 3;
/** The first answer waits so long for what lies there already. */
const FIRST_WAIT_MS = 3_000;
const LAST_VALUES = 5;

export interface SeenMessagesOptions {
  readonly clock: Clock;
  readonly remote: RemoteAccess;
  readonly onBug: (error: unknown, where: string) => void;
}

interface Watched extends Disposable {
  readonly records: SourceRecords;
  readonly table: MessageTable;
  /** Until then records of the last hour may be missing. */
  partialUntilMs: number;
}

/**
 * How often messages were seen in the last hour, in the logs of all services: their files, PM2's, and those of servers; no program
 * is started for it. The logs are followed only while somebody asks.
 */
export class SeenMessages implements Disposable {
  readonly #options: SeenMessagesOptions;
  readonly #timer = new Slot<Disposable>();
  readonly #watched = new Map<string, Watched>();
  #services: readonly Service[] = [];
  #key = '';
  #askedMs = -Infinity;
  /** Since the logs are followed. */
  #looks = 0;
  #disposed = false;

  constructor(options: SeenMessagesOptions) {
    this.#options = options;
  }

  /** Asks of these services' logs from now on. */
  configure(services: readonly Service[]): void {
    const withLogs = services.filter(({ logs = [] }) => logs.some(isFollowed));
    const key = JSON.stringify(withLogs.map(({ id, logs }) => [id, logs]));
    if (key === this.#key) return;
    this.#key = key;
    this.#services = withLogs;
    this.#letGo();
  }

  /** For each template what was seen of it. */
  async seen(templates: readonly MessageTemplate[]): Promise<readonly MessageSeen[]> {
    const { clock } = this.#options;
    const isFirst = this.#watched.size === 0;
    this.#askedMs = clock.monotonic();
    this.#watch();
    if (isFirst) await this.#settled();
    const nowMs = clock.now();
    const counts = [...this.#watched].map(([serviceId, { table, partialUntilMs }]) => ({
      serviceId,
      isPartial: partialUntilMs > nowMs || table.dropped,
      found: table.count(templates, nowMs, LAST_VALUES),
    }));
    return templates.map((_, i): MessageSeen => {
      const found = counts.flatMap(({ serviceId, isPartial, found: all }) => {
        const one = all[i];
        return one === undefined || one.count === 0 ? [] : [{ serviceId, isPartial, ...one }];
      });
      return {
        count: found.reduce((sum, { count }) => sum + count, 0),
        atLeast: found.some(({ isPartial }) => isPartial),
        serviceIds: found.map(({ serviceId }) => serviceId),
        last: found
          .flatMap(({ last }) => last)
          .sort((a, b) => b.timeMs - a.timeMs)
          .slice(0, LAST_VALUES),
      };
    });
  }

  dispose(): void {
    this.#disposed = true;
    this.#timer.dispose();
    this.#letGo();
  }

  #watch(): void {
    if (this.#disposed || this.#watched.size > 0) return;
    for (const { id, logs = [] } of this.#services) {
      const sources = logs.filter(isFollowed);
      const records = new SourceRecords(sources, { ...this.#options, tailBytes: TAIL_BYTES });
      const watched: Watched = {
        records,
        table: new MessageTable(),
        partialUntilMs: -Infinity,
        dispose: () => records.dispose(),
      };
      this.#watched.set(id, watched);
      this.#noteRotated(sources, watched).catch((error: unknown) => this.#options.onBug(error, 'looking at old logs'));
    }
    this.#plan(0);
  }

  /** What was rotated away within the hour is not read. */
  async #noteRotated(sources: readonly LogSource[], watched: Watched): Promise<void> {
    for (const source of sources) {
      if (!('file' in source)) continue;
      const newest = (await rotatedFiles(source.file)).at(-1);
      const nowMs = this.#options.clock.now();
      if (newest !== undefined && newest.mtimeMs > nowMs - HOUR_MS) watched.partialUntilMs = nowMs + HOUR_MS;
    }
  }

  #letGo(): void {
    this.#timer.set(undefined);
    for (const watched of this.#watched.values()) watched.dispose();
    this.#watched.clear();
    this.#looks = 0;
  }

  #plan(delayMs: number): void {
    if (this.#disposed) return;
    this.#timer.set(
      this.#options.clock.setTimeout(() => {
        if (this.#options.clock.monotonic() - this.#askedMs > ASKED_MS) {
          this.#letGo();
          return;
        }
        this.#look()
          .catch((error: unknown) => this.#options.onBug(error, 'counting messages'))
          .finally(() => {
            this.#looks++;
            if (this.#watched.size > 0) this.#plan(this.#isSettled ? LOOK_MS : BREATH_MS);
          });
      }, delayMs),
    );
  }

  async #look(): Promise<void> {
    const nowMs = this.#options.clock.now();
    for (const watched of this.#watched.values()) {
      let oldestMs = Infinity;
      const before = watched.records.startedMidway;
      for (const { record } of await watched.records.poll()) {
        // Without a time nobody knows whether it was within the hour.
        if (record.timeMs === undefined) watched.partialUntilMs = nowMs + HOUR_MS;
        else {
          oldestMs = Math.min(oldestMs, record.timeMs);
          if (record.timeMs > nowMs - HOUR_MS) watched.table.add(record.message, Math.min(record.timeMs, nowMs));
        }
      }
      if (!before && watched.records.startedMidway && oldestMs > nowMs - HOUR_MS)
        watched.partialUntilMs = nowMs + HOUR_MS;
    }
  }

  /** Until what lies there already is counted, but no longer than an asker waits. */
  async #settled(): Promise<void> {
    const { clock } = this.#options;
    const untilMs = clock.monotonic() + FIRST_WAIT_MS;
    while (!this.#disposed && !this.#isSettled && clock.monotonic() < untilMs)
      await new Promise<void>((resolve) => clock.setTimeout(resolve, BREATH_MS));
  }

  get #isSettled(): boolean {
    const hasMore = [...this.#watched.values()].some(({ records }) => records.hasMore);
    return this.#looks >= SETTLED_LOOKS && !hasMore;
  }
}

function isFollowed(source: LogSource): boolean {
  return !('command' in source);
}
