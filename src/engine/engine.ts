import type { Clock } from '../base/clock.ts';
import { type Disposable, DisposableStore } from '../base/disposable.ts';
import type { Unit } from '../base/unit.ts';
import type { Handling, UserHandling } from '../model/handling.ts';
import { jobNames } from '../model/jobNames.ts';
import type { CapturedResponse, ProbeResult } from '../model/probe.ts';
import type { MetricMetadata } from '../model/series.ts';
import type { Config, ProbeConfig, Service } from '../model/service.ts';
import type { MetricFamilySummary } from '../model/signal.ts';
import type { ServiceState } from '../model/state.ts';
import type { Status } from '../model/status.ts';
import type {
  EngineSnapshot,
  HistoryState,
  MonitorEvents,
  SecretValue,
  SignalInterest,
  ViewRequest,
  ViewSnapshot,
} from '../protocol/engine.ts';
import { DeltaBatcher } from './announce.ts';
import type { SecretVault } from './connections/secretVault.ts';
import type { ProbeRunner } from './probeRunner.ts';
import { ProbeRecorder } from './record/probeRecorder.ts';
import type { ProbeLabels, SampleStore } from './record/probeSeries.ts';
import { Scheduler } from './schedule/scheduler.ts';
import { ServiceMonitor, type ServiceMonitorHost } from './serviceMonitor.ts';
import { metricFamilies } from './signals/metricFamilies.ts';
import { scrapeIntervalMs, ServiceSignals } from './signals/serviceSignals.ts';
import { ServiceHandlings } from './status/handlings.ts';
import type { StatusState } from './status/statusMachine.ts';
import type { HistogramSink, SeriesSource } from './store/storage.ts';
import { OpenViews } from './views/openViews.ts';

/** What the engine needs of a store; the parts of it that views and probes see are smaller still. */
export interface EngineStore extends SeriesSource, SampleStore<unknown>, HistogramSink<unknown>, Disposable {
  metadata(metricName: string): MetricMetadata | undefined;
  setLimits(limits: { readonly maxAgeMs: number; readonly maxBytes: number }): void;
  history(): HistoryState;
  flush(): void;
}

export interface EngineOptions {
  readonly clock: Clock;
  readonly random: () => number;
  readonly store: EngineStore;
  readonly probes: ProbeRunner;
  readonly secrets: SecretVault;
  readonly unitOf: (metricName: string, metadata: MetricMetadata | undefined) => Unit;
  /** Told when it changed for which services nobody is called. */
  readonly handlingChanged?: () => void;
  /** Told after each run: what the probe's status is now, and what the run met. */
  readonly onRun?: (service: Service, config: ProbeConfig, status: Status, result: ProbeResult) => void;
  readonly events: { readonly [K in keyof MonitorEvents]: (...args: Parameters<MonitorEvents[K]>) => void };
}

/** The engine, put together: settings in, states and series out. Knows no editor and no thread. */
export class Engine implements Disposable {
  readonly #options: EngineOptions;
  readonly #scheduler: Scheduler;
  readonly #deltas: DeltaBatcher;
  readonly #views: OpenViews;
  readonly #signals: ServiceSignals;
  readonly #owned = new DisposableStore();
  readonly #monitors = new Map<string, ServiceMonitor>();
  readonly #recorder: ProbeRecorder;
  readonly #handlings: ServiceHandlings;
  readonly #secretsAsked = new Set<string>();
  #jobs: ReadonlyMap<string, string> = new Map();
  #serviceOfJob: ReadonlyMap<string, string> = new Map();
  #paused: ReadonlySet<string> = new Set();
  #isFocused = true;
  #unfocusedIntervalMs = 0;
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
    this.#recorder = new ProbeRecorder({
      clock: options.clock,
      store: options.store,
      unitOf: options.unitOf,
      labelsOf: (service, config) => this.#labels(service, config),
    });
    this.#handlings = this.#owned.own(
      new ServiceHandlings({
        clock: options.clock,
        statusOf: (id) => this.#monitors.get(id)?.status,
        changed: (ids) => this.#handlingChanged(ids),
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
    this.#unfocusedIntervalMs = config.unfocusedIntervalMs ?? 0;
    this.setFocused(this.#isFocused);
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
    this.#serviceOfJob = new Map([...jobs].map(([id, job]) => [job, id]));
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
    this.#handlings.configure(config.services, config.maintenance ?? []);
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

  /** Whether the user is at this window: while not, probes run more seldom, as the settings say. */
  setFocused(isFocused: boolean): void {
    this.#isFocused = isFocused;
    this.#scheduler.setLeastInterval(isFocused ? 0 : this.#unfocusedIntervalMs);
  }

  /** What the user snoozed and acknowledged; replaces what was before. */
  setHandling(handling: UserHandling): void {
    this.#handlings.setByUser(handling);
  }

  /** Why nobody is called for the service whose series have this `job`; undefined where somebody is. */
  handlingOfJob(job: string): Handling | undefined {
    const id = this.#serviceOfJob.get(job);
    return id === undefined ? undefined : this.#handlings.of(id);
  }

  async refresh(serviceId?: string, probeId?: string): Promise<void> {
    const monitors = serviceId === undefined ? [...this.#monitors.values()] : [this.#monitors.get(serviceId)];
    await Promise.all(monitors.map(async (monitor) => monitor?.refresh(probeId)));
  }

  /** All that is known now. What was still to be announced goes out before, so that it is not drawn a second time for who asks. */
  snapshot(): EngineSnapshot {
    this.#deltas.flush();
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
    const found = this.probe(probeId);
    return found && this.#options.probes.curl(found.config);
  }

  /** A probe's configuration, and the labels of its series; its instance is what it looks at. */
  probe(probeId: string): { readonly config: ProbeConfig; readonly labels: ProbeLabels } | undefined {
    const service = this.#monitorOf(probeId)?.service;
    const config = service?.probes.find(({ id }) => id === probeId);
    return service && config && { config, labels: this.#labels(service, config) };
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

  #handlingChanged(serviceIds: readonly string[]): void {
    if (serviceIds.length === 0) return;
    for (const id of serviceIds) {
      this.#deltas.mark(id);
      this.#views.mark(id);
    }
    this.#options.handlingChanged?.();
  }

  #lookAtDependencies({ dependsOn = [] }: Service, before: StatusState, after: StatusState): void {
    if (before.status === 'down' && after.status === 'down') return;
    for (const id of dependsOn) void this.#monitors.get(id)?.refresh();
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
    for (const probe of monitor.service.probes) this.#recorder.forget(probe);
    this.#deltas.mark(id);
    this.#views.forget(id);
    this.#signals.forget(id);
  }

  #stateOf(id: string): ServiceState | undefined {
    const state = this.#monitors.get(id)?.state();
    if (state === undefined) return undefined;
    const signals = this.#signals.of(id);
    const handling = this.#handlings.of(id);
    return { ...state, ...(handling !== undefined && { handling }), ...(signals !== undefined && { signals }) };
  }

  #labels(service: Service, config: ProbeConfig): ProbeLabels {
    return {
      job: this.#jobs.get(service.id) ?? service.id,
      instance: this.#options.probes.target(config),
      probe: config.name,
    };
  }

  #monitorHost(): ServiceMonitorHost {
    const { clock, probes } = this.#options;
    return {
      clock,
      scheduler: this.#scheduler,
      target: (config) => probes.target(config),
      run: (service, config, signal) => {
        this.#runs++;
        return probes.run(config, () => this.#labels(service, config), signal);
      },
      judge: (service, config, result, startedMs) => this.#recorder.judge(service, config, result, startedMs),
      record: (service, config, result, startedMs) => this.#record(service, config, result, startedMs),
      endSeries: (_service, config) => {
        this.#recorder.end(config);
        probes.forget(config, clock.now());
      },
      statusSince: (service, config, status) => this.#recorder.statusSince(service, config, status),
      changed: (service, config, before, after, result) => this.#changed(service, config, before, after, result),
    };
  }

  #record(service: Service, config: ProbeConfig, result: ProbeResult, startedMs: number): void {
    this.#recorder.record(service, config, result, startedMs);
    this.#views.beat(service.id, {
      probe: config.name,
      atMs: startedMs,
      status: result.status,
      durationMs: result.durationMs,
      reason: result.reason,
    });
  }

  #changed(service: Service, config: ProbeConfig, before: StatusState, after: StatusState, result: ProbeResult): void {
    const { events } = this.#options;
    this.#deltas.mark(service.id);
    this.#views.mark(service.id);
    this.#signals.sampled(service, config.kind);
    // What it depends on may be why: it should be known before somebody is called.
    if (after.status === 'down' || after.pending?.status === 'down') this.#lookAtDependencies(service, before, after);
    this.#options.onRun?.(service, config, after.status, result);
    if (before.status !== after.status) {
      this.#handlingChanged(this.#handlings.dependentsOf(service.id));
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

function sameValue(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
