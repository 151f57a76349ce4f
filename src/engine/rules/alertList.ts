import { createHash } from 'node:crypto';
import type { Unit } from '../../base/unit.ts';
import { type Alert, type AlertRuleRef, type Silence } from '../../model/alert.ts';
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

/** The alerts of `rules` as they are announced: at most a thousand, what fires first. */
export function listAlerts(
  rules: Iterable<{ readonly rule: AlertRuleRef; readonly unit: Unit; readonly alerts: readonly ActiveAlert[] }>,
  silences: readonly CompiledSilence[],
  nowMs: number,
): AlertsUpdate {
  const alerts: Alert[] = [];
  for (const { rule, unit, alerts: active } of rules) {
    for (const alert of active) {
      const { state, labels, keepFiringSinceMs: _kept, ...rest } = alert;
      const silence = silences.find(({ endsAtMs, covers }) => endsAtMs > nowMs && covers(labels));
      alerts.push({
        ...rest,
        id: idOf(rule, labels),
        state: state === 'inactive' ? 'resolved' : state,
        rule,
        unit,
        labels,
        ...(silence !== undefined && { silencedBy: silence.id }),
      });
    }
  }
  alerts.sort((a, b) => ORDER[a.state] - ORDER[b.state] || b.activeAtMs - a.activeAtMs || (a.id < b.id ? -1 : 1));
  return { alerts: alerts.slice(0, MAX_ALERTS), omitted: Math.max(0, alerts.length - MAX_ALERTS) };
}

/** Short, because it stands in links, and the same wherever the rule stands in its file. */
function idOf({ uri, group }: AlertRuleRef, labels: Labels): string {
  const identity = JSON.stringify([uri, group, LabelSet.from(labels).key]);
  return createHash('sha256').update(identity).digest('base64url').slice(0, 22);
}
