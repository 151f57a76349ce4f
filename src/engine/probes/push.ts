import { printDuration } from '../../base/duration.ts';
import { t } from '../../base/l10n.ts';
import { formatSeconds } from '../../base/unit.ts';
import type { ProbeSample } from '../../model/probe.ts';
import type { PushProbeConfig } from '../../model/service.ts';
import { statusWord } from '../../model/statusText.ts';
import { outcome } from './outcome.ts';
import type { Probe, ProbeContext, ProbeRun } from './probe.ts';

/** A job that calls by itself: up while it does, down when it is silent for too long. */
export const pushProbe: Probe<'push'> = { kind: 'push', run, target };

/** The address itself is as good as a secret: only the command that copies it gives it away. */
function target({ everyMs }: PushProbeConfig): string {
  return `a call every ${printDuration(everyMs)}`;
}

function run(config: PushProbeConfig, { clock, push, secrets }: ProbeContext): Promise<ProbeRun> {
  const sinceMs = push?.sinceMs(config.id);
  if (push === undefined || sinceMs === undefined) {
    return Promise.resolve(outcome('unknown', t('calls are heard in the editor only')));
  }
  const nowMs = clock.now();
  const last = push.last(config.id);
  const limitMs = config.everyMs + config.toleranceMs;
  const rhythm = t('it should call every {0}', printDuration(config.everyMs));
  if (last === undefined) {
    const waitedMs = nowMs - sinceMs;
    return Promise.resolve(
      waitedMs <= limitMs
        ? outcome('unknown', t('no call has come yet; {0}', rhythm))
        : outcome('down', t('no call has come for {0}; {1}', ago(waitedMs), rhythm)),
    );
  }
  // Who was not listening could not hear: after a start the job gets its time once more.
  const silentMs = nowMs - Math.max(last.atMs, last.atMs + limitMs < sinceMs ? sinceMs : 0);
  const calledMs = nowMs - last.atMs;
  const samples: ProbeSample[] = [{ name: 'probe_push_last_call_timestamp_seconds', value: last.atMs / 1000 }];
  if (last.durationMs !== undefined)
    samples.push({ name: 'probe_push_job_duration_seconds', value: last.durationMs / 1000 });
  const rest = {
    samples,
    keyNumbers:
      last.durationMs === undefined
        ? []
        : [{ name: t('job took'), value: last.durationMs / 1000, unit: 'seconds' as const }],
    facts: { connected: true, body: Buffer.from(last.message) },
  };
  const said = last.message === '' ? '' : `: ${secrets.redact(last.message)}`;
  const when = t('the last call came {0} ago', ago(calledMs));
  if (silentMs > limitMs) return Promise.resolve(outcome('down', `${when}; ${rhythm}${said}`, rest));
  if (calledMs > limitMs)
    return Promise.resolve(outcome('unknown', t('{0}, before this window was there; {1}', when, rhythm), rest));
  if (last.status !== 'up')
    return Promise.resolve(
      outcome(last.status, t('the job says that it is {0}', statusWord(last.status)) + said, rest),
    );
  return Promise.resolve(outcome('up', `${when}${said}`, rest));
}

function ago(ms: number): string {
  return formatSeconds(Math.max(0, Math.round(ms / 1000)));
}
