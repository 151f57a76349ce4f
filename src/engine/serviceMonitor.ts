import type { Clock } from '../base/clock.ts';
import type { Disposable } from '../base/disposable.ts';
import { t } from '../base/l10n.ts';
import type { CapturedResponse, ProbeResult } from '../model/probe.ts';
import type { ProbeConfig, Service } from '../model/service.ts';
import type { ServiceState } from '../model/state.ts';
import { type Status, worstStatus } from '../model/status.ts';
import { ProbeRoles } from './schedule/probeRoles.ts';
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
  /** The result with what the service's thresholds say of it. */
  judge(service: Service, config: ProbeConfig, result: ProbeResult, startedMs: number): ProbeResult;
  /** Writes the result as series. */
  record(service: Service, config: ProbeConfig, result: ProbeResult, startedMs: number): void;
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
  readonly #roles: ProbeRoles;
  /** The probes that are run, by id; absent while paused. */
  #running: Map<string, Disposable> | undefined;

  constructor(service: Service, host: ServiceMonitorHost) {
    this.service = service;
    this.#host = host;
    this.#roles = new ProbeRoles(service.probes);
    for (const config of service.probes) {
      this.#trackers.set(config.id, new ProbeTracker(config, host.target(config), host.clock.now()));
    }
    this.#resume();
  }

  get paused(): boolean {
    return this.#running === undefined;
  }

  /** The status alone, without what is dear to compute. */
  get status(): { readonly status: Status; readonly reason: string } {
    const states = [...this.#trackers.values()].map((tracker) => tracker.status);
    const status = worstStatus(states.map((state) => state.status));
    return { status, reason: states.find((state) => state.status === status)?.reason ?? '' };
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
  }

  #resume(): void {
    this.#running = new Map();
    this.#roles.restart();
    this.#schedule();
  }

  /** Begins and ends probes as their roles say. */
  #schedule(): void {
    const running = this.#running;
    if (running === undefined) return;
    for (const tracker of this.#trackers.values()) {
      const { config } = tracker;
      const { id, intervalMs, initialDelayMs = 0 } = config;
      const runs = this.#roles.runs(config);
      if (runs && !running.has(id)) {
        // That it started once says nothing of the next time.
        if (config.role === 'startup' && tracker.hasRun) tracker.wait(t('starts again'), this.#host.clock.now());
        const run = (signal: AbortSignal) => this.#runOnce(tracker, signal);
        const isUrgent = (): boolean => tracker.status.pending !== undefined;
        running.set(id, this.#host.scheduler.add({ id, intervalMs, initialDelayMs, run, isUrgent }));
      } else if (!runs) {
        running.get(id)?.dispose();
        running.delete(id);
        // What was found dead stays so until it is looked at again.
        const { waitsFor } = this.#roles;
        if (waitsFor !== undefined && config.role !== 'startup' && tracker.status.status !== 'down')
          tracker.wait(t('waits for the startup probe "{0}"', waitsFor), this.#host.clock.now());
      }
    }
  }

  #stop(): void {
    for (const task of this.#running?.values() ?? []) task.dispose();
    this.#running = undefined;
    for (const tracker of this.#trackers.values()) this.#host.endSeries(this.service, tracker.config);
  }

  async #runOnce(tracker: ProbeTracker, signal: AbortSignal): Promise<void> {
    const { service } = this;
    const { config } = tracker;
    const startedMs = this.#host.clock.now();
    const result = inRole(config, await this.#host.run(service, config, signal));
    // A run that was cancelled says nothing about the target.
    if (signal.aborted) return;
    const before = tracker.status;
    const judged = tracker.excuse(this.#host.judge(service, config, result, startedMs), startedMs);
    this.#host.record(service, config, judged, startedMs);
    tracker.record(judged, this.#host.clock.now(), (status) => this.#host.statusSince(service, config, status));
    if (this.#roles.advance(config, before.status, tracker.status.status)) this.#schedule();
    this.#host.changed(service, config, before, tracker.status, judged);
  }
}

/** What is not ready is alive: it takes no requests, but it is not down. */
function inRole({ role }: ProbeConfig, result: ProbeResult): ProbeResult {
  if (role !== 'readiness' || result.status !== 'down') return result;
  return { ...result, status: 'degraded', reason: t('not ready: {0}', result.reason) };
}
