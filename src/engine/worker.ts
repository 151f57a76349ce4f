// The worker thread's entry: joins the engine to the editor's port. Wiring only.
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { parentPort, workerData } from 'node:worker_threads';
import { systemClock } from '../base/clock.ts';
import { toDisposable } from '../base/disposable.ts';
import { useLanguage } from '../base/l10n.ts';
import { isEverybodysAlert } from '../model/alert.ts';
import { GUEST_ENDED } from '../protocol/engine.ts';
import type { EngineEvents, EngineSide, EngineStart, HostSide, ViewSnapshot, ViewDelta } from '../protocol/engine.ts';
import { Channel, type Port } from '../protocol/rpc.ts';
import type { AlertProblemOf } from '../protocol/rules.ts';
import { Alerting } from './alerting/alerting.ts';
import { ALERTMANAGER_ALERTS } from './alerting/alertmanagerAlerts.ts';
import { AlertPoller } from './alerting/alertPoller.ts';
import type { ForeignSource } from './alerting/foreignAlerts.ts';
import { PROMETHEUS_ALERTS } from './alerting/prometheusAlerts.ts';
import { Engine } from './engine.ts';
import { ProbeSession } from './probeSession.ts';
import { createLogHandlers } from './logs/logHandlers.ts';
import { createQueryHandlers, queryBuffers } from './query/queryHandlers.ts';
import { unitLookup } from './query/queryService.ts';
import type { createConfigFileHandlers } from './configFiles/configFileHandlers.ts';
import type { createDashboardHandlers } from './dashboards/dashboardHandlers.ts';
import type { createEditingHandlers } from './editing/editingHandlers.ts';
import { createPushHandlers } from './push/pushHandlers.ts';
import type { RuleService } from './rules/ruleService.ts';
import type { createActivityHandlers } from './databases/activityHandlers.ts';
import type { createRedisLiveHandlers } from './databases/redisLiveHandlers.ts';
import type { createReportHandlers } from './databases/reportHandlers.ts';
import { inferUnit } from './scrape/inferUnit.ts';
import type { ScrapeSink } from './scrape/scrapeSink.ts';
import { openEngineStore } from './store/engineStore.ts';
import type { SeriesRef } from './store/store.ts';
import { VERSION } from './version.ts';
import { takeSeat } from './windows/takeSeat.ts';
import { UptimeService } from './uptime/uptimeService.ts';

const MAX_NAME_HINTS = 5;

if (parentPort === null) throw new Error('the engine runs in a worker thread');
const thread = parentPort;
const start = workerData as EngineStart;
if (start.texts !== undefined) useLanguage(start.texts.language, start.texts.translations);
const startedMs = systemClock.monotonic();
const delay = monitorEventLoopDelay({ resolution: 10 });
delay.enable();

const ownWindow: Port = {
  post: (message, transfer) => thread.postMessage(message, [...transfer]),
  onMessage(listener) {
    thread.on('message', listener);
    return toDisposable(() => thread.off('message', listener));
  },
};
const seat = start.historyFile === undefined ? undefined : await takeSeat(ownWindow, path.dirname(start.historyFile));
const historyFile = seat?.kind === 'alone' ? undefined : start.historyFile;
if (seat?.kind === 'guest') {
  // Another window polls, and this one shows what it sees; when that one is gone, this thread is started anew and may poll.
  await seat.ended;
  process.exit(GUEST_ENDED);
}
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
  appendHistogram: (ref, timestampMs, histogram) => store.appendHistogram(ref, timestampMs, histogram),
  metadata: (name, metadata) => store.setMetadata(name, metadata),
};
const uptime = new UptimeService({
  historyFile,
  source: store,
  clock: systemClock,
  jobOf: (serviceId) => engine.jobOf(serviceId),
  // The file is opened here and now, and the channel comes later.
  onProblem: (message) => queueMicrotask(() => channel.notify('log', ['warn', message])),
  onBug: (error, where) => engine.onBug(error, where),
});
const session = new ProbeSession({ samples: scrapeSink, onBug: (error, where) => engine.onBug(error, where) });
const engine: Engine = new Engine({
  clock: systemClock,
  random: Math.random,
  store,
  probes: session,
  secrets: session.secrets,
  unitOf: inferUnit,
  handlingChanged: () => void rules?.then((service) => service.announce()),
  onRun: (service, config, status, result) => uptime.ran(service, config, status, result),
  events: {
    delta: notify('delta'),
    viewDelta: notify('viewDelta', columnsOf),
    historyChanged: notify('historyChanged'),
    secretNeeded: notify('secretNeeded'),
    log: notify('log'),
  },
});

const push = createPushHandlers({
  clock: systemClock,
  historyFile,
  heard: (beats) => session.setPush(beats),
  changed: (probeId) => void engine.refresh(undefined, probeId),
  log: notify('log'),
  onBug: (error, where) => engine.onBug(error, where),
});

const alerting = new Alerting({
  clock: systemClock,
  ask: (request, timeoutMs, signal) => session.request(request, timeoutMs, signal),
  redact: (text) => session.secrets.redact(text),
  onProblem: (problem) => channel.notify('alertProblem', ['alertmanager', problem]),
  onNotificationProblem: notify('alertProblem'),
  onTold: notify('alertsTold'),
  onBug: (error, where) => engine.onBug(error, where),
});

const pollerOf = (source: ForeignSource, of: AlertProblemOf): AlertPoller =>
  new AlertPoller({
    ...(source === 'prometheus' ? PROMETHEUS_ALERTS : ALERTMANAGER_ALERTS),
    clock: systemClock,
    ask: (request, timeoutMs, signal) => session.request(request, timeoutMs, signal),
    onAlerts: (alerts) => void loadRules().then((service) => service.setForeign(source, alerts)),
    onProblem: (problem) => channel.notify('alertProblem', [of, problem]),
    onBug: (error, where) => engine.onBug(error, where),
  });
const prometheus = pollerOf('prometheus', 'prometheus');
const alertmanager = pollerOf('alertmanager', 'alertmanagerAlerts');

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
        handlingOf: (job) => engine.handlingOfJob(job),
        evaluated: (alerts) => alerting.send(alerts.filter(isEverybodysAlert)),
        unitOf: unitLookup((name) => store.metadata(name), inferUnit),
        log: notify('log'),
        onBug: (error, where) => engine.onBug(error, where),
      }),
  );
  return rules;
}

const recorded = async (): Promise<ReadonlySet<string>> => (await rules)?.recorded ?? new Set();

/** What nobody knows of the names in a query; at most a few, since a query may be long. */
const nameHints = async (query: string): Promise<readonly string[]> => {
  const [{ exprHints }, { knownNames }] = await Promise.all([
    import('./editing/exprHints.ts'),
    import('./editing/knownNames.ts'),
  ]);
  const messages = exprHints(query, knownNames(store, await recorded())).map(({ message }) => message);
  return [...new Set(messages)].slice(0, MAX_NAME_HINTS);
};

/** Loaded with the first rule file or query that somebody has open in an editor. */
let editing: Promise<ReturnType<typeof createEditingHandlers>> | undefined;
const edits = async (): Promise<ReturnType<typeof createEditingHandlers>> => {
  editing ??= import('./editing/editingHandlers.ts').then((module) =>
    module.createEditingHandlers({
      store,
      clock: systemClock,
      unitOf: inferUnit,
      recorded,
    }),
  );
  return editing;
};

/** Loaded with the first dashboard. */
let dashboards: Promise<ReturnType<typeof createDashboardHandlers>> | undefined;
const boards = (): Promise<ReturnType<typeof createDashboardHandlers>> =>
  (dashboards ??= import('./dashboards/dashboardHandlers.ts').then((module) =>
    module.createDashboardHandlers({ store, clock: systemClock }),
  ));

/** Loaded with the first configuration of an Alertmanager or a Prometheus. */
const configFiles = async (): Promise<ReturnType<typeof createConfigFileHandlers>> =>
  (await import('./configFiles/configFileHandlers.ts')).createConfigFileHandlers();

/** Loaded with the first report: the diagnostics are many, and most sessions ask for none. */
const reports = async (): Promise<ReturnType<typeof createReportHandlers>> => {
  const module = await import('./databases/reportHandlers.ts');
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
  (activity ??= import('./databases/activityHandlers.ts').then((module) =>
    module.createActivityHandlers({
      clock: systemClock,
      secrets: session.secrets,
      trust: () => session.trust(),
      probe: (probeId) => engine.probe(probeId),
    }),
  ));

/** Loaded with the first look at a running Redis. */
let redisLive: Promise<ReturnType<typeof createRedisLiveHandlers>> | undefined;
const runningRedis = (): Promise<ReturnType<typeof createRedisLiveHandlers>> =>
  (redisLive ??= import('./databases/redisLiveHandlers.ts').then((module) =>
    module.createRedisLiveHandlers({
      clock: systemClock,
      secrets: session.secrets,
      trust: () => session.trust(),
      probe: (probeId) => engine.probe(probeId),
    }),
  ));

const logs = createLogHandlers({
  clock: systemClock,
  store,
  remote: {
    ask: (request, timeoutMs, signal, maxBytes) => session.request(request, timeoutMs, signal, maxBytes),
    hear: (request, heard, timeoutMs, signal) => session.hear(request, heard, timeoutMs, signal),
    redact: (text) => session.secrets.redact(text),
  },
  jobOf: (serviceId) => engine.jobOf(serviceId),
  announce: notify('logState'),
  onBug: (error, where) => engine.onBug(error, where),
});

const channel: Channel<EngineSide, HostSide> = new Channel<EngineSide, HostSide>({
  port: seat?.kind === 'polling' ? seat.port : ownWindow,
  transferOf: queryBuffers,
  onBug: (error, where) => engine.onBug(error, where),
  requests: {
    hello: () => ({ version: VERSION }),
    configure: async (config) => {
      engine.configure(config);
      uptime.configure(config.services);
      await Promise.all([push.configure(config), logs.configure(config)]);
    },
    setSecrets: (secrets) => engine.setSecrets(secrets),
    snapshot: () => engine.snapshot(),
    refresh: (serviceId, probeId) => engine.refresh(serviceId, probeId),
    setPaused: (serviceIds) => engine.setPaused(serviceIds),
    setHandling: (handling) => engine.setHandling(handling),
    setFocused: (isFocused) => engine.setFocused(isFocused),
    setEnvironment: () => undefined,
    response: (probeId) => engine.response(probeId),
    curl: (probeId) => engine.curl(probeId),
    pushAddress: (probeId) => push.pushAddress(probeId),
    discoverServices: async (files) => (await import('./discover/discoverServices.ts')).discoverServices(files),
    findEndpoints: async (url, signal) =>
      (await import('./discover/findEndpoints.ts')).findEndpoints(
        url,
        { clock: systemClock, run: (config, stop) => session.runOnce(config, stop) },
        signal,
      ),
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
    setAlertmanager: (url) => {
      alerting.setAlertmanager(url);
      alertmanager.setUrl(url);
    },
    setNotifications: (targets, told) => alerting.setNotifications(targets, told),
    alertmanagerSilences: () => alerting.silences(),
    createSilence: (silence) => alerting.createSilence(silence),
    expireSilence: (id) => alerting.expireSilence(id),
    ruleStatuses: async (uri) => (await rules)?.statuses(uri) ?? [],
    alertHistory: async (alertId, rangeMs) => (await rules)?.history(alertId, rangeMs),
    replayRule: async (uri, line, rangeMs) => (await rules)?.replay(uri, line, rangeMs),
    checkConfigFile: async (text, signal) => (await configFiles()).checkConfigFile(text, signal),
    alertRoutes: async (text, labels, signal) => (await configFiles()).alertRoutes(text, labels, signal),
    readDashboard: async (text, signal) => (await boards()).readDashboard(text, signal),
    variableValues: async (query, regex, atMs, signal) => (await boards()).variableValues(query, regex, atMs, signal),
    exprValue: async (document, offset, signal) => (await edits()).exprValue(document, offset, signal),
    exprCompletions: async (document, offset, signal) => (await edits()).exprCompletions(document, offset, signal),
    formatExprs: async (document, signal) => (await edits()).formatExprs(document, signal),
    exprHints: async (document, signal) => (await edits()).exprHints(document, signal),
    activity: async (probeId, signal) => (await sessions()).activity(probeId, signal),
    databaseNumbers: async (probeIds) =>
      (await import('./databases/databaseNumbers.ts')).databaseNumbers(
        { clock: systemClock, source: store, secrets: session.secrets, probe: (id) => engine.probe(id) },
        probeIds,
      ),
    endSession: async (probeId, name, how, signal) => (await sessions()).endSession(probeId, name, how, signal),
    redisLook: async (probeId, pings, signal) => (await runningRedis()).redisLook(probeId, pings, signal),
    monitorRedis: async (probeId, seconds, signal) => (await runningRedis()).monitorRedis(probeId, seconds, signal),
    fileReport: async (request, signal) => (await reports()).fileReport(request, signal),
    redisKeys: async (request, signal) => (await reports()).redisKeys(request, signal),
    explainSql: async (request, signal) => (await reports()).explainSql(request, signal),
    report: async (request, signal) => (await reports()).report(request, signal),
    ...logs.requests,
    ...uptime.handlers(),
    ...createQueryHandlers({ store, engine, clock: systemClock, unitOf: inferUnit, hints: nameHints }),
    diagnostics: () => ({
      version: VERSION,
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
      alertmanager.dispose();
      (await activity)?.dispose();
      (await redisLive)?.dispose();
      await logs.dispose();
      await push.dispose();
      uptime.dispose();
      engine.dispose();
      session.dispose();
      store.dispose();
      delay.disable();
      // After the answer.
      setImmediate(() => seat?.leave());
    },
  },
});

/** The buffers of a view's columns: moved to the editor, not copied. */
function columnsOf(view: ViewDelta | ViewSnapshot): ArrayBuffer[] {
  const all = 'signals' in view && view.signals !== undefined ? [...view.series, ...view.signals] : view.series;
  return all.flatMap(({ timestampsMs, values }) => [timestampsMs.buffer, values.buffer] as ArrayBuffer[]);
}
