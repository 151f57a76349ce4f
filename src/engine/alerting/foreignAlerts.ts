import type { AlertRuleRef } from '../../model/alert.ts';
import type { Labels } from '../../model/series.ts';
import type { ActiveAlert } from '../rules/alertStates.ts';

/** Who tells of alerts that are not ours. */
export type ForeignSource = 'prometheus' | 'alertmanager';

/** A rule of somebody else with its alerts; its `uri` is the page that shows it. */
export interface ForeignAlerts {
  readonly rule: AlertRuleRef;
  readonly alerts: readonly ActiveAlert[];
}

/** So many alerts of one server are listed at most, and looked through at each evaluation. */
const MAX_ALERTS = 1_000;

/** As many of a server's alerts as are listed, each by itself, those that fire first. */
export function boundAlerts(foreign: readonly ForeignAlerts[]): readonly ForeignAlerts[] {
  const each = foreign.flatMap(({ rule, alerts }) => alerts.map((alert) => ({ rule, alerts: [alert] as const })));
  const fires = ({ alerts: [{ state }] }: (typeof each)[number]): boolean => state === 'firing';
  return [...each.filter(fires), ...each.filter((one) => !fires(one))].slice(0, MAX_ALERTS);
}

/** A rule of somebody else stands nowhere here. */
export const NO_RANGE = { startLine: 0, startColumn: 0, endLine: 0, endColumn: 0 };

/** The texts of an object of texts. */
export function textsOf(raw: unknown): Labels {
  return Object.fromEntries(
    Object.entries(objectOf(raw)).flatMap(([key, value]) => (typeof value === 'string' ? [[key, value]] : [])),
  );
}

/** What is an object of unknown fields, else an empty one. */
export function objectOf(raw: unknown): Record<string, unknown> {
  return typeof raw === 'object' && raw !== null ? (raw as Record<string, unknown>) : {};
}

/** The list at a path of keys. */
export function listAt(raw: unknown, ...path: readonly string[]): readonly unknown[] | undefined {
  let at = raw;
  for (const key of path) at = objectOf(at)[key];
  return Array.isArray(at) ? at : undefined;
}

/** A text as JSON; undefined where it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
