import type { Clock } from '../../base/clock.ts';
import type { Config } from '../../model/service.ts';
import { type LogRequests, type LogViewState, TEMPLATES_MAX } from '../../protocol/logs.ts';
import type { Plain, RequestHandlers } from '../../protocol/rpc.ts';
import type { SampleStore } from '../record/probeSeries.ts';
import type { LogCounters } from './count/logCounters.ts';
import type { RemoteAccess } from './remote/remoteAccess.ts';
import type { SeenMessages } from './seen/seenMessages.ts';
import type { OriginalPlaces } from './places/originalPlace.ts';
import type { LogTails } from './tail/logTails.ts';
import type { LogService } from './view/logService.ts';

export interface LogHandlersOptions<Ref> {
  readonly clock: Clock;
  readonly store: SampleStore<Ref>;
  readonly remote: RemoteAccess;
  readonly jobOf: (serviceId: string) => string | undefined;
  readonly announce: (state: LogViewState) => void;
  readonly onBug: (error: unknown, where: string) => void;
}

export interface LogHandlers {
  readonly requests: RequestHandlers<Plain<LogRequests>>;
  readonly configure: (config: Config) => Promise<void>;
  readonly dispose: () => Promise<void>;
}

/** All that the engine does about logs; each part is loaded when it is first needed. */
export function createLogHandlers<Ref>(options: LogHandlersOptions<Ref>): LogHandlers {
  let services: Config['services'] = [];
  /** With the first log view. */
  let views: Promise<LogService> | undefined;
  const loadViews = (): Promise<LogService> =>
    (views ??= import('./view/logService.ts').then(({ LogService: Service }) => new Service(options)));
  /** With the first service that names a log file or a server. */
  let counters: Promise<LogCounters<Ref>> | undefined;
  /** With the first look at a source that logs. */
  let seen: Promise<SeenMessages> | undefined;
  const loadSeen = (): Promise<SeenMessages> =>
    (seen ??= import('./seen/seenMessages.ts').then(({ SeenMessages: Messages }) => {
      const messages = new Messages(options);
      messages.configure(services);
      return messages;
    }));
  /** With the first terminal. */
  let tails: Promise<LogTails> | undefined;
  const loadTails = (): Promise<LogTails> =>
    (tails ??= import('./tail/logTails.ts').then(({ LogTails: Tails }) => new Tails(options)));
  /** With the first place that a log names. */
  let places: Promise<OriginalPlaces> | undefined;
  const loadPlaces = (): Promise<OriginalPlaces> =>
    (places ??= import('./places/originalPlace.ts').then(({ OriginalPlaces: Places }) => new Places()));
  return {
    requests: {
      openLogs: async (request) => (await loadViews()).openLogs(request),
      indexLogs: async (viewId) => (await views)?.indexLogs(viewId),
      closeLogs: async (viewId) => (await views)?.closeLogs(viewId),
      filterLogs: async (viewId, filter) => (await views)?.filterLogs(viewId, filter),
      logRows: async (viewId, from, count) => (await views)?.logRows(viewId, from, count),
      logDetail: async (viewId, generation, row) => (await views)?.logDetail(viewId, generation, row),
      logHistogram: async (viewId, buckets) => (await views)?.logHistogram(viewId, buckets),
      logText: async (viewId) => (await (await views)?.logText(viewId)) ?? '',
      findInLogs: async (viewId, find, from, step) => (await views)?.findInLogs(viewId, find, from, step),
      logPlace: async (viewId, target) => (await views)?.logPlace(viewId, target),
      exportLogs: async (viewId, file, signal) => (await views)?.exportLogs(viewId, file, signal),
      logPatterns: async (viewId) => (await (await views)?.logPatterns(viewId)) ?? [],
      messagesSeen: async (templates) => (await loadSeen()).seen(templates.slice(0, TEMPLATES_MAX)),
      originalPlace: async (request) => (await loadPlaces()).find(request),
      openTail: async (request) => (await loadTails()).openTail(request),
      readTail: async (tailId) => (await tails)?.readTail(tailId),
      closeTail: async (tailId) => (await tails)?.closeTail(tailId),
    },
    async configure(config) {
      ({ services } = config);
      if (seen !== undefined) (await seen).configure(services);
      const isCounted = services.some((service) => service.logs?.some((log) => !('command' in log)) === true);
      if (counters === undefined && !isCounted) return;
      counters ??= import('./count/logCounters.ts').then(({ LogCounters: Counters }) => new Counters<Ref>(options));
      (await counters).configure(services);
    },
    async dispose() {
      (await views)?.dispose();
      (await counters)?.dispose();
      (await seen)?.dispose();
      (await tails)?.dispose();
    },
  };
}
