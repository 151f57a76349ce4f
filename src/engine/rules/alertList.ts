import { createHash } from 'node:crypto';
import type { Unit } from '../../base/unit.ts';
import { type Alert, type AlertRuleRef, type Silence } from '../../model/alert.ts';
import type { Handling } from '../../model/handling.ts';
import { LabelSet } from '../../model/labelSet.ts';
import type { Labels } from '../../model/series.ts';
import type { AlertsUpdate } from '../../protocol/rules.ts';
import { compileMatcher } from '../store/compileMatcher.ts';
import type { ActiveAlert } from './alertStates.ts';

const MAX_ALERTS = 1_000;
const ORDER = { firing: 0, pending: 1, resolved: 2 } as const;

/** A silence whose matchers are ready to be run. */
export interface CompiledSilence {
  readonly id: string;
  readonly endsAtMs: number;
  readonly covers: (labels: Labels) => boolean;
}

export function compileSilence({ id, endsAtMs, matchers }: Silence): CompiledSilence {
  const compiled = matchers.map(compileMatcher);
  return {
    id,
    endsAtMs,
    // As Alertmanager's: one without a matcher would cover everything, and covers nothing.
    covers: (labels) =>
      compiled.length > 0 &&
      compiled.every((matcher) =>
        matcher.matches(Object.hasOwn(labels, matcher.name) ? (labels[matcher.name] ?? '') : ''),
      ),
  };
}

/** A rule with its alerts. */
export interface RuleAlerts {
  readonly rule: AlertRuleRef;
  readonly unit: Unit;
  readonly alerts: readonly ActiveAlert[];
}

/** The alerts as they are announced: at most a thousand, what fires first; those of others where ours leave room. */
export function listAlerts(
  { ours, others }: { readonly ours: Iterable<RuleAlerts>; readonly others: Iterable<RuleAlerts> },
  silences: readonly CompiledSilence[],
  handlingOf: (job: string) => Handling | undefined,
  nowMs: number,
): AlertsUpdate {
  const shown = (rules: Iterable<RuleAlerts>): Alert[] =>
    [...rules]
      .flatMap(({ rule, unit, alerts }) => alerts.map((alert) => shownAlert(alert, rule, unit)))
      .sort(byStateAndAge);
  const shownAlert = (active: ActiveAlert, rule: AlertRuleRef, unit: Unit): Alert => {
    const { state, labels, keepFiringSinceMs: _kept, ...rest } = active;
    const silence = silences.find(({ endsAtMs, covers }) => endsAtMs > nowMs && covers(labels));
    const handling = labels['job'] === undefined ? undefined : handlingOf(labels['job']);
    return {
      ...rest,
      id: idOf(rule, labels),
      state: state === 'inactive' ? 'resolved' : state,
      rule,
      unit,
      labels,
      ...(silence !== undefined && { silencedBy: silence.id }),
      ...(handling !== undefined && { handling }),
    };
  };
  const all = [...shown(ours), ...shown(others)];
  return { alerts: all.slice(0, MAX_ALERTS).sort(byStateAndAge), omitted: Math.max(0, all.length - MAX_ALERTS) };
}

function byStateAndAge(a: Alert, b: Alert): number {
  return ORDER[a.state] - ORDER[b.state] || b.activeAtMs - a.activeAtMs || (a.id < b.id ? -1 : 1);
}

/** Short, because it stands in links, and the same wherever the rule stands in its file. */
function idOf({ uri, group }: AlertRuleRef, labels: Labels): string {
  const identity = JSON.stringify([uri, group, LabelSet.from(labels).key]);
  return createHash('sha256').update(identity).digest('base64url').slice(0, 22);
}
