import { t } from '../../base/l10n.ts';
import { cut, cutMessage } from './checkList.ts';
import { conclude } from './conclude.ts';
import { decodeBody } from './decodeBody.ts';
import type { HealthReading } from './health.ts';
import { isObject } from './json.ts';
import { parseJson } from './parseJson.ts';
import { readText } from './readHealth.ts';
import { statusLines, type StatusLines } from './statusLines.ts';
import type { ReadStatus } from './statusWord.ts';

/** How a command ended. */
export interface CommandOutput {
  /** Absent where a signal ended it. */
  readonly exitCode?: number | null;
  readonly signal?: string | null;
  readonly stdout: string | Uint8Array;
  readonly stderr: string | Uint8Array;
}

const NAGIOS: readonly (readonly [word: string, status: ReadStatus])[] = [
  ['OK', 'up'],
  ['WARNING', 'degraded'],
  ['CRITICAL', 'down'],
  ['UNKNOWN', 'unknown'],
];
const NAGIOS_START = /^(?:[A-Z][\w-]* )?(OK|WARNING|CRITICAL|UNKNOWN)\b\s*(?:[-:|]|$)/;
const MAX_TEXT = 256 * 1024;

/**
 * Reads how a command of a command probe ended.
 *
 * | what | status |
 * |---|---|
 * | exit 0 | up, or the worst of the checks in its output |
 * | any other exit, a signal | down |
 * | output that begins like a Nagios plugin's (`OK - `, `DISK WARNING:`) with the exit 0 to 3 that the word stands for | up, degraded, down, unknown |
 * | output that is a health body in JSON | what the body says, but never better than the exit |
 *
 * Lines `✅ name: message`, `❌ name: message`, `[OK] name`, `[FAIL] name`, `PASS name` become checks. The reason is the causes
 * among them, or else the last line that says something.
 */
export function readCommandOutput(output: CommandOutput): HealthReading {
  const stdout = textOf(output.stdout);
  const stderr = textOf(output.stderr);
  const byExit = statusOfExit(output, stdout);
  if (byExit.format === 'nagios') return { ...byExit, reason: nagiosReason(output, stdout, byExit.status), checks: [] };
  const body = bodyOf(stdout, byExit.status);
  if (body !== undefined) return body;
  return ofLines(output, statusLines(stdout), byExit.status, lastLine(stdout), lastLine(stderr));
}

function statusOfExit({ exitCode, signal }: CommandOutput, stdout: string): { status: ReadStatus; format: string } {
  if (typeof signal === 'string' || typeof exitCode !== 'number') return { status: 'down', format: 'exit-code' };
  const word = NAGIOS_START.exec(stdout.trimStart().slice(0, 200))?.[1];
  const [expected, status] = NAGIOS[exitCode] ?? [];
  // A script that prints OK and then fails is no plugin: there word and code agree.
  if (status !== undefined && word === expected) return { status, format: 'nagios' };
  return { status: exitCode === 0 ? 'up' : 'down', format: 'exit-code' };
}

/** The first line up to the performance data, as a Nagios plugin means it. */
function nagiosReason(output: CommandOutput, stdout: string, status: ReadStatus): string {
  const line = (stdout.trimStart().split('\n', 1)[0] ?? '').split('|', 1)[0] ?? '';
  return status === 'up' ? cutMessage(line) : t('exit {0}: {1}', String(output.exitCode), cutMessage(line));
}

/** A health body in JSON, read as if it had come over HTTP with a code that says the same as the exit. */
function bodyOf(stdout: string, byExit: ReadStatus): HealthReading | undefined {
  const start = stdout.trimStart();
  if (!start.startsWith('{') && !start.startsWith('[')) return undefined;
  const json = parseJson(start);
  if (!isObject(json) && !Array.isArray(json)) return undefined;
  const reading = readText({ code: 200, contentType: 'application/json' }, start);
  // What the body does not tell, the exit does.
  if (reading.format === 'http' || reading.status === 'unknown') return undefined;
  if (byExit === 'up' || reading.status === 'down') return reading;
  const capped: ReadStatus = reading.status === 'degraded' ? 'degraded' : 'down';
  return { ...reading, status: capped, reason: t('the command failed; {0}', reading.reason) };
}

function ofLines(
  output: CommandOutput,
  { list, total }: StatusLines,
  byExit: ReadStatus,
  lastOut: string,
  lastError: string,
): HealthReading {
  const format = list.isEmpty && total === undefined ? 'exit-code' : 'marked-lines';
  const exit = exitName(output);
  if (byExit === 'up') {
    const status = total?.status ?? (list.isEmpty ? 'up' : list.worst === 'unknown' ? 'up' : list.worst);
    const reason = total?.text ?? (lastOut === '' ? t('the command ended well') : lastOut);
    if (status === 'up' && list.worst !== 'down' && list.worst !== 'degraded')
      return { status, reason: cutMessage(reason), format, checks: list.checks };
    const { reason: causes, status: lowered } = conclude(format, 200, { status, message: reason, checks: list });
    return { status: lowered, reason: causes, format, checks: list.checks };
  }
  const { reason: causes } = conclude(format, 200, { status: 'down', message: total?.text ?? '', checks: list });
  const failing = list.checks.some((check) => check.status === 'down' || check.status === 'degraded');
  const said = failing ? causes : (total?.text ?? (lastError === '' ? lastOut : lastError));
  return {
    status: 'down',
    reason: cut(said === '' ? exit : `${exit}: ${cutMessage(said)}`, 400),
    format,
    checks: list.checks,
  };
}

function exitName({ exitCode, signal }: CommandOutput): string {
  if (typeof signal === 'string') return t('ended by {0}', signal);
  return typeof exitCode === 'number' ? t('exit {0}', exitCode) : t('the command did not end');
}

/** The last line that says something: not blank, and not only a rule or a bracket. */
function lastLine(text: string): string {
  return (
    text
      .split(/\r?\n/)
      .findLast((line) => /[\p{L}\p{N}]/u.test(line))
      ?.trim() ?? ''
  );
}

/** As text, without what colours it, the end where it is long. */
function textOf(output: string | Uint8Array): string {
  const text = typeof output === 'string' ? output : (decodeBody(output.subarray(-MAX_TEXT), '') ?? '');
  // oxlint-disable-next-line no-control-regex -- the escape sequences of a terminal begin with one
  return text.slice(-MAX_TEXT).replace(/\u001b\[[0-9;?]*[A-Za-z]/g, '');
}
