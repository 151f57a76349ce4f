import { formatSeconds, type Unit } from '../../base/unit.ts';
import type { RuleStatus } from '../../model/alert.ts';
import type { RuleReplay } from '../../protocol/rules.ts';

/** What stands above a rule: its state, and what its expression gives now. */
export function ruleStateText(status: RuleStatus, format: (value: number, unit: Unit) => string): string {
  const { kind, error, evaluatedAtMs, firing, pending, samples, value, unit } = status;
  if (evaluatedAtMs === undefined) return '$(sync) not evaluated yet';
  if (error !== undefined) return `$(error) fails: ${error.replaceAll('$(', '$\u200B(')}`;
  const number = value === undefined ? '' : format(value, unit);
  const others = samples > 1 ? ` and ${samples - 1} more` : '';
  if (kind === 'record') return samples === 0 ? '$(circle-slash) no data' : `$(graph) ${number}${others}`;
  const counts = [firing > 0 ? `${firing} firing` : '', pending > 0 ? `${pending} pending` : ''].filter(
    (one) => one !== '',
  );
  if (counts.length === 0) return '$(pass) inactive';
  return `$(${firing > 0 ? 'bell-dot' : 'clock'}) ${counts.join(', ')}${number === '' ? '' : ` · ${number}${others}`}`;
}

/** In a sentence, when a rule would have fired. */
export function replayText({ firings, error, fromMs, toMs, stepMs }: RuleReplay): string {
  const span = formatSeconds(Math.round((toMs - fromMs) / 1000));
  if (error !== undefined) return `the rule cannot be evaluated over the last ${span}: ${error}`;
  if (firings.length === 0) return `the rule would not have fired in the last ${span} of what is stored.`;
  const totalMs = firings.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0);
  const times = firings.length === 1 ? 'once' : `${firings.length} times`;
  return `would have fired ${times} in ${span}, for ${formatSeconds(Math.round(totalMs / 1000))} in all (looked every ${formatSeconds(stepMs / 1000)})`;
}
