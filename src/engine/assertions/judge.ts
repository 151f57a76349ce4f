import { t } from '../../base/l10n.ts';
import { type Assertion, assertsOf } from '../../model/assertion.ts';
import type { ProbeResult } from '../../model/probe.ts';
import type { SecretVault } from '../connections/secretVault.ts';
import { checkSamples, redactChecks } from '../probes/checkSeries.ts';
import { withChecks } from '../status/probeTracker.ts';
import { checkAssertions } from './checkAssertions.ts';
import type { RunFacts } from './facts.ts';

/**
 * `result` with the outcome of each assertion as a check and a series. Where nothing was met, the result says why
 * already, and only an assertion on `[CONNECTED]` can turn that into what the user wants to see.
 */
export function judge(
  result: ProbeResult,
  assertions: readonly Assertion[],
  facts: RunFacts,
  secrets: SecretVault,
): ProbeResult {
  if (result.secretNeeded !== undefined) return result;
  if (!facts.connected && !assertsOf(assertions, 'CONNECTED')) return result;
  const checks = redactChecks(checkAssertions(assertions, facts), secrets);
  const judged = { ...result, samples: [...result.samples, ...checkSamples(checks)] };
  if (facts.connected) return withChecks(judged, checks);
  const all = [...result.checks, ...checks];
  if (checks.some(({ status }) => status !== 'up')) return { ...judged, checks: all };
  return { ...judged, status: 'up', reason: t('as it should be: {0}', result.reason), checks: all };
}
