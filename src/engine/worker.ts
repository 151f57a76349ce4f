// The worker thread's entry: joins the engine to the editor's port. Wiring only.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { parentPort, workerData } from 'node:worker_threads';
import { systemClock } from '../base/clock.ts';
import { toDisposable } from '../base/disposable.ts';
import type { Config } from '../model/service.ts';
import type { EngineEvents, EngineSide, EngineStart, HostSide, ViewSnapshot, ViewDelta } from '../protocol/engine.ts';
import { Channel, type Port } from '../protocol/rpc.ts';
import { Alerting } from './alerting/alerting.ts';
import { PrometheusAlerts } from './alerting/prometheusAlerts.ts';
import { Engine } from './engine.ts';
import { ProbeSession } from './probeSession.ts';
import type { LogCounters } from './logs/count/logCounters.ts';
import type { LogService } from './logs/view/logService.ts';
import { createQueryHandlers, queryBuffers } from './query/queryHandlers.ts';
import { unitLookup } from './query/queryService.ts';
import type { RuleService } from './rules/ruleService.ts';
import type { createActivityHandlers } from './reports/activityHandlers.ts';
import type { createReportHandlers } from './reports/reportHandlers.ts';
import { inferUnit } from './scrape/inferUnit.ts';
import type { ScrapeSink } from './scrape/scrapeSink.ts';
import { openEngineStore } from './store/engineStore.ts';
import type { SeriesRef } from './store/store.ts';

declare const WATCHPOST_VERSION: string;
const version = typeof WATCHPOST_VERSION === 'string' ? WATCHPOST_VERSION : 'development';

if (parentPort === null) throw new Error('the engine runs in a worker thread');
const thread = parentPort;
const { historyFile } = workerData as EngineStart;
const startedMs = systemClock.monotonic();
const delay = monitorEventLoopDelay({ resolution: 10 });
delay.enable();

const port: Port = {
  post: (message, transfer) => thread.postMessage(message, [...transfer]),
  onMessage(listener) {
    thread.on('message', listener);
    return toDisposable(() => thread.off('message', listener));
  },
};
const notify = <K extends keyof EngineEvents>(
  method: K,
  transfer: (...args: Parameters<EngineEvents[K]>) => ArrayBuffer[] = () => [],
): ((...args: Parameters<EngineEvents[K]>) => void) => {
  return (...args) => channel.notify(method, args as never, transfer(...args));
};

const store = openEngineStore({
  ...(historyFile !== undefined && { file: historyFile }),
  clock: systemClock,
  onHistory: (history) => channel.notify('historyChanged', [history]),
});
const scrapeSink: ScrapeSink<SeriesRef> = {
  resolve: (labels) => store.ref(labels),
  append: (ref, timestampMs, value) => store.append(ref, timestampMs, value),
  appendRun: (run, refused) => store.appendRun(run, refused),
  metadata: (name, metadata) => store.setMetadata(name, metadata),
};
const session = new ProbeSession({ samples: scrapeSink, onBug: (error, where) => engine.onBug(error, where) });
const engine: Engine = new Engine({
  clock: systemClock,
  random: Math.random,
  store,
  probes: session,
  secrets: session.secrets,
  unitOf: inferUnit,
  events: {
    delta: notify('delta'),
    viewDelta: notify('viewDelta', columnsOf),
    historyChanged: notify('historyChanged'),
    secretNeeded: notify('secretNeeded'),
    log: notify('log'),
  },
});

const alerting = new Alerting({
  clock: systemClock,
  ask: (request, timeoutMs, signal) => session.request(request, timeoutMs, signal),
  onProblem: notify('alertmanagerProblem'),
  onBug: (error, where) => engine.onBug(error, where),
});

const prometheus = new PrometheusAlerts({
  clock: systemClock,
  ask: (request, timeoutMs, signal) => session.request(request, timeoutMs, signal),
  onAlerts: (alerts) => void loadRules().then((service) => service.setForeign(alerts)),
  onProblem: notify('prometheusProblem'),
  onBug: (error, where) => engine.onBug(error, where),
});

/** Loaded with the first rule file: YAML and templates are heavy. */
let rules: Promise<RuleService> | undefined;
function loadRules(): Promise<RuleService> {
  rules ??= import('./rules/ruleService.ts').then(
    (module) =>
      new module.RuleService({
        clock: systemClock,
        store,
        problems: notify('ruleProblems'),
        alerts: notify('alerts'),
        evaluated: (alerts) => alerting.send(alerts),
        unitOf: unitLookup((name) => store.metadata(name), inferUnit),
        log: notify('log'),
        onBug: (error, where) => engine.onBug(error, where),
      }),
  );
  return rules;
}

/** Loaded with the first report: the diagnostics are many, and most sessions ask for none. */
const reports = async (): Promise<ReturnType<typeof createReportHandlers>> => {
  const module = await import('./reports/reportHandlers.ts');
  return module.createReportHandlers({
    clock: systemClock,
    secrets: session.secrets,
    trust: () => session.trust(),
    store,
    probe: (probeId) => engine.probe(probeId),
    progress: notify('reportProgress'),
  });
};

/** Loaded with the first look at a database's sessions. */
let activity: Promise<ReturnType<typeof createActivityHandlers>> | undefined;
const sessions = (): Promise<ReturnType<typeof createActivityHandlers>> =>
  (activity ??= import('./reports/activityHandlers.ts').then((module) =>
    module.createActivityHandlers({
      clock: systemClock,
      secrets: session.secrets,
      trust: () => session.trust(),
      probe: (probeId) => engine.probe(probeId),
    }),
  ));

/** Loaded with the first log view. */
let logs: Promise<LogService> | undefined;
function logService(): Promise<LogService> {
  logs ??= import('./logs/view/logService.ts').then(
    (module) =>
      new module.LogService({
        clock: systemClock,
        remote: {
          ask: (request, timeoutMs, signal, maxBytes) => session.request(request, timeoutMs, signal, maxBytes),
          redact: (text) => session.secrets.redact(text),
        },
        announce: notify('logState'),
        onBug: (error, where) => engine.onBug(error, where),
      }),
  );
  return logs;
}

/** Loaded with the first service that names a log file. */
let counters: Promise<LogCounters<SeriesRef>> | undefined;
async function countLogs({ services }: Config): Promise<void> {
  if (counters === undefined && !services.some((service) => service.logs?.some((log) => 'file' in log) === true))
    return;
  counters ??= import('./logs/count/logCounters.ts').then(
    (module) =>
      new module.LogCounters<SeriesRef>({
        clock: systemClock,
        store,
        jobOf: (serviceId) => engine.jobOf(serviceId),
        onBug: (error, where) => engine.onBug(error, where),
      }),
  );
  (await counters).configure(services);
}

const channel: Channel<EngineSide, HostSide> = new Channel<EngineSide, HostSide>({
  port,
  transferOf: queryBuffers,
  onBug: (error, where) => engine.onBug(error, where),
  requests: {
    hello: () => ({ version }),
    configure: (config) => {
      engine.configure(config);
      return countLogs(config);
    },
    setSecrets: (secrets) => engine.setSecrets(secrets),
    snapshot: () => engine.snapshot(),
    refresh: (serviceId, probeId) => engine.refresh(serviceId, probeId),
    setPaused: (serviceIds) => engine.setPaused(serviceIds),
    response: (probeId) => engine.response(probeId),
    curl: (probeId) => engine.curl(probeId),
    openView: (request) => engine.openView(request),
    closeView: (viewId) => engine.closeView(viewId),
    setInterest: (interest) => engine.setInterest(interest),
    metricFamilies: (serviceId) => engine.metricFamilies(serviceId),
    setRuleFiles: async (files) => {
      if (files.length > 0 || rules !== undefined) (await loadRules()).setFiles(files);
    },
    ruleTests: async (text) => (await import('./rules/unitTest/testRequests.ts')).ruleTests(text),
    runRuleTests: async (path, text, indices) =>
      (await import('./rules/unitTest/testRequests.ts')).runTests(path, text, indices),
    ruleFilesOf: async (configuration) => (await import('./rules/ruleFilesOf.ts')).ruleFilesOf(configuration),
    setSilences: async (silences) => {
      if (silences.length > 0 || rules !== undefined) (await loadRules()).setSilences(silences);
    },
    setPrometheus: (url) => prometheus.setUrl(url),
    setAlertmanager: (url) => alerting.setAlertmanager(url),
    alertmanagerSilences: () => alerting.silences(),
    createSilence: (silence) => alerting.createSilence(silence),
    expireSilence: (id) => alerting.expireSilence(id),
    ruleStatuses: async (uri) => (await rules)?.statuses(uri) ?? [],
    alertHistory: async (alertId, rangeMs) => (await rules)?.history(alertId, rangeMs),
    replayRule: async (uri, line, rangeMs) => (await rules)?.replay(uri, line, rangeMs),
    activity: async (probeId, signal) => (await sessions()).activity(probeId, signal),
    endSession: async (probeId, name, how, signal) => (await sessions()).endSession(probeId, name, how, signal),
    fileReport: async (request, signal) => (await reports()).fileReport(request, signal),
    redisKeys: async (request, signal) => (await reports()).redisKeys(request, signal),
    explainSql: async (request, signal) => (await reports()).explainSql(request, signal),
    report: async (request, signal) => (await reports()).report(request, signal),
    openLogs: async (request) => (await logService()).openLogs(request),
    closeLogs: async (viewId) => (await logs)?.closeLogs(viewId),
    filterLogs: async (viewId, filter) => (await logs)?.filterLogs(viewId, filter),
    logRows: async (viewId, from, count) => (await logs)?.logRows(viewId, from, count),
    logDetail: async (viewId, generation, row) => (await logs)?.logDetail(viewId, generation, row),
    logHistogram: async (viewId, buckets) => (await logs)?.logHistogram(viewId, buckets),
    logText: async (viewId) => (await (await logs)?.logText(viewId)) ?? '',
    findInLogs: async (viewId, find, from, step) => (await logs)?.findInLogs(viewId, find, from, step),
    logPlace: async (viewId, target) => (await logs)?.logPlace(viewId, target),
    logPatterns: async (viewId) => (await (await logs)?.logPatterns(viewId)) ?? [],
    ...createQueryHandlers({ store, engine, clock: systemClock, unitOf: inferUnit }),
    diagnostics: () => ({
      version,
      node: process.versions.node,
      uptimeMs: systemClock.monotonic() - startedMs,
      rssBytes: process.memoryUsage.rss(),
      ...engine.counts,
      history: store.history(),
      eventLoopDelayP99Ms: delay.percentile(99) / 1e6,
    }),
    shutdown: async () => {
      (await rules)?.dispose();
      alerting.dispose();
      prometheus.dispose();
      (await activity)?.dispose();
      (await logs)?.dispose();
      (await counters)?.dispose();
      engine.dispose();
      session.dispose();
      store.dispose();
      delay.disable();
    },
  },
});

/** The buffers of a view's columns: moved to the editor, not copied. */
function columnsOf(view: ViewDelta | ViewSnapshot): ArrayBuffer[] {
  const all = 'signals' in view && view.signals !== undefined ? [...view.series, ...view.signals] : view.series;
  return all.flatMap(({ timestampsMs, values }) => [timestampsMs.buffer, values.buffer] as ArrayBuffer[]);
}
