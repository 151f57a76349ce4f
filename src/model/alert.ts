import type { Unit } from '../base/unit.ts';
import type { Handling } from './handling.ts';
import type { TextRange } from './problem.ts';
import type { Labels, Matcher } from './series.ts';

/** The rule that an alert comes from, and where it stands. */
export interface AlertRuleRef {
  /** Of its file. */
  readonly uri: string;
  readonly group: string;
  readonly name: string;
  /** PromQL. */
  readonly expr: string;
  /** How long a sample must be there before the alert fires, in milliseconds. */
  readonly forMs: number;
  readonly range: TextRange;
}

/** An alert as the user meets it. Times are Unix milliseconds. */
export interface Alert {
  /** The same from evaluation to evaluation, and over a reload. */
  readonly id: string;
  readonly state: 'pending' | 'firing' | 'resolved';
  readonly rule: AlertRuleRef;
  /** With `alertname`. */
  readonly labels: Labels;
  readonly annotations: Labels;
  /** What its expression gave at the last evaluation that it was found in. */
  readonly value: number;
  readonly unit: Unit;
  readonly activeAtMs: number;
  readonly firedAtMs?: number;
  readonly resolvedAtMs?: number;
  /** The silence that covers it. */
  readonly silencedBy?: string;
  /** Why nobody is called for the service that it is about. */
  readonly handling?: Handling;
}

/** Whether two are of one firing of the same alert. To the second: no more is kept over a reload (`ALERTS_FOR_STATE`). */
export function isSameFiring(a: Pick<Alert, 'id' | 'activeAtMs'>, b: Pick<Alert, 'id' | 'activeAtMs'>): boolean {
  return firingKey(a) === firingKey(b);
}

/** The same for all that is told of one firing of an alert. */
export function firingKey({ id, activeAtMs }: Pick<Alert, 'id' | 'activeAtMs'>): string {
  return `${Math.floor(activeAtMs / 1000)} ${id}`;
}

/** Alerts that match all of `matchers` are shown as silenced and told to nobody, until it ends. */
export interface Silence {
  readonly id: string;
  readonly matchers: readonly Matcher[];
  readonly endsAtMs: number;
  readonly comment: string;
}

/** How serious an alert is, by its `severity` label; the order is from worst to least. */
export const ALERT_SEVERITIES = ['critical', 'warning', 'info'] as const;
export type AlertSeverity = (typeof ALERT_SEVERITIES)[number];

/**
 * What teams write as `severity`, on one scale: pages and PagerDuty's, syslog's and the low-to-critical scale of the
 * incident handbooks. A word that is not here, and no word, is a `warning`: an alert is never less than that by accident.
 */
const SEVERITY_WORDS: Readonly<Record<string, AlertSeverity>> = {
  critical: 'critical',
  page: 'critical',
  emergency: 'critical',
  fatal: 'critical',
  disaster: 'critical',
  high: 'critical',
  error: 'critical',
  p1: 'critical',
  sev1: 'critical',
  info: 'info',
  information: 'info',
  informational: 'info',
  low: 'info',
  notice: 'info',
  none: 'info',
  debug: 'info',
};

/** The severity that an alert's labels say. */
export function severityOf(labels: Labels): AlertSeverity {
  const word = (labels['severity'] ?? '').toLowerCase();
  return Object.hasOwn(SEVERITY_WORDS, word) ? (SEVERITY_WORDS[word] ?? 'warning') : 'warning';
}

/** How a rule is, as of its last evaluation. */
export interface RuleStatus {
  readonly name: string;
  readonly kind: 'record' | 'alert';
  /** Where its name stands in its file. */
  readonly range: TextRange;
  readonly expr: string;
  /** Unix milliseconds; absent before the first evaluation. */
  readonly evaluatedAtMs?: number;
  readonly durationMs?: number;
  /** Why its last evaluation failed. */
  readonly error?: string;
  /** How many series its expression gave, and the first one's value. */
  readonly samples: number;
  readonly value?: number;
  readonly unit: Unit;
  readonly pending: number;
  readonly firing: number;
}

/** What an alert's expression measured lately: its left side where it compares with a number. */
export interface AlertHistory {
  /** PromQL of what is drawn. */
  readonly expr: string;
  readonly unit: Unit;
  /** Unix milliseconds. */
  readonly timesMs: readonly number[];
  readonly values: readonly number[];
  /** What it is compared with. */
  readonly threshold?: number;
}

/**
 * Whether an alert goes to those beside the user of this editor: not while its service is in maintenance or waits for one
 * that is down, which holds for all; what the user snoozed or acknowledged is their own.
 */
export function isEverybodysAlert({ handling }: Pick<Alert, 'handling'>): boolean {
  return handling?.kind !== 'maintenance' && handling?.kind !== 'dependency';
}
