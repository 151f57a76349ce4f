import { t } from '../../base/l10n.ts';
import { formatSeconds, type Unit } from '../../base/unit.ts';
import type { RuleStatus } from '../../model/alert.ts';
import type { RuleReplay } from '../../protocol/rules.ts';

/** What stands above a rule: its state, and what its expression gives now. */
export function ruleStateText(status: RuleStatus, format: (value: number, unit: Unit) => string): string {
  const { kind, error, evaluatedAtMs, firing, pending, samples, value, unit } = status;
  if (evaluatedAtMs === undefined) return `$(sync) ${t('not evaluated yet')}`;
  if (error !== undefined) return `$(error) ${t('fails: {0}', error.replaceAll('$(', '$\u200B('))}`;
  const number = value === undefined ? '' : format(value, unit);
  const numbers = samples > 1 ? t('{0} and {1} more', number, samples - 1) : number;
  if (kind === 'record') return samples === 0 ? `$(circle-slash) ${t('no data')}` : `$(graph) ${numbers}`;
  const counts = [firing > 0 ? t('{0} firing', firing) : '', pending > 0 ? t('{0} pending', pending) : ''].filter(
    (one) => one !== '',
  );
  if (counts.length === 0) return `$(pass) ${t('inactive')}`;
  return `$(${firing > 0 ? 'bell-dot' : 'clock'}) ${counts.join(', ')}${number === '' ? '' : ` · ${numbers}`}`;
}

/** In a sentence, when a rule would have fired. */
export function replayText({ firings, error, fromMs, toMs, stepMs }: RuleReplay): string {
  const span = formatSeconds(Math.round((toMs - fromMs) / 1000));
  if (error !== undefined) return t('the rule cannot be evaluated over the last {0}: {1}', span, error);
  if (firings.length === 0) return t('the rule would not have fired in the last {0} of what is stored.', span);
  const total = formatSeconds(Math.round(firings.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0) / 1000));
  const step = formatSeconds(stepMs / 1000);
  return firings.length === 1
    ? t('would have fired once in {0}, for {1} in all (looked every {2})', span, total, step)
    : t('would have fired {0} times in {1}, for {2} in all (looked every {3})', firings.length, span, total, step);
}
