import type { Clock } from '../base/clock.ts';
import { type Disposable, DisposableStore } from '../base/disposable.ts';
import type { CapturedResponse, ProbeResult } from '../model/probe.ts';
import type { ProbeConfig, Service } from '../model/service.ts';
import type { ServiceState } from '../model/state.ts';
import type { Status } from '../model/status.ts';
import type { Scheduler } from './schedule/scheduler.ts';
import { ProbeTracker } from './status/probeTracker.ts';
import { serviceState } from './status/serviceStatus.ts';
import type { StatusState } from './status/statusMachine.ts';

/** What a service's monitor needs from the engine around it. */
export interface ServiceMonitorHost {
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  target(config: ProbeConfig): string;
  /** Runs the probe once; never rejects for what the target does. */
  run(service: Service, config: ProbeConfig, signal: AbortSignal): Promise<ProbeResult>;
  /** Writes the result as series and hands it back with what the service's thresholds say of it. */
  record(service: Service, config: ProbeConfig, result: ProbeResult, startedMs: number): ProbeResult;
  /** Ends the series of a probe that is no longer run. */
  endSeries(service: Service, config: ProbeConfig): void;
  /** Since when, as far as history tells, the probe has had this status. */
  statusSince(service: Service, config: ProbeConfig, status: Status): number | undefined;
  /** Something that the editor shows has changed. */
  changed(service: Service, config: ProbeConfig, before: StatusState, after: StatusState, result: ProbeResult): void;
}

/** Watches one service: schedules its probes and keeps their states. */
export class ServiceMonitor implements Disposable {
  readonly service: Service;
  readonly #host: ServiceMonitorHost;
  readonly #trackers = new Map<string, ProbeTracker>();
  readonly #tasks = new DisposableStore();
  #running: DisposableStore | undefined;

  constructor(service: Service, host: ServiceMonitorHost) {
    this.service = service;
    this.#host = host;
    for (const config of service.probes) {
      this.#trackers.set(config.id, new ProbeTracker(config, host.target(config), host.clock.now()));
    }
    this.#resume();
  }

  get paused(): boolean {
    return this.#running === undefined;
  }

  setPaused(paused: boolean): void {
    if (paused === this.paused) return;
    const nowMs = this.#host.clock.now();
    if (paused) this.#stop();
    for (const tracker of this.#trackers.values()) tracker.setPaused(paused, nowMs);
    if (!paused) this.#resume();
  }

  async refresh(probeId?: string): Promise<void> {
    const ids = probeId === undefined ? [...this.#trackers.keys()] : [probeId];
    await Promise.all(ids.map((id) => this.#host.scheduler.runNow(id)));
  }

  response(probeId: string): CapturedResponse | undefined {
    return this.#trackers.get(probeId)?.response;
  }

  state(): ServiceState {
    const probes = [...this.#trackers.values()].map((tracker) => tracker.state());
    return serviceState(this.service, probes, this.#host.clock.now());
  }

  dispose(): void {
    this.#stop();
    this.#tasks.dispose();
  }

  #resume(): void {
    const running = this.#tasks.own(new DisposableStore());
    this.#running = running;
    for (const tracker of this.#trackers.values()) {
      const { id, intervalMs } = tracker.config;
      running.own(this.#host.scheduler.add({ id, intervalMs, run: (signal) => this.#runOnce(tracker, signal) }));
    }
  }

  #stop(): void {
    this.#running?.dispose();
    this.#running = undefined;
    for (const tracker of this.#trackers.values()) this.#host.endSeries(this.service, tracker.config);
  }

  async #runOnce(tracker: ProbeTracker, signal: AbortSignal): Promise<void> {
    const { service } = this;
    const { config } = tracker;
    const startedMs = this.#host.clock.now();
    const result = await this.#host.run(service, config, signal);
    // A run that was cancelled says nothing about the target.
    if (signal.aborted) return;
    const before = tracker.status;
    const recorded = this.#host.record(service, config, result, startedMs);
    tracker.record(recorded, this.#host.clock.now(), (status) => this.#host.statusSince(service, config, status));
    this.#host.changed(service, config, before, tracker.status, recorded);
  }
}
