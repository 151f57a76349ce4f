import { styleText } from 'node:util';
import type { FieldValue, LogLevel, LogRecord } from '../../../model/logRecord.ts';

export interface RecordStyle {
  readonly colours: boolean;
  /** Where the record is from, where several are shown. */
  readonly source?: string;
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

/** A record as a terminal shows it: time, level, source, logger, request, message, fields. Nothing of it commands the terminal. */
export function recordText(record: LogRecord, { colours, source }: RecordStyle): string {
  const { timeMs, level, message, logger, requestId, fields } = record;
  const word = (level ?? '').toUpperCase().padEnd(5);
  const parts = [
    ...(source === undefined ? [] : [`${source}:`]),
    ...(logger === undefined ? [] : [`[${logger}]`]),
    ...(requestId === undefined ? [] : [`(${requestId})`]),
    message,
    ...Object.entries(fields).map(([name, value]) => `${name}=${textOf(value)}`),
  ];
  const head = isoTime(timeMs) ?? ' '.repeat(24);
  return `${head} ${colours && level !== undefined ? coloured(COLOURS[level], word) : word} ${withoutControls(parts.join(' '))}`;
}

/** A record as a line of JSON, null where the log does not say; `line` from 1. */
export function recordJson(record: LogRecord, source: string, line: number): string {
  const { timeMs, level, message, logger, requestId, fields } = record;
  return JSON.stringify({
    time: isoTime(timeMs),
    level: level ?? null,
    message,
    logger: logger ?? null,
    requestId: requestId ?? null,
    fields,
    source,
    line,
  });
}

/** `text` in a colour, whatever the output of this process is. */
export function coloured(colour: Parameters<typeof styleText>[0], text: string): string {
  return styleText(colour, text, { validateStream: false });
}

/** Unix milliseconds as ISO 8601; null where there is no (possible) time. */
export function isoTime(timeMs: number | undefined): string | null {
  return timeMs === undefined || Math.abs(timeMs) > 8.64e15 ? null : new Date(Math.floor(timeMs)).toISOString();
}

/** Control characters as text, so that no log can command the terminal. */
export function withoutControls(text: string): string {
  return text.replace(CONTROL, (char) => `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`);
}

function textOf(value: FieldValue): string {
  return typeof value === 'string' && !/[\s"=]/.test(value) ? value : JSON.stringify(value);
}
