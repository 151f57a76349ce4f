import { randomUUID } from 'node:crypto';
import { dirname, join } from 'node:path';
import type { Clock } from '../../base/clock.ts';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import type { ProbeResult } from '../../model/probe.ts';
import type { ProbeConfig, Service } from '../../model/service.ts';
import type { Status } from '../../model/status.ts';
import { UPTIME_RANGES_MS } from '../../model/uptime.ts';
import type { Plain, RequestHandlers } from '../../protocol/rpc.ts';
import { MAX_BARS, type UptimeRequests } from '../../protocol/uptime.ts';
import type { SeriesSource } from '../store/storage.ts';
import { IncidentLog } from './incidentLog.ts';
import { serviceAround } from './serviceAround.ts';
import { ServiceFile } from './serviceFile.ts';
import { UptimeBook } from './uptimeBook.ts';

export interface UptimeServiceOptions {
  /** Absent: in memory only. What is kept lies in a file beside it. */
  readonly historyFile: string | undefined;
  readonly source: SeriesSource;
  readonly clock: Clock;
  readonly jobOf: (serviceId: string) => string | undefined;
  readonly onProblem: (message: string) => void;
  readonly onBug: (error: unknown, where: string) => void;
}

/** Uptime and incidents, and the requests about them. */
export class UptimeService implements Disposable {
  readonly #store = new DisposableStore();
  readonly #book: UptimeBook;
  readonly #incidents: IncidentLog;
  readonly #options: UptimeServiceOptions;

  constructor(options: UptimeServiceOptions) {
    const { historyFile, source, clock, jobOf, onProblem, onBug } = options;
    this.#options = options;
    const path = historyFile === undefined ? {} : { path: join(dirname(historyFile), 'services.sqlite') };
    const file = this.#store.own(new ServiceFile({ ...path, clock, onProblem }));
    this.#book = this.#store.own(new UptimeBook({ source, file, clock, jobOf, onBug }));
    this.#incidents = new IncidentLog({ file, clock, jobOf, newId: randomUUID });
    this.#store.own({ dispose: () => this.#incidents.dispose() });
  }

  configure(services: readonly Service[]): void {
    this.#book.configure(services);
  }

  ran(service: Service, config: ProbeConfig, status: Status, result: ProbeResult): void {
    this.#incidents.ran(service, config, status, result);
  }

  /** The handlers of the requests. */
  handlers(): RequestHandlers<Plain<UptimeRequests>> {
    return {
      uptime: (serviceId) => this.#book.uptime(serviceId),
      incidents: (serviceId) => this.#incidents.list(serviceId),
      incidentResponse: (incidentId) => this.#incidents.response(incidentId),
      serviceAround: (serviceId, atMs) => {
        const { source, jobOf, clock } = this.#options;
        const job = jobOf(serviceId);
        return job === undefined ? undefined : serviceAround(source, job, atMs, clock.now());
      },
      statusBars: (serviceIds, range, signal) =>
        Object.hasOwn(UPTIME_RANGES_MS, range) ? this.#book.bars(serviceIds.slice(0, MAX_BARS), range, signal) : [],
    };
  }

  dispose(): void {
    this.#store.dispose();
  }
}
