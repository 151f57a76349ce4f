import { t } from '../../base/l10n.ts';
import { ALERT_SEVERITIES, type AlertSeverity, firingKey, severityOf } from '../../model/alert.ts';
import type { NotifyLevel, QuietHours, StatusNotifyLevel } from '../../config/readAlerts.ts';
import { type ShownAlert, isCalling } from './alertBook.ts';
import { annotationsOf, identityOf } from './alertRows.ts';

/** What a notification says. */
export interface AlertNotice {
  readonly message: string;
  readonly severity: AlertSeverity;
  readonly alerts: readonly ShownAlert[];
}

const MAX_NAMED = 3;
/** What the address of the file of built-in rules ends with. */
const BUILT_IN_FILE = '/rules/watchpost.rules.yml';
const MAX_TOLD = 1_000;

/**
 * Which alerts are to be told of: each firing once, however often it is found, also over a reload. Those that begin in
 * quiet hours count as told, so that the morning begins without a heap of them; they are in the view.
 */
export class AlertNotices {
  #told: ReadonlySet<string>;

  constructor(told: readonly string[]) {
    this.#told = new Set(told);
  }

  /** The firings that were told, to be kept. */
  get told(): readonly string[] {
    return [...this.#told];
  }

  /** The alerts that are new, and at least as serious as `level`. */
  take(alerts: readonly ShownAlert[], level: NotifyLevel, isQuiet: boolean): AlertNotice | undefined {
    const fresh = alerts.filter((alert) => isCalling(alert) && !this.#told.has(firingKey(alert)));
    if (fresh.length === 0) return undefined;
    this.#told = new Set([...this.#told, ...fresh.map(firingKey)].slice(-MAX_TOLD));
    const wanted = fresh.filter(({ labels }) => isAtLeast(severityOf(labels), level));
    return wanted.length === 0 || isQuiet ? undefined : noticeOf(wanted);
  }
}

/**
 * Whether a change of the service's status is told already, which the alert would only tell again: those of the built-in
 * rules on the status itself.
 */
export function isToldByStatus({ rule }: ShownAlert, level: StatusNotifyLevel): boolean {
  if (!rule.uri.endsWith(BUILT_IN_FILE)) return false;
  if (rule.name === 'WatchpostServiceDegraded') return level === 'degraded';
  return level !== 'never' && (rule.name === 'WatchpostServiceDown' || rule.name === 'WatchpostServiceFlapping');
}

/** Whether the time of day of `date` is within `hours` (`22:00-07:00`; may go over midnight). */
export function isWithin(hours: QuietHours | 'none', date: Date): boolean {
  if (hours === 'none') return false;
  const minute = date.getHours() * 60 + date.getMinutes();
  const { fromMinute, toMinute } = hours;
  return fromMinute <= toMinute ? minute >= fromMinute && minute < toMinute : minute >= fromMinute || minute < toMinute;
}

function noticeOf(alerts: readonly ShownAlert[]): AlertNotice {
  const ranked = [...alerts].sort((a, b) => rank(severityOf(a.labels)) - rank(severityOf(b.labels)));
  const [first] = ranked;
  const severity = first === undefined ? 'warning' : severityOf(first.labels);
  if (ranked.length === 1 && first !== undefined) {
    const [text = ''] = annotationsOf(first).map(([, value]) => value);
    const detail = text === '' ? identityOf(first.labels) : text;
    return { message: detail === '' ? nameOf(first) : `${nameOf(first)}: ${detail}`, severity, alerts: ranked };
  }
  const names = [...new Set(ranked.map(nameOf))];
  const named = names.slice(0, MAX_NAMED).join(', ');
  const more = names.length - MAX_NAMED;
  return {
    message:
      more > 0
        ? t('{0} alerts fire: {1} and {2} others', ranked.length, named, more)
        : t('{0} alerts fire: {1}', ranked.length, named),
    severity,
    alerts: ranked,
  };
}

function nameOf({ labels, rule }: ShownAlert): string {
  return labels['alertname'] ?? rule.name;
}

function rank(severity: AlertSeverity): number {
  return ALERT_SEVERITIES.indexOf(severity);
}

function isAtLeast(severity: AlertSeverity, level: NotifyLevel): boolean {
  return level !== 'never' && rank(severity) <= rank(level);
}
