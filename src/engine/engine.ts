import type { Clock } from '../base/clock.ts';
import { type Disposable, DisposableStore } from '../base/disposable.ts';
import type { Unit } from '../base/unit.ts';
import type { CapturedResponse, ProbeResult } from '../model/probe.ts';
import type { MetricMetadata } from '../model/series.ts';
import type { Config, ProbeConfig, Service } from '../model/service.ts';
import type { MetricFamilySummary } from '../model/signal.ts';
import type { ServiceState } from '../model/state.ts';
import type { Status } from '../model/status.ts';
import type {
  ProbeEvents,
  EngineSnapshot,
  HistoryState,
  SecretValue,
  SignalInterest,
  ViewRequest,
  ViewSnapshot,
} from '../protocol/engine.ts';
import { DeltaBatcher } from './announce.ts';
import type { SecretVault } from './connections/secretVault.ts';
import { type ProbeLabels, ProbeSeries, type SampleStore, STATUS_METRIC, statusOfValue } from './record/probeSeries.ts';
import { Scheduler } from './schedule/scheduler.ts';
import { ServiceMonitor, type ServiceMonitorHost } from './serviceMonitor.ts';
import { metricFamilies } from './signals/metricFamilies.ts';
import { scrapeIntervalMs, ServiceSignals } from './signals/serviceSignals.ts';
import { withChecks } from './status/probeTracker.ts';
import type { StatusState } from './status/statusMachine.ts';
import { thresholdChecks } from './status/thresholdChecks.ts';
import type { SampleColumns, SeriesSource } from './store/storage.ts';
import { OpenViews } from './views/openViews.ts';

/** What the engine needs of a store; the parts of it that views and probes see are smaller still. */
export interface EngineStore extends SeriesSource, SampleStore<unknown>, Disposable {
  metadata(metricName: string): MetricMetadata | undefined;
  setLimits(limits: { readonly maxAgeMs: number; readonly maxBytes: number }): void;
  history(): HistoryState;
  flush(): void;
}

/** How probes are run: apart, so that the engine knows no protocol. */
export interface ProbeRunner {
  run(config: ProbeConfig, labels: ProbeLabels, signal: AbortSignal): Promise<ProbeResult>;
  target(config: ProbeConfig): string;
  curl(config: ProbeConfig): string | undefined;
  /** What requests go through from now on. */
  setProxy(proxy: Config['proxy']): void;
  /** The probe is gone, or paused: whatever was kept for it is let go, and series that it wrote itself are ended. */
  forget(config: ProbeConfig, timestampMs: number): void;
}

export interface EngineOptions {
  readonly clock: Clock;
  readonly random: () => number;
  readonly store: EngineStore;
  readonly probes: ProbeRunner;
  readonly secrets: SecretVault;
  readonly unitOf: (metricName: string, metadata: MetricMetadata | undefined) => Unit;
  readonly events: ProbeEvents;
}

/** A status is taken to have lasted unbroken over a silence of up to this many intervals, as a reload makes one. */
const UNBROKEN_INTERVALS = 20;
const UNBROKEN_MS = 300_000;
const SINCE_LOOKBACK_MS = 86_400_000;
/** How old a series' newest sample may be and still count, as in PromQL. */
const LOOKBACK_MS = 300_000;

/** The engine, put together: settings in, states and series out. Knows no editor and no thread. */
export class Engine implements Disposable {
  readonly #options: EngineOptions;
  readonly #scheduler: Scheduler;
  readonly #deltas: DeltaBatcher;
  readonly #views: OpenViews;
  readonly #signals: ServiceSignals;
  readonly #owned = new DisposableStore();
  readonly #monitors = new Map<string, ServiceMonitor>();
  readonly #series = new Map<string, ProbeSeries<unknown>>();
  readonly #secretsAsked = new Set<string>();
  #jobs: ReadonlyMap<string, string> = new Map();
  #paused: ReadonlySet<string> = new Set();
  #runs = 0;
  #bugs = 0;

  constructor(options: EngineOptions) {
    this.#options = options;
    this.#scheduler = this.#owned.own(
      new Scheduler({
        clock: options.clock,
        concurrency: 32,
        random: options.random,
        onBug: (error, id) => this.onBug(error, id),
      }),
    );
    this.#deltas = this.#owned.own(new DeltaBatcher(options.clock, (id) => this.#stateOf(id), options.events.delta));
    this.#views = this.#owned.own(
      new OpenViews({
        clock: options.clock,
        source: options.store,
        unitOf: options.unitOf,
        jobOf: (id) => this.#jobs.get(id),
        stateOf: (id) => this.#stateOf(id),
        announce: options.events.viewDelta,
        signals: {
          of: (id) => this.#signals.definitions(id),
          intervalMs: (id) => scrapeIntervalMs(this.#monitors.get(id)?.service ?? { probes: [] }),
          onBug: (error, where) => this.onBug(error, where),
        },
      }),
    );
    this.#signals = this.#owned.own(
      new ServiceSignals({
        clock: options.clock,
        source: options.store,
        unitOf: options.unitOf,
        jobOf: (id) => this.#jobs.get(id),
        services: () => [...this.#monitors.values()].map(({ service }) => service),
        serviceOf: (id) => this.#monitors.get(id)?.service,
        isOpen: (id) => this.#views.isOpen(id),
        changed: (id) => {
          this.#deltas.mark(id);
          this.#views.mark(id);
        },
      }),
    );
  }

  /** Counts for the diagnostics: probe runs, of which under way, and exceptions that should not have been. */
  get counts(): { readonly probes: number; readonly runs: number; readonly inFlight: number; readonly bugs: number } {
    let probes = 0;
    for (const monitor of this.#monitors.values()) probes += monitor.service.probes.length;
    return { probes, runs: this.#runs, inFlight: this.#scheduler.inFlight, bugs: this.#bugs };
  }

  /** Watches what `config` says from now on. A service that did not change goes on undisturbed. */
  configure(config: Config): void {
    const { store, events, probes } = this.#options;
    this.#scheduler.setConcurrency(config.concurrency);
    probes.setProxy(config.proxy);
    store.setLimits({ maxAgeMs: config.historyMaxAgeMs, maxBytes: config.historyMaxBytes });
    const wanted = new Map(config.services.map((service) => [service.id, service]));
    const jobs = jobNames(config.services);
    for (const [id, monitor] of this.#monitors) {
      const next = wanted.get(id);
      const same = next !== undefined && jobs.get(id) === this.#jobs.get(id) && sameValue(next, monitor.service);
      if (same) wanted.delete(id);
      else this.#drop(id, monitor);
    }
    this.#jobs = jobs;
    const host = this.#monitorHost();
    // In the order of the settings, which the editor keeps: a Map lists its keys as they were added.
    for (const service of config.services) {
      const kept = this.#monitors.get(service.id);
      const monitor = kept ?? new ServiceMonitor(service, host);
      this.#monitors.delete(service.id);
      this.#monitors.set(service.id, monitor);
      if (kept !== undefined) continue;
      if (this.#paused.has(service.id)) monitor.setPaused(true);
      this.#deltas.mark(service.id);
    }
    events.log('info', `watching ${config.services.length} services with ${this.counts.probes} probes`);
  }

  setSecrets(secrets: readonly SecretValue[]): void {
    this.#options.secrets.set(secrets);
    this.#secretsAsked.clear();
    // Whoever waits for a secret should not wait for the next turn as well.
    for (const monitor of this.#monitors.values()) {
      for (const probe of monitor.state().probes) if (probe.secretNeeded !== undefined) void monitor.refresh(probe.id);
    }
  }

  setPaused(serviceIds: readonly string[]): void {
    this.#paused = new Set(serviceIds);
    for (const [id, monitor] of this.#monitors) {
      const paused = this.#paused.has(id);
      if (paused === monitor.paused) continue;
      monitor.setPaused(paused);
      this.#deltas.mark(id);
      this.#views.mark(id);
    }
  }

  async refresh(serviceId?: string, probeId?: string): Promise<void> {
    const monitors = serviceId === undefined ? [...this.#monitors.values()] : [this.#monitors.get(serviceId)];
    await Promise.all(monitors.map(async (monitor) => monitor?.refresh(probeId)));
  }

  snapshot(): EngineSnapshot {
    const services = [...this.#monitors.keys()].flatMap((id) => this.#stateOf(id) ?? []);
    return { seq: this.#deltas.seq, services, history: this.#options.store.history() };
  }

  /** The `job` label of a service's series. */
  jobOf(serviceId: string): string | undefined {
    return this.#jobs.get(serviceId);
  }

  response(probeId: string): CapturedResponse | undefined {
    return this.#monitorOf(probeId)?.response(probeId);
  }

  curl(probeId: string): string | undefined {
    const config = this.#monitorOf(probeId)?.service.probes.find((probe) => probe.id === probeId);
    return config === undefined ? undefined : this.#options.probes.curl(config);
  }

  openView(request: ViewRequest): ViewSnapshot | undefined {
    const snapshot = this.#views.open(request);
    if (snapshot !== undefined) this.#signals.look(request.serviceId);
    return snapshot;
  }

  setInterest(interest: SignalInterest): void {
    this.#signals.setInterest(interest);
  }

  /** The metric families of a service with their current values. */
  async metricFamilies(serviceId: string): Promise<readonly MetricFamilySummary[]> {
    const service = this.#monitors.get(serviceId)?.service;
    if (service === undefined) return [];
    const { store, unitOf, clock } = this.#options;
    return metricFamilies(store, this.#signals.metricsOf(service), scrapeIntervalMs(service), unitOf, clock);
  }

  closeView(viewId: string): void {
    this.#views.close(viewId);
  }

  onBug(error: unknown, where: string): void {
    this.#bugs++;
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    // The message of an exception may hold what was being sent.
    this.#options.events.log('error', this.#options.secrets.redact(`unexpected, in ${where}: ${text}`));
  }

  dispose(): void {
    for (const [id, monitor] of this.#monitors) this.#drop(id, monitor);
    this.#owned.dispose();
  }

  #monitorOf(probeId: string): ServiceMonitor | undefined {
    for (const monitor of this.#monitors.values()) {
      if (monitor.service.probes.some((probe) => probe.id === probeId)) return monitor;
    }
    return undefined;
  }

  #drop(id: string, monitor: ServiceMonitor): void {
    monitor.dispose();
    this.#monitors.delete(id);
    for (const probe of monitor.service.probes) this.#series.delete(probe.id);
    this.#deltas.mark(id);
    this.#views.forget(id);
    this.#signals.forget(id);
  }

  #stateOf(id: string): ServiceState | undefined {
    const state = this.#monitors.get(id)?.state();
    const signals = this.#signals.of(id);
    return state === undefined || signals === undefined ? state : { ...state, signals };
  }

  #labels(service: Service, config: ProbeConfig): ProbeLabels {
    return {
      job: this.#jobs.get(service.id) ?? service.id,
      instance: this.#options.probes.target(config),
      probe: config.name,
    };
  }

  #monitorHost(): ServiceMonitorHost {
    const { clock, probes, store } = this.#options;
    return {
      clock,
      scheduler: this.#scheduler,
      target: (config) => probes.target(config),
      run: (service, config, signal) => {
        this.#runs++;
        return probes.run(config, this.#labels(service, config), signal);
      },
      record: (service, config, result, startedMs) => this.#record(service, config, result, startedMs),
      endSeries: (_service, config) => {
        this.#series.get(config.id)?.end(clock.now());
        probes.forget(config, clock.now());
      },
      statusSince: (service, config, status) =>
        statusSince(store, this.#labels(service, config), config, status, clock.now()),
      changed: (service, config, before, after, result) => this.#changed(service, config, before, after, result),
    };
  }

  #record(service: Service, config: ProbeConfig, result: ProbeResult, startedMs: number): ProbeResult {
    const { store } = this.#options;
    const labels = this.#labels(service, config);
    const judged = withChecks(result, this.#judge(service, config, result, startedMs));
    let series = this.#series.get(config.id);
    if (series === undefined) {
      series = new ProbeSeries(store, labels);
      this.#series.set(config.id, series);
    }
    series.record(judged, startedMs);
    this.#views.beat(service.id, {
      probe: config.name,
      atMs: startedMs,
      status: judged.status,
      durationMs: judged.durationMs,
      reason: judged.reason,
    });
    return judged;
  }

  /** The service's thresholds on the numbers that this probe brought, in its result or by its scrape. */
  #judge(service: Service, config: ProbeConfig, result: ProbeResult, startedMs: number): ProbeResult['checks'] {
    if (service.thresholds.length === 0) return [];
    const { store, unitOf } = this.#options;
    const job = this.#jobs.get(service.id) ?? service.id;
    const valuesOf = (metric: string): number[] => {
      const own = result.samples.filter((sample) => sample.name === metric).map((sample) => sample.value);
      if (own.length > 0 || config.kind !== 'metrics') return own;
      // A target may give samples a time of their own; what this scrape no longer had ends in a marker.
      return latestValues(store, job, metric, startedMs - LOOKBACK_MS, Infinity);
    };
    return thresholdChecks(service.thresholds, valuesOf, (metric) => unitOf(metric, store.metadata(metric)));
  }

  #changed(service: Service, config: ProbeConfig, before: StatusState, after: StatusState, result: ProbeResult): void {
    const { events } = this.#options;
    this.#deltas.mark(service.id);
    this.#views.mark(service.id);
    this.#signals.sampled(service, config.kind);
    if (before.status !== after.status) {
      const level = after.status === 'down' || after.status === 'degraded' ? 'warn' : 'info';
      events.log(level, `${service.id}, ${config.name}: ${before.status} → ${after.status}: ${after.reason}`);
    }
    const need = result.secretNeeded;
    if (need === undefined) return;
    const asked = `${config.id} ${need.name} ${need.origin} ${need.why}`;
    if (this.#secretsAsked.has(asked)) return;
    this.#secretsAsked.add(asked);
    events.secretNeeded(config.id, need);
  }
}

/** The `job` label of each service: its name, or its id where several folders have a service of that name. */
function jobNames(services: readonly Service[]): Map<string, string> {
  const counts = new Map<string, number>();
  for (const { name } of services) counts.set(name, (counts.get(name) ?? 0) + 1);
  return new Map(services.map((service) => [service.id, counts.get(service.name) === 1 ? service.name : service.id]));
}

function sameValue(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function latestValues(store: SeriesSource, job: string, metric: string, fromMs: number, toMs: number): number[] {
  const columns: SampleColumns = { timestampsMs: new Float64Array(16), values: new Float64Array(16), length: 0 };
  const matchers = [
    { name: '__name__', op: '=', value: metric },
    { name: 'job', op: '=', value: job },
  ] as const;
  return store.select(matchers, fromMs, toMs).map((series) => {
    columns.length = 0;
    if (series.newest === undefined) series.read(fromMs, toMs, columns);
    else series.newest(columns);
    const last = columns.length - 1;
    return (columns.timestampsMs[last] ?? fromMs) > fromMs ? (columns.values[last] ?? Number.NaN) : Number.NaN;
  });
}

function statusSince(
  store: SeriesSource,
  labels: ProbeLabels,
  config: ProbeConfig,
  status: Status,
  nowMs: number,
): number | undefined {
  const matchers = Object.entries({ ...labels, __name__: STATUS_METRIC }).map(([name, value]) => ({
    name,
    op: '=' as const,
    value,
  }));
  const columns: SampleColumns = { timestampsMs: new Float64Array(256), values: new Float64Array(256), length: 0 };
  for (const series of store.select(matchers, nowMs - SINCE_LOOKBACK_MS, nowMs))
    series.read(nowMs - SINCE_LOOKBACK_MS, nowMs, columns);
  const silenceMs = Math.max(UNBROKEN_MS, UNBROKEN_INTERVALS * config.intervalMs);
  let sinceMs: number | undefined;
  let laterMs = nowMs;
  for (let i = columns.length - 1; i >= 0; i--) {
    const value = columns.values[i] ?? Number.NaN;
    const atMs = columns.timestampsMs[i] ?? 0;
    if (Number.isNaN(value)) continue;
    if (statusOfValue(value) !== status || laterMs - atMs > silenceMs) break;
    sinceMs = atMs;
    laterMs = atMs;
  }
  return sinceMs;
}
