import { printDuration } from '../../base/duration.ts';
import { t } from '../../base/l10n.ts';
import type { ProbeResult, SecretNeed } from '../../model/probe.ts';
import { oneLine } from '../health/checkList.ts';
import { type ProbeRun, TIMED_OUT } from './probe.ts';

const NONE: readonly never[] = [];

/** A result with what a probe has to say; `runProbe` adds the duration and the series that all probes share. */
export function outcome(
  status: ProbeResult['status'],
  reason: string,
  rest?: Partial<Omit<ProbeRun, 'status' | 'reason' | 'durationMs'>>,
): ProbeRun {
  // A header or a redirect brings what no body's reader has cleaned.
  return { status, reason: oneLine(reason), durationMs: 0, checks: NONE, samples: NONE, keyNumbers: NONE, ...rest };
}

/** The result where a secret is missing or may not go where it would have gone. */
export function secretRefused(need: SecretNeed): ProbeResult {
  const reason =
    need.why === 'missing'
      ? t('the secret "{0}" has not been set', need.name)
      : t('the secret "{0}" may not be sent to {1}', need.name, need.origin);
  return outcome('unknown', reason, { secretNeeded: need });
}

/** The result where nothing was asked: for want of a secret, or because of what a sentence says. */
export function notAsked(error: SecretNeed | string): ProbeResult {
  return typeof error === 'string' ? outcome('unknown', error) : secretRefused(error);
}

/** `noWhat` (`localhost:3000 did not answer`), said of a time that is over. */
export function withinTime(noWhat: string, timeoutMs: number): string {
  return t('{0} within {1}', noWhat, printDuration(timeoutMs));
}

/** The result of a run that `signal` ended: down at the timeout (`no answer within 5s`), unknown where it was cancelled. */
export function endedBySignal(signal: AbortSignal, timeoutMs: number, noWhat: string): ProbeResult {
  return signal.reason === TIMED_OUT
    ? outcome('down', withinTime(noWhat, timeoutMs))
    : outcome('unknown', t('the run was cancelled'));
}
