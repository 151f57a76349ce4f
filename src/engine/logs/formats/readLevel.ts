import type { LogLevel } from '../../../model/logRecord.ts';

const WORDS: Readonly<Record<string, LogLevel>> = {
  trace: 'trace',
  trc: 'trace',
  silly: 'trace',
  finest: 'trace',
  finer: 'trace',
  t: 'trace',
  all: 'trace',
  debug: 'debug',
  dbg: 'debug',
  verbose: 'debug',
  http: 'debug',
  fine: 'debug',
  config: 'debug',
  d: 'debug',
  v: 'debug',
  debug1: 'debug',
  debug2: 'debug',
  debug3: 'debug',
  debug4: 'debug',
  debug5: 'debug',
  info: 'info',
  inf: 'info',
  information: 'info',
  informational: 'info',
  notice: 'info',
  log: 'info',
  success: 'info',
  i: 'info',
  n: 'info',
  warn: 'warn',
  warning: 'warn',
  wrn: 'warn',
  w: 'warn',
  error: 'error',
  err: 'error',
  severe: 'error',
  failure: 'error',
  e: 'error',
  fatal: 'fatal',
  ftl: 'fatal',
  critical: 'fatal',
  crit: 'fatal',
  panic: 'fatal',
  dpanic: 'fatal',
  alert: 'fatal',
  emerg: 'fatal',
  emergency: 'fatal',
  f: 'fatal',
  c: 'fatal',
};
const SYSLOG: readonly LogLevel[] = ['fatal', 'fatal', 'fatal', 'error', 'warn', 'info', 'info', 'debug'];

/** The level that a word, or a number of Pino's and Bunyan's scale (10 trace to 60 fatal), names; undefined for anything else. */
export function readLevel(value: unknown): LogLevel | undefined {
  if (typeof value === 'string') {
    const word = value.trim().toLowerCase();
    if (Object.hasOwn(WORDS, word)) return WORDS[word];
    return /^\d{2}$/.test(word) ? pinoLevel(Number(word)) : undefined;
  }
  return typeof value === 'number' ? pinoLevel(value) : undefined;
}

/** The level of a severity of RFC 5424: 0 emergency to 7 debug. */
export function syslogLevel(severity: number): LogLevel | undefined {
  return SYSLOG[severity];
}

// A level of the user's own takes the name of the standard one at or below it, as Pino's own tools do.
function pinoLevel(value: number): LogLevel | undefined {
  if (!(value >= 10 && value < 100)) return undefined;
  if (value < 20) return 'trace';
  if (value < 30) return 'debug';
  if (value < 40) return 'info';
  if (value < 50) return 'warn';
  return value < 60 ? 'error' : 'fatal';
}
