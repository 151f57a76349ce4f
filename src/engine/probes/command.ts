import { printDuration } from '../../base/duration.ts';
import { t } from '../../base/l10n.ts';
import { formatQuantity } from '../../base/unit.ts';
import { err, ok, type Result } from '../../base/result.ts';
import { assertsOf } from '../../model/assertion.ts';
import type { CapturedResponse, ProbeResult, ProbeSample } from '../../model/probe.ts';
import type { CommandProbeConfig } from '../../model/service.ts';
import { commandOrigin } from '../connections/commandOrigin.ts';
import type { SecretVault } from '../connections/secretVault.ts';
import type { HealthReading } from '../health/health.ts';
import { type CommandOutput, readCommandOutput } from '../health/readCommandOutput.ts';
import { checkSamples, redactChecks } from './checkSeries.ts';
import type { OutputBuffer } from './command/outputBuffer.ts';
import { type CommandEnd, type CommandLine, runCommand } from './command/runCommand.ts';
import { redactCut } from './http/capture.ts';
import { outcome, secretRefused } from './outcome.ts';
import { printTemplate, type Probe, type ProbeContext, type ProbeRun, TIMED_OUT } from './probe.ts';

/** A program whose exit code and output say how the service is. */
export const commandProbe: Probe<'command'> = { kind: 'command', run, target };

function target({ command }: CommandProbeConfig): string {
  return command.map(printTemplate).join(' ');
}

async function run(config: CommandProbeConfig, context: ProbeContext, signal: AbortSignal): Promise<ProbeRun> {
  const line = fillCommand(config, context.secrets);
  if (!line.ok) return line.error;
  const end = await runCommand(line.value, context.clock, signal);
  const stdout = end.stdout.text();
  const stderr = end.stderr.text();
  const response = capture(config, end, stdout, stderr, context);
  const redact = (text: string): string => context.secrets.redact(text);
  const program = redact(line.value.program);
  if (end.startError !== undefined) return outcome('unknown', redact(startReason(end.startError, program, config.cwd)));
  if (end.aborted) {
    const timedOut = signal.reason === TIMED_OUT;
    const reason = timedOut
      ? t('"{0}" did not end within {1} and was ended', program, printDuration(config.timeoutMs))
      : t('the run was cancelled');
    return outcome(timedOut ? 'down' : 'unknown', reason, { response });
  }
  const reading = readAsserted(config, {
    exitCode: end.exitCode ?? null,
    signal: end.killedBy ?? null,
    stdout,
    stderr,
  });
  const checks = redactChecks(reading.checks, context.secrets);
  return outcome(reading.status, redact(reading.reason), {
    response,
    format: reading.format,
    checks,
    facts: {
      connected: true,
      ...(end.exitCode !== undefined && { status: end.exitCode }),
      body: Buffer.from(stdout),
    },
    samples: [...exitSamples(end), ...checkSamples(checks)],
  });
}

/** What the command says by itself, as far as no assertion on its exit code (`[STATUS]`) or output (`[BODY]`) does. */
function readAsserted({ assertions }: CommandProbeConfig, output: CommandOutput): HealthReading {
  const asserted = {
    ...output,
    ...(assertsOf(assertions, 'STATUS') && output.exitCode !== null && { exitCode: 0 }),
    ...(assertsOf(assertions, 'BODY') && { stdout: '', stderr: '' }),
  };
  const reading = readCommandOutput(asserted);
  const takenOver = asserted.stdout !== output.stdout || asserted.exitCode !== output.exitCode;
  if (!takenOver || reading.status !== 'unknown' || output.exitCode === null) return reading;
  return { ...reading, status: 'up', reason: t('ended with {0}', String(output.exitCode)) };
}

function exitSamples(end: CommandEnd): ProbeSample[] {
  return end.exitCode === undefined ? [] : [{ name: 'probe_command_exit_code', value: end.exitCode }];
}

function fillCommand(config: CommandProbeConfig, secrets: SecretVault): Result<CommandLine, ProbeResult> {
  const origin = commandOrigin(config);
  const words: string[] = [];
  for (const template of config.command) {
    const word = secrets.fill(template, origin);
    if (!word.ok) return err(secretRefused(word.error));
    words.push(word.value);
  }
  const env: Record<string, string> = {};
  for (const [name, template] of config.env) {
    const value = secrets.fill(template, origin);
    if (!value.ok) return err(secretRefused(value.error));
    env[name] = value.value;
  }
  const [program, ...args] = words;
  if (program === undefined || program === '') return err(outcome('unknown', t('the command is empty')));
  return ok({ program, args, cwd: config.cwd, env });
}

function startReason(error: Error, program: string, cwd: string): string {
  const code = 'code' in error ? error.code : undefined;
  switch (code) {
    case 'ENOENT':
      return t('"{0}" could not be started: there is no such program, or no folder {1} (ENOENT)', program, cwd);
    case 'EACCES':
      return t('"{0}" could not be started: it is not executable (EACCES)', program);
    default:
      return t('"{0}" could not be started: {1}', program, error.message);
  }
}

function capture(
  config: CommandProbeConfig,
  end: CommandEnd,
  stdout: string,
  stderr: string,
  context: ProbeContext,
): CapturedResponse {
  const dropped = end.stdout.droppedBytes + end.stderr.droppedBytes;
  const clean = (text: string, { droppedBytes }: OutputBuffer): string =>
    redactCut(text, (whole) => context.secrets.redact(whole), droppedBytes > 0);
  const parts = [
    clean(stdout, end.stdout),
    stderr === '' ? '' : `--- standard error ---\n${clean(stderr, end.stderr)}`,
  ];
  if (dropped > 0) parts.push(`--- ${formatQuantity(dropped, 'bytes')} more were dropped ---`);
  return {
    atMs: context.clock.now(),
    url: target(config),
    ...(end.exitCode === undefined ? undefined : { code: end.exitCode }),
    headers: [],
    body: parts.filter((part) => part !== '').join('\n'),
    bodyTruncated: dropped > 0,
    bodyBytes: end.stdout.totalBytes + end.stderr.totalBytes,
  };
}
