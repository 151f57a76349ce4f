import { ALERT_SEVERITIES } from '../model/alert.ts';
import type { HttpRequestConfig } from '../model/service.ts';
import * as problems from './problems.ts';
import { readFlag } from './quantities.ts';
import { readUrl } from './url.ts';
import { isObject, readEntries, type Value } from './value.ts';

/** From which severity on an alert brings a notification. */
export const NOTIFY_LEVELS = [...ALERT_SEVERITIES, 'never'] as const;
export type NotifyLevel = (typeof NOTIFY_LEVELS)[number];

/** A span of the day in minutes since midnight, local time, which may go over midnight; the end is exclusive. */
export interface QuietHours {
  readonly fromMinute: number;
  readonly toMinute: number;
}

/** From which status on a change of a service brings a notification. */
export const STATUS_NOTIFY_LEVELS = ['down', 'degraded', 'never'] as const;
export type StatusNotifyLevel = (typeof STATUS_NOTIFY_LEVELS)[number];

export interface AlertSettings {
  /** Names of built-in rules that are switched off; `true`: all of them. */
  readonly without: readonly string[] | true;
  readonly notify: NotifyLevel;
  readonly status: StatusNotifyLevel;
  /** `none` where every hour may be loud. */
  readonly quietHours: QuietHours | 'none';
  /** Where alerts are sent to; empty: nowhere. */
  readonly alertmanager: string;
  /** Where else messages about alerts are posted to. */
  readonly webhook: HttpRequestConfig | 'none';
  readonly slack: HttpRequestConfig | 'none';
  /** The Prometheus whose alerts are listed; empty: none. */
  readonly prometheus: string;
  /** Whether that Prometheus evaluates the workspace's rules, and we do not. */
  readonly prometheusEvaluates: boolean;
}

/** The address of an Alertmanager or a Prometheus, without a secret in it; empty: none. */
export function readServerUrl(at: Value): string | undefined {
  if (at.raw === '') return '';
  const url = readUrl(at, 'http');
  if (url === undefined) return undefined;
  const text = url.template.filter((piece) => typeof piece === 'string');
  if (text.length === url.template.length) return text.join('');
  at.context.report(
    problems.wrongType(at.path, 'an address without a secret, such as "http://localhost:9093"', at.raw),
  );
  return undefined;
}

/** `false`, or an object of built-in rules by name that are switched off by `false`. */
export function readBuiltIn(at: Value): AlertSettings['without'] | undefined {
  if (!isObject(at.raw)) {
    const flag = readFlag(at);
    return flag === undefined ? undefined : flag ? [] : true;
  }
  const entries = readEntries(at, 'true, false, or an object such as { "WatchpostServiceFlapping": false },');
  return entries?.flatMap(([name, value]) => (readFlag(value) === false ? [name] : []));
}

/** `22:00-07:00`; empty: none. */
export function readQuietHours(at: Value): AlertSettings['quietHours'] | undefined {
  if (at.raw === '') return 'none';
  const match =
    typeof at.raw === 'string'
      ? /^\s*([01]?\d|2[0-3]):([0-5]\d)\s*-\s*([01]?\d|2[0-3]):([0-5]\d)\s*$/.exec(at.raw)
      : null;
  if (match === null) {
    at.context.report(problems.wrongType(at.path, 'a span of the day such as "22:00-07:00"', at.raw));
    return undefined;
  }
  const [fromHour = 0, from = 0, toHour = 0, to = 0] = match.slice(1).map(Number);
  return { fromMinute: fromHour * 60 + from, toMinute: toHour * 60 + to };
}
