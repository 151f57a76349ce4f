import { t } from '../../base/l10n.ts';
import type { Check, Phase, ProbeResult } from '../../model/probe.ts';
import type { SuiteProbeConfig } from '../../model/service.ts';
import { checkSamples } from './checkSeries.ts';
import { isSecure } from './http/httpRequest.ts';
import { outcome } from './outcome.ts';
import type { Probe, ProbeContext, ProbeRun } from './probe.ts';
import { runStep, type StepEnd } from './suite/runStep.ts';
import { SuiteSecrets } from './suite/suiteSecrets.ts';

/** Several requests, one after the other: up when all succeed. */
export const suiteProbe: Probe<'suite'> = { kind: 'suite', load, run, target };

async function load({ steps }: SuiteProbeConfig, { http }: ProbeContext): Promise<void> {
  await http.load(steps.some(isSecure));
}

function target({ steps }: SuiteProbeConfig): string {
  return `${steps.length === 1 ? '1 step' : `${steps.length} steps`}: ${steps.map(({ name }) => name).join(', ')}`;
}

async function run(config: SuiteProbeConfig, context: ProbeContext, signal: AbortSignal): Promise<ProbeRun> {
  const secrets = new SuiteSecrets(context.secrets);
  const checks: Check[] = [];
  const phasesMs: Partial<Record<Phase, number>> = {};
  let expiryMs = Infinity;
  let last: StepEnd | undefined;
  let worst: { readonly name: string; readonly end: StepEnd } | undefined;
  for (const step of config.steps) {
    if (worst !== undefined && worst.end.result.status !== 'degraded') {
      checks.push({ name: step.name, status: 'unknown', message: t('not asked') });
      continue;
    }
    const end = await runStep(step, config.timeoutMs, { ...context, secrets }, signal);
    const { status, reason } = end.result;
    last = end;
    checks.push({ name: step.name, status, latencyMs: end.tookMs, message: reason });
    expiryMs = Math.min(expiryMs, end.certificateExpiryMs ?? Infinity);
    for (const [phase, ms] of Object.entries(end.phasesMs))
      phasesMs[phase as Phase] = (phasesMs[phase as Phase] ?? 0) + ms;
    if (status !== 'up' && (worst === undefined || status !== 'degraded')) worst = { name: step.name, end };
  }
  const shown = worst?.end ?? last;
  const samples = checkSamples(checks);
  if (Number.isFinite(expiryMs)) samples.push({ name: 'probe_ssl_earliest_cert_expiry', value: expiryMs / 1000 });
  const rest = {
    checks,
    phasesMs,
    samples,
    facts: { connected: shown?.response !== undefined },
    ...(shown?.response !== undefined && { response: shown.response }),
  };
  if (worst === undefined) {
    const { length } = config.steps;
    return outcome('up', length === 1 ? t('the step succeeded') : t('all {0} steps succeeded', length), rest);
  }
  const { status, reason, secretNeeded } = worst.end.result;
  return outcome(status, `${worst.name}: ${reason}`, { ...rest, ...typedIn(secretNeeded) });
}

/** The editor asks for secrets that the user can type in; what a step took is none. */
function typedIn(need: ProbeResult['secretNeeded']): Pick<ProbeResult, 'secretNeeded'> {
  return need === undefined || need.name.startsWith('take:') ? {} : { secretNeeded: need };
}
