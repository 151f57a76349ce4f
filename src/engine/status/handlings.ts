import type { Clock } from '../../base/clock.ts';
import { type Disposable, Slot } from '../../base/disposable.ts';
import { type CronSchedule, parseCron } from '../../config/cron.ts';
import type { Handling, MaintenanceWindow, UserHandling } from '../../model/handling.ts';
import type { Service } from '../../model/service.ts';
import type { Status } from '../../model/status.ts';

export interface HandlingsOptions {
  readonly clock: Clock;
  readonly statusOf: (serviceId: string) => { readonly status: Status; readonly reason: string } | undefined;
  /** What `of` says of these may have changed, without a change of their status. */
  readonly changed: (serviceIds: readonly string[]) => void;
}

interface Window {
  readonly window: MaintenanceWindow;
  readonly serviceIds: ReadonlySet<string>;
  readonly schedule: CronSchedule | undefined;
  /** Until when it is open; undefined: it is not. */
  untilMs: number | undefined;
}

/** How often it is looked whether a window opens or a snooze ends: a machine that slept is not late by more than this. */
const LOOK_MS = 15_000;

/** For which services nobody is called, and why: maintenance, what the user said, what they depend on. */
export class ServiceHandlings implements Disposable {
  readonly #options: HandlingsOptions;
  readonly #timer = new Slot();
  #services: ReadonlyMap<string, Service> = new Map();
  #dependents: ReadonlyMap<string, readonly string[]> = new Map();
  #windows: readonly Window[] = [];
  #snoozed: ReadonlyMap<string, number> = new Map();
  #acknowledged: ReadonlyMap<string, UserHandling['acknowledged'][number]> = new Map();

  constructor(options: HandlingsOptions) {
    this.#options = options;
  }

  configure(services: readonly Service[], windows: readonly MaintenanceWindow[]): void {
    this.#services = new Map(services.map((service) => [service.id, service]));
    const dependents = new Map<string, string[]>();
    for (const { id, dependsOn = [] } of services)
      for (const other of dependsOn) dependents.set(other, [...(dependents.get(other) ?? []), id]);
    this.#dependents = dependents;
    const before = this.#windows;
    this.#windows = windows.map((window) => windowOf(window, services));
    this.#look();
    for (const old of before) if (old.untilMs !== undefined) this.#options.changed([...old.serviceIds]);
  }

  setByUser({ snoozed, acknowledged }: UserHandling): void {
    const touched = [...this.#snoozed.keys(), ...this.#acknowledged.keys()];
    this.#snoozed = new Map(snoozed.map(({ serviceId, untilMs }) => [serviceId, untilMs]));
    this.#acknowledged = new Map(acknowledged.map((one) => [one.serviceId, one]));
    this.#options.changed([...new Set([...touched, ...this.#snoozed.keys(), ...this.#acknowledged.keys()])]);
    this.#look();
  }

  of(serviceId: string): Handling | undefined {
    const nowMs = this.#options.clock.now();
    const open = this.#windows.filter(
      ({ untilMs, serviceIds }) => untilMs !== undefined && untilMs > nowMs && serviceIds.has(serviceId),
    );
    const lasting = open.reduce<Window | undefined>(
      (longest, one) => ((one.untilMs ?? 0) > (longest?.untilMs ?? 0) ? one : longest),
      undefined,
    );
    if (lasting?.untilMs !== undefined)
      return { kind: 'maintenance', name: lasting.window.name, untilMs: lasting.untilMs };
    const snoozedUntilMs = this.#snoozed.get(serviceId);
    if (snoozedUntilMs !== undefined && snoozedUntilMs > nowMs) return { kind: 'snoozed', untilMs: snoozedUntilMs };
    const status = this.#options.statusOf(serviceId)?.status;
    if (status === undefined || status === 'up' || status === 'paused') return undefined;
    const acknowledged = this.#acknowledged.get(serviceId);
    if (acknowledged !== undefined) return { kind: 'acknowledged', note: acknowledged.note, atMs: acknowledged.atMs };
    // What could not be told of is not down because of something else.
    return status === 'unknown' ? undefined : this.#byDependency(serviceId);
  }

  /** The services whose handling hangs on the status of this one, over however many steps. */
  dependentsOf(serviceId: string): readonly string[] {
    const found = new Set<string>();
    const open = [serviceId];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      for (const id of this.#dependents.get(next) ?? []) {
        if (found.has(id)) continue;
        found.add(id);
        open.push(id);
      }
    }
    return [...found];
  }

  dispose(): void {
    this.#timer.dispose();
  }

  /** The service at the end of the chain of those that are down. Where it goes in a circle, nothing is said to be the cause. */
  #byDependency(serviceId: string): Handling | undefined {
    const seen = new Set([serviceId]);
    let root: { readonly serviceId: string; readonly reason: string } | undefined;
    for (let id: string | undefined = serviceId; id !== undefined;) {
      const down: string | undefined = this.#services
        .get(id)
        ?.dependsOn?.find((other) => this.#options.statusOf(other)?.status === 'down');
      if (down !== undefined) {
        if (seen.has(down)) return undefined;
        seen.add(down);
        root = { serviceId: down, reason: this.#options.statusOf(down)?.reason ?? '' };
      }
      id = down;
    }
    return root === undefined ? undefined : { kind: 'dependency', ...root };
  }

  /** Brings the windows up to now, tells of what changed with time, and looks again later where time can change something. */
  #look(): void {
    const nowMs = this.#options.clock.now();
    const changed = new Set<string>();
    for (const window of this.#windows) {
      const before = window.untilMs;
      window.untilMs = openUntil(window, nowMs);
      if (window.untilMs !== before) for (const id of window.serviceIds) changed.add(id);
    }
    for (const [id, untilMs] of this.#snoozed) {
      if (untilMs > nowMs) continue;
      changed.add(id);
      this.#snoozed = new Map([...this.#snoozed].filter(([other]) => other !== id));
    }
    if (changed.size > 0) this.#options.changed([...changed]);
    const isTimed = this.#windows.length > 0 || this.#snoozed.size > 0;
    this.#timer.set(isTimed ? this.#options.clock.setTimeout(() => this.#look(), this.#untilNext(nowMs)) : undefined);
  }

  #untilNext(nowMs: number): number {
    const times = [
      ...this.#snoozed.values(),
      ...this.#windows.flatMap((window) => window.untilMs ?? nextOpening(window, nowMs) ?? []),
    ];
    return Math.max(0, Math.min(LOOK_MS, ...times.map((atMs) => atMs - nowMs)));
  }
}

function windowOf(window: MaintenanceWindow, services: readonly Service[]): Window {
  const { services: names, groups, environments, when } = window;
  const isForAll = names.length + groups.length + environments.length === 0;
  const covered = services.filter(
    ({ name, group, environment }) =>
      isForAll ||
      names.includes(name) ||
      (group !== undefined && groups.includes(group)) ||
      (environment !== undefined && environments.includes(environment)),
  );
  const schedule = 'cron' in when ? parseCron(when.cron, when.timeZone) : undefined;
  return {
    window,
    serviceIds: new Set(covered.map(({ id }) => id)),
    // The reader of the settings left out what cannot be read.
    schedule: schedule?.ok === true ? schedule.value : undefined,
    untilMs: undefined,
  };
}

function openUntil({ window: { when }, schedule }: Window, nowMs: number): number | undefined {
  if ('fromMs' in when) return when.fromMs <= nowMs && nowMs < when.toMs ? when.toMs : undefined;
  // One that opened less than its duration ago is still open; of several the last one counts.
  let untilMs: number | undefined;
  let openedMs = schedule?.next(nowMs - when.durationMs);
  for (let i = 0; openedMs !== undefined && openedMs <= nowMs && i < MAX_OPENINGS; i++) {
    untilMs = openedMs + when.durationMs;
    openedMs = schedule?.next(openedMs);
  }
  return untilMs;
}

/** A window that opens each minute and lasts for days is simply open. */
const MAX_OPENINGS = 50;

function nextOpening({ window: { when }, schedule }: Window, nowMs: number): number | undefined {
  if ('fromMs' in when) return when.fromMs > nowMs ? when.fromMs : undefined;
  return schedule?.next(nowMs);
}
