import type { ProbeKind, ProbeResult, ProbeSample } from '../../model/probe.ts';
import type { ProbeConfigOf } from '../../model/service.ts';
import { outcome } from './outcome.ts';
import { type Probe, type ProbeContext, type ProbeRun, TIMED_OUT } from './probe.ts';

/**
 * Runs `probe` once, for at most the configuration's timeout, and never rejects: `signal` is for cancelling only. Adds the
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
    await probe.load?.(config, context);
    startedMs = clock.monotonic();
    run = await runWithTimeout(probe, config, context, signal);
  } catch (error) {
    context.onBug(error, config.id);
    run = outcome('unknown', `Watchpost has a bug in its ${probe.kind} probe; the log has the details`);
  }
  const durationMs = clock.monotonic() - startedMs;
  const { facts, ...met } = run;
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
  const timer = context.clock.setTimeout(() => controller.abort(TIMED_OUT), config.timeoutMs);
  try {
    return await probe.run(config, context, controller.signal);
  } finally {
    timer.dispose();
    signal.removeEventListener('abort', cancel);
  }
}

function sharedSamples(result: ProbeResult, durationMs: number): ProbeSample[] {
  const samples: ProbeSample[] = [{ name: 'probe_duration_seconds', value: durationMs / 1000 }];
  if (result.status !== 'unknown') samples.push({ name: 'probe_success', value: result.status === 'down' ? 0 : 1 });
  return samples;
}
