import type { Fields, FieldValue, LoggedError, LogLevel, LogRecord } from '../../../model/logRecord.ts';
import type { LogFormat } from './logFormat.ts';
import { readLevel } from './readLevel.ts';
import { type DefaultZone, readLogTime } from './readLogTime.ts';
import { isContinuation, readStack } from './stack.ts';

export type JsonLine = Record<string, FieldValue>;

/** How a logger that writes a JSON object a line names things; of several names the first that is there counts. */
export interface JsonShape {
  readonly name: string;
  /** Whether an object is surely of this logger. */
  readonly isOwn: (line: JsonLine) => boolean;
  readonly time: readonly string[];
  readonly level: readonly string[];
  readonly message: readonly string[];
  readonly logger: readonly string[];
  readonly levelOf?: (value: FieldValue) => LogLevel | undefined;
  /** What a time without a zone is in; the machine's zone unless told. */
  readonly zone?: DefaultZone;
}

/** Names of a request's id, in the order in which they count. */
export const REQUEST_ID_KEYS = [
  'reqId',
  'requestId',
  'request_id',
  'req_id',
  'x-request-id',
  'correlationId',
  'correlation_id',
  'http.request.id',
  'traceId',
  'trace_id',
  'trace.id',
] as const;
const ERROR_KEYS = [
  'err',
  'error',
  'exception',
  'exc_info',
  'stack',
  'stacktrace',
  'stack_trace',
  'errorVerbose',
] as const;

/** The format of loggers that write as `shape` says. */
export function jsonFormat(shape: JsonShape): LogFormat {
  return {
    name: shape.name,
    begins: beginsAlone,
    shape,
    isOwn: (line) => {
      const object = parseObject(line);
      return object !== undefined && shape.isOwn(object);
    },
    read: ([first = '', ...rest]) => {
      const object = parseObject(first);
      return object === undefined ? undefined : withLines(readObject(object, shape), rest);
    },
  };
}

/** Between lines of JSON stands what a program printed by itself: each line of it a record, unless it goes on with the one above. */
export function beginsAlone(line: string): boolean {
  return !isContinuation(line) && line !== '';
}

/** The object that a line of JSON holds; undefined where it holds none. */
export function parseObject(line: string): JsonLine | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonLine) : undefined;
  } catch {
    return undefined; // half a line, or something that only begins like JSON
  }
}

/** A record from an object of a logger. */
export function readObject(object: JsonLine, shape: JsonShape): LogRecord {
  const rest: JsonLine = { ...object };
  const timeMs = take(rest, shape.time, (value) => readLogTime(value, shape.zone));
  const level = take(rest, shape.level, shape.levelOf ?? readLevel);
  const message = take(rest, shape.message, (value) => (value === null ? '' : textOf(value)));
  const logger = take(rest, shape.logger, (value) => (typeof value === 'string' ? value : undefined));
  const error = readError(object);
  return recordOf({ timeMs, level, message: message ?? error?.message ?? '', logger, error, fields: rest });
}

/** Puts a record together: the request's id comes out of the fields, and what is undefined is left away. */
export function recordOf(parts: {
  readonly timeMs?: number | undefined;
  readonly level?: LogLevel | undefined;
  readonly message: string;
  readonly logger?: string | undefined;
  readonly error?: LoggedError | undefined;
  readonly fields: Fields;
}): LogRecord {
  const { timeMs, level, message, logger, error } = parts;
  const fields: JsonLine = { ...parts.fields };
  const requestId =
    take(fields, REQUEST_ID_KEYS, idOf) ?? (isObject(fields['req']) ? idOf(fields['req']['id'] ?? null) : undefined);
  return {
    ...(timeMs !== undefined && { timeMs }),
    ...(level !== undefined && { level }),
    message,
    ...(logger !== undefined && logger !== '' && { logger }),
    ...(requestId !== undefined && { requestId }),
    ...(error !== undefined && { error }),
    fields,
  };
}

/** Adds the lines that follow a record's first to its message, and the stack that they hold. */
export function withLines(record: LogRecord, rest: readonly string[]): LogRecord {
  const last = rest.findLastIndex((line) => line !== '');
  if (last < 0) return record;
  const lines = rest.slice(0, last + 1);
  const error = record.error ?? readStack([record.message, ...lines]);
  return { ...record, message: [record.message, ...lines].join('\n'), ...(error !== undefined && { error }) };
}

function idOf(value: FieldValue): string | undefined {
  return typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? String(value) : undefined;
}

/** Takes the first of `names` that reads out of `object`; `a.b` is a name with a dot, or `b` within `a`. */
function take<T>(
  object: JsonLine,
  names: readonly string[],
  read: (value: FieldValue) => T | undefined,
): T | undefined {
  for (const name of names) {
    const value = object[name];
    const found = value === undefined ? undefined : read(value);
    if (found !== undefined) {
      delete object[name];
      return found;
    }
    const nested = value === undefined ? takeNested(object, name, read) : undefined;
    if (nested !== undefined) return nested;
  }
  return undefined;
}

function takeNested<T>(object: JsonLine, name: string, read: (value: FieldValue) => T | undefined): T | undefined {
  const dot = name.indexOf('.');
  const head = dot < 0 ? undefined : object[name.slice(0, dot)];
  if (!isObject(head)) return undefined;
  const inner: JsonLine = { ...head };
  const found = take(inner, [name.slice(dot + 1)], read);
  if (found === undefined) return undefined;
  if (Object.keys(inner).length === 0) delete object[name.slice(0, dot)];
  else object[name.slice(0, dot)] = inner;
  return found;
}

function textOf(value: FieldValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function isObject(value: FieldValue | undefined): value is { readonly [name: string]: FieldValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function readError(object: JsonLine): LoggedError | undefined {
  for (const key of ERROR_KEYS) {
    const value = object[key];
    if (isObject(value)) {
      const [name, message, stack] = [
        value['type'] ?? value['name'],
        value['message'],
        value['stack'] ?? value['stack_trace'],
      ];
      const error = {
        ...(typeof name === 'string' && { name }),
        ...(typeof message === 'string' && { message }),
        ...(typeof stack === 'string' && { stack }),
      };
      if (Object.keys(error).length > 0) return error;
    }
    if (typeof value !== 'string' || value === '') continue;
    const stack = object['stack'] ?? object['stacktrace'] ?? object['errorVerbose'];
    if (key === 'error' || key === 'err') {
      return { message: value, ...(typeof stack === 'string' && { stack }) };
    }
    return readStack(value.split('\n')) ?? { stack: value };
  }
  return undefined;
}
