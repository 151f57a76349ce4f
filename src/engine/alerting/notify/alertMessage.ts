import type { Alert } from '../../../model/alert.ts';
import type { Labels } from '../../../model/series.ts';

/** Alerts of one message; the rest is counted. */
const MAX_ALERTS = 100;

/** What is told at once: the alerts of one name. */
export interface AlertMessage {
  readonly alertname: string;
  readonly status: 'firing' | 'resolved';
  /** Those that fire first. */
  readonly alerts: readonly MessageAlert[];
  /** How many more there are. */
  readonly truncated: number;
}

/** Times are Unix milliseconds. */
export interface MessageAlert {
  readonly resolved: boolean;
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly startsAtMs: number;
  readonly endsAtMs?: number;
}

export function alertMessage(alertname: string, alerts: readonly Alert[]): AlertMessage {
  const all = alerts
    .map(({ state, labels, annotations, activeAtMs, firedAtMs, resolvedAtMs }): MessageAlert => {
      const startsAtMs = firedAtMs ?? activeAtMs;
      return state === 'resolved'
        ? { resolved: true, labels, annotations, startsAtMs, endsAtMs: resolvedAtMs ?? startsAtMs }
        : { resolved: false, labels, annotations, startsAtMs };
    })
    .sort((a, b) => Number(a.resolved) - Number(b.resolved) || a.startsAtMs - b.startsAtMs);
  return {
    alertname,
    status: all.some(({ resolved }) => !resolved) ? 'firing' : 'resolved',
    alerts: all.slice(0, MAX_ALERTS),
    truncated: Math.max(0, all.length - MAX_ALERTS),
  };
}

/** What all of them have alike. */
export function commonOf(all: readonly Labels[]): Labels {
  const [first = {}, ...others] = all;
  return Object.fromEntries(
    Object.entries(first).filter(([name, value]) =>
      others.every((one) => Object.hasOwn(one, name) && one[name] === value),
    ),
  );
}
