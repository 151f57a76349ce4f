import { t } from '../../base/l10n.ts';
import type { ProbeKind, ProbeResult, ProbeSample } from '../../model/probe.ts';
import type { ProbeConfigOf } from '../../model/service.ts';
import { outcome } from './outcome.ts';
import { type Probe, type ProbeContext, type ProbeRun, TIMED_OUT } from './probe.ts';

/** A timeout that comes this late says that this thread stood still: a busy machine, or one that slept. */
const LATE_MS = 50;

/**
 * Runs `probe` once, for at most the configuration's timeout (and what this thread stood still meanwhile, up to as long again:
 * the answer may be there and not read yet, and our own delay is not the service's), and never rejects: `signal` is for cancelling only. Adds the
 * duration and blackbox_exporter's `probe_success` (1 up or degraded, 0 down, no sample where it could not be told) and
 * `probe_duration_seconds`. An exception is a bug in the probe: it is reported and the result is `unknown`.
 */
export async function runProbeWith<K extends ProbeKind>(
  probe: Probe<K>,
  config: ProbeConfigOf<K>,
  context: ProbeContext,
  signal: AbortSignal,
): Promise<ProbeResult> {
  const { clock } = context;
  let startedMs = clock.monotonic();
  let run: ProbeRun;
  try {
    const loading = probe.load?.(config, context);
    if (loading !== undefined) await loading;
    startedMs = clock.monotonic();
    run = await runWithTimeout(probe, config, context, signal);
  } catch (error) {
    context.onBug(error, config.id);
    run = outcome('unknown', t('Watchpost has a bug in its {0} probe; the log has the details', probe.kind));
  }
  const durationMs = clock.monotonic() - startedMs;
  const { facts } = run;
  const met = withoutFacts(run);
  const result =
    config.assertions === undefined
      ? met
      : (await import('../assertions/judge.ts')).judge(
          met,
          config.assertions,
          { connected: met.status === 'up' || met.status === 'degraded', ...facts, durationMs, nowMs: clock.now() },
          context.secrets,
        );
  return { ...result, durationMs, samples: [...result.samples, ...sharedSamples(result, durationMs)] };
}

async function runWithTimeout<K extends ProbeKind>(
  probe: Probe<K>,
  config: ProbeConfigOf<K>,
  context: ProbeContext,
  signal: AbortSignal,
): Promise<ProbeRun> {
  const controller = new AbortController();
  const cancel = (): void => controller.abort(signal.reason);
  if (signal.aborted) cancel();
  else signal.addEventListener('abort', cancel);
  const { clock } = context;
  const { timeoutMs } = config;
  const dueMs = clock.monotonic() + timeoutMs;
  const giveUp = (): void => controller.abort(TIMED_OUT);
  let timer = clock.setTimeout(() => {
    const lateMs = clock.monotonic() - dueMs;
    if (lateMs < LATE_MS) giveUp();
    else timer = clock.setTimeout(giveUp, Math.min(lateMs, timeoutMs));
  }, timeoutMs);
  try {
    return await probe.run(config, context, controller.signal);
  } finally {
    timer.dispose();
    signal.removeEventListener('abort', cancel);
  }
}

/** Mostly there are none, and nothing has to be copied. */
function withoutFacts(run: ProbeRun): ProbeResult {
  if (run.facts === undefined) return run;
  const { facts: _forAssertions, ...met } = run;
  return met;
}

function sharedSamples(result: ProbeResult, durationMs: number): ProbeSample[] {
  const samples: ProbeSample[] = [{ name: 'probe_duration_seconds', value: durationMs / 1000 }];
  if (result.status !== 'unknown') samples.push({ name: 'probe_success', value: result.status === 'down' ? 0 : 1 });
  return samples;
}
