import type { Check, ProbeSample } from '../../model/probe.ts';
import type { SecretVault } from '../connections/secretVault.ts';

const VALUES = { up: 1, degraded: 0.5, down: 0 } as const;

/**
 * The checks as series: `health_check_status{check}` is 1 up, 0.5 degraded, 0 down, and has no sample while a check is
 * unknown, so that a rule on `== 0` never fires for what could not be told; `health_check_duration_seconds{check}` where
 * the answer gave a latency.
 */
export function checkSamples(checks: readonly Check[]): ProbeSample[] {
  const samples: ProbeSample[] = [];
  for (const { name, status, latencyMs } of checks) {
    const labels = { check: name };
    if (status !== 'unknown' && status !== 'paused')
      samples.push({ name: 'health_check_status', labels, value: VALUES[status] });
    if (latencyMs !== undefined)
      samples.push({ name: 'health_check_duration_seconds', labels, value: latencyMs / 1000 });
  }
  return samples;
}

/** The checks without secrets: a service may well repeat what it was sent in what it says of its parts. */
export function redactChecks(checks: readonly Check[], secrets: SecretVault): readonly Check[] {
  return checks.map((check) => {
    const name = secrets.redact(check.name);
    const message = check.message === undefined ? undefined : secrets.redact(check.message);
    if (name === check.name && message === check.message) return check;
    return { ...check, name, ...(message === undefined ? undefined : { message }) };
  });
}
