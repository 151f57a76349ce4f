import { styleText } from 'node:util';
import type { FieldValue, LogLevel } from '../../model/logRecord.ts';
import type { PatternCount } from '../../engine/logs/patterns/patternTable.ts';
import type { SourceRecord } from './logSources.ts';

export interface LineStyle {
  readonly json: boolean;
  readonly colours: boolean;
  readonly showSource: boolean;
}

const COLOURS = {
  trace: 'gray',
  debug: 'gray',
  info: 'green',
  warn: 'yellow',
  error: 'red',
  fatal: 'magenta',
} as const satisfies Record<LogLevel, string>;

// oxlint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/** A record as a line of JSON, null where the log does not say, or for people. */
export function recordLine({ record, source, line }: SourceRecord, { json, colours, showSource }: LineStyle): string {
  const { timeMs, level, message, logger, requestId, fields } = record;
  if (json) {
    const [time, rest] = [isoTime(timeMs), { fields, source, line }];
    return JSON.stringify({
      time,
      level: level ?? null,
      message,
      logger: logger ?? null,
      requestId: requestId ?? null,
      ...rest,
    });
  }
  const word = (level ?? '').toUpperCase().padEnd(5);
  const parts = [
    ...(showSource ? [`${source}:`] : []),
    ...(logger === undefined ? [] : [`[${logger}]`]),
    ...(requestId === undefined ? [] : [`(${requestId})`]),
    message,
    ...Object.entries(fields).map(([name, value]) => `${name}=${textOf(value)}`),
  ];
  const head = isoTime(timeMs) ?? ' '.repeat(24);
  return `${head} ${colours && level !== undefined ? styleText(COLOURS[level], word) : word} ${visible(parts.join(' '))}`;
}

/** How often a pattern was seen, as a line of JSON or for people. */
export function patternLine({ pattern, count, level, firstMs, lastMs }: PatternCount, json: boolean): string {
  const [first, last] = [isoTime(firstMs), isoTime(lastMs)];
  if (json) return JSON.stringify({ pattern, count, level: level ?? null, first, last });
  return visible(
    `${String(count).padStart(8)}  ${(level ?? '').padEnd(5)}  ${first ?? '–'}  ${last ?? '–'}  ${pattern}`,
  );
}

function isoTime(timeMs: number | undefined): string | null {
  return timeMs === undefined || Math.abs(timeMs) > 8.64e15 ? null : new Date(Math.floor(timeMs)).toISOString();
}

function textOf(value: FieldValue): string {
  return typeof value === 'string' && !/[\s"=]/.test(value) ? value : JSON.stringify(value);
}

/** Control characters as text, so that no log can command the terminal. */
function visible(text: string): string {
  return text.replace(CONTROL, (char) => `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`);
}
