import { t } from '../../base/l10n.ts';
import type { StatusNotifyLevel } from '../../config/readAlerts.ts';
import { formatSeconds } from '../../base/unit.ts';
import type { ServiceState } from '../../model/state.ts';
import type { Status } from '../../model/status.ts';

/** What a notification of changed services says. */
export interface StatusNotice {
  readonly severity: 'critical' | 'warning' | 'info';
  readonly message: string;
  readonly services: readonly ServiceState[];
}

/** What is known of a service: how it was when somebody was last told, or when it was first seen. */
interface Known {
  readonly status: Status;
  /** Since when it was so, in Unix milliseconds. */
  readonly sinceMs: number;
  readonly flapping: boolean;
  /** Whether a notification told of it. */
  readonly told: boolean;
}

const MAX_NAMED = 3;

/**
 * Which changes of status are to be told of. The first status of a service is where it begins, and no change; what is
 * snoozed, acknowledged, in maintenance or waits for something that is down is told of only if it is still so afterwards;
 * one that flaps is told of once, until it stays as it is.
 */
export class StatusNotices {
  readonly #known = new Map<string, Known>();

  take(
    services: ReadonlyMap<string, ServiceState>,
    level: StatusNotifyLevel,
    untold: readonly string[],
    isQuiet: boolean,
    nowMs: number,
  ): StatusNotice | undefined {
    for (const id of this.#known.keys()) if (!services.has(id)) this.#known.delete(id);
    const worse: ServiceState[] = [];
    const better: { service: ServiceState; downMs: number }[] = [];
    const flapping: ServiceState[] = [];
    for (const service of services.values()) {
      const { id, status, sinceMs, handling } = service;
      if (status === 'unknown' || status === 'paused' || handling !== undefined) continue;
      const before = this.#known.get(id);
      const isFlapping = service.probes.some((probe) => probe.flapping === true);
      if (isFlapping && before !== undefined) {
        if (!before.flapping && isLoud(level, 'down')) flapping.push(service);
        this.#known.set(id, { ...before, flapping: true });
        continue;
      }
      if (before?.status === status && !before.flapping) continue;
      const isWorse = before !== undefined && rank(status) > rank(before.status) && isLoud(level, status);
      const told = !isQuiet && !untold.includes(id) && isWorse;
      if (isWorse) worse.push(service);
      if (before?.told === true && status === 'up') better.push({ service, downMs: nowMs - before.sinceMs });
      // From bad to less bad is still what was told.
      const stillTold = told || (before?.told === true && status !== 'up');
      this.#known.set(id, {
        status,
        sinceMs: stillTold && before?.told ? before.sinceMs : sinceMs,
        flapping: false,
        told: stillTold,
      });
    }
    if (isQuiet) return undefined;
    const wanted = ({ id }: ServiceState): boolean => !untold.includes(id);
    return noticeOf(
      worse.filter(wanted),
      flapping.filter(wanted),
      better.filter(({ service }) => wanted(service)),
    );
  }
}

function noticeOf(
  worse: readonly ServiceState[],
  flapping: readonly ServiceState[],
  better: readonly { readonly service: ServiceState; readonly downMs: number }[],
): StatusNotice | undefined {
  const services = [...worse, ...flapping, ...better.map(({ service }) => service)];
  if (services.length === 0) return undefined;
  const down = worse.filter(({ status }) => status === 'down');
  const degraded = worse.filter(({ status }) => status === 'degraded');
  const parts = [
    ...sentence(down, {
      one: ({ id, reason }) => t('{0} is down: {1}', id, reason),
      many: (count, named) => t('{0} services are down: {1}', count, named),
    }),
    ...sentence(degraded, {
      one: ({ id, reason }) => t('{0} is degraded: {1}', id, reason),
      many: (count, named) => t('{0} services are degraded: {1}', count, named),
    }),
    ...sentence(flapping, {
      one: ({ id }) => t('{0} is flapping', id),
      many: (count, named) => t('{0} services are flapping: {1}', count, named),
    }),
    ...sentence(
      better.map(({ service }) => service),
      {
        one: ({ id }) => t('{0} is up again after {1}', id, formatSeconds(Math.round((better[0]?.downMs ?? 0) / 1000))),
        many: (count, named) => t('{0} services are up again: {1}', count, named),
      },
    ),
  ];
  return {
    severity: down.length > 0 ? 'critical' : degraded.length + flapping.length > 0 ? 'warning' : 'info',
    message: parts.join('; '),
    services,
  };
}

interface Sentences {
  readonly one: (service: ServiceState) => string;
  readonly many: (count: number, named: string) => string;
}

/** One with its reason; a few by name; more by number. */
function sentence(services: readonly ServiceState[], { one, many }: Sentences): readonly string[] {
  const [only] = services;
  if (only === undefined) return [];
  if (services.length === 1) return [one(only)];
  const named = services
    .slice(0, MAX_NAMED)
    .map(({ id }) => id)
    .join(', ');
  const more = services.length - MAX_NAMED;
  return [many(services.length, more > 0 ? t('{0} and {1} more', named, more) : named)];
}

function rank(status: Status): number {
  return status === 'down' ? 2 : status === 'degraded' ? 1 : 0;
}

function isLoud(level: StatusNotifyLevel, status: Status): boolean {
  return level === 'degraded' ? rank(status) >= 1 : level === 'down' && rank(status) >= 2;
}
