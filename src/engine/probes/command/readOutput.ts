import type { HealthReading } from '../../health/health.ts';

/** What a command's exit code says: 0 is up, everything else down. */
export function readOutput(input: {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}): HealthReading {
  const line = (input.stdout.trim() || input.stderr.trim()).split('\n', 1)[0] ?? '';
  const code = `exit code ${input.exitCode}`;
  return {
    status: input.exitCode === 0 ? 'up' : 'down',
    reason: line === '' ? code : `${code}: ${line.slice(0, 200)}`,
    format: 'exit-code',
    checks: [],
  };
}
