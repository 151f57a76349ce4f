import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Clock } from '../../../base/clock.ts';
import { type Disposable, Slot } from '../../../base/disposable.ts';
import { LabelSet } from '../../../model/labelSet.ts';
import type { LogSource, Service } from '../../../model/service.ts';
import type { SampleStore } from '../../record/probeSeries.ts';
import { setFormat } from '../formats/registry.ts';
import { LogFiles } from '../files/logFiles.ts';
import type { RemoteAccess } from '../remote/remoteAccess.ts';
import { type LogWriter, startWriter } from '../view/logWriter.ts';
import { LogCounter } from './logCounter.ts';

/** The series of records, by service, source and level: a counter from when the log was first looked at. */
export const RECORDS_METRIC = 'log_records_total';
const INTERVAL_MS = 5_000;

/** How often servers are asked for what came. */
const SERVER_INTERVAL_MS = 10_000;

export interface LogCountersOptions<Ref> {
  readonly clock: Clock;
  /** How servers that keep logs are asked. */
  readonly remote: RemoteAccess;
  readonly store: SampleStore<Ref>;
  readonly jobOf: (serviceId: string) => string | undefined;
  readonly onBug: (error: unknown, where: string) => void;
}

interface Counted {
  readonly serviceId: string;
  readonly source: string;
  readonly log: CountedSource;
  readonly counters: Map<string, LogCounter>;
  /** Writes the log of a server into a file of ours. */
  server?: { readonly file: string; readonly writer: LogWriter };
}

type CountedSource = Exclude<LogSource, { readonly command: readonly string[] }>;

/** Counts what services log, into files or to servers, into series that charts and alerts read. Programs are not started for it. */
export class LogCounters<Ref> implements Disposable {
  readonly #options: LogCountersOptions<Ref>;
  readonly #files: LogFiles;
  readonly #timer = new Slot<Disposable>();
  #logs = new Map<string, Counted>();
  #disposed = false;

  constructor(options: LogCountersOptions<Ref>) {
    this.#options = options;
    this.#files = new LogFiles(options.clock);
  }

  /** Counts the logs of these services from now on; one that is counted already goes on. */
  configure(services: readonly Service[]): void {
    const before = this.#logs;
    this.#logs = new Map();
    for (const { id, logs = [] } of services) {
      for (const log of logs) {
        if ('command' in log) continue;
        const key = JSON.stringify([id, log]);
        const known = before.get(key);
        before.delete(key);
        this.#logs.set(key, known ?? { serviceId: id, source: log.name, log, counters: new Map() });
      }
    }
    for (const log of before.values()) this.#close(log);
    if (this.#timer.value === undefined) this.#plan(0);
  }

  dispose(): void {
    this.#disposed = true;
    this.#timer.dispose();
    for (const log of this.#logs.values()) this.#close(log);
    this.#logs.clear();
  }

  #plan(delayMs: number): void {
    if (this.#disposed) return;
    const { clock, onBug } = this.#options;
    this.#timer.set(
      clock.setTimeout(() => {
        this.#count()
          .catch((error: unknown) => onBug(error, 'counting log records'))
          .finally(() => this.#plan(INTERVAL_MS));
      }, delayMs),
    );
  }

  async #count(): Promise<void> {
    for (const log of this.#logs.values()) {
      for (const file of await this.#filesOf(log)) {
        const counter = log.counters.get(file) ?? new LogCounter(file, this.#options.clock, setFormat(log.log));
        log.counters.set(file, counter);
        await counter.poll();
      }
      if (!this.#disposed) this.#write(log);
    }
  }

  #write({ serviceId, source, counters }: Counted): void {
    const { store, clock, jobOf } = this.#options;
    const totals = new Map<string, number>();
    for (const { counts } of counters.values())
      for (const [level, count] of counts) totals.set(level, (totals.get(level) ?? 0) + count);
    // Errors are there from the start, so that the first one is an increase.
    for (const level of ['error', 'fatal']) if (!totals.has(level)) totals.set(level, 0);
    for (const [level, total] of totals) {
      const labels = LabelSet.from({ __name__: RECORDS_METRIC, job: jobOf(serviceId) ?? serviceId, source, level });
      store.append(store.ref(labels), clock.now(), total);
    }
  }

  async #filesOf(log: Counted): Promise<readonly string[]> {
    if ('file' in log.log) return this.#files.of(log.log);
    // Another configuration may have come while others were counted.
    const isCounted = [...this.#logs.values()].includes(log);
    if (log.server === undefined && isCounted && !this.#disposed) {
      const file = path.join(tmpdir(), `watchpost-log-${randomUUID()}.log`);
      const options = { ...this.#options, pastRecords: 0, pollMs: SERVER_INTERVAL_MS };
      log.server = { file, writer: startWriter(log.log, file, options) };
    }
    return log.server === undefined ? [] : [log.server.file];
  }

  #close({ counters, server }: Counted): void {
    server?.writer.dispose();
    for (const counter of counters.values())
      counter.close().catch((error: unknown) => this.#options.onBug(error, 'closing a log'));
  }
}
