import { err, ok, type Result } from '../../../base/result.ts';
import { type FieldValue, LOG_LEVELS, type LogRecord } from '../../../model/logRecord.ts';
import { compileRegexp } from '../../regexp/compileRegexp.ts';
import { REQUEST_ID_KEYS } from '../formats/jsonShape.ts';
import { readLevel } from '../formats/readLevel.ts';

export type ConditionOp = '=' | '!=' | '>=' | '<=' | '>' | '<' | ':' | '~';

/** What a field must be: `status>=500`, `reqId=abc`, `-path:/health` (does not contain), `message~^GET /` (matches, RE2's syntax). */
export interface FieldCondition {
  readonly name: string;
  readonly op: ConditionOp;
  readonly value: string;
  /** Holds where it otherwise would not: also where the field is not there. */
  readonly negated: boolean;
}

const CONDITION = /^(-?)([^\s=!<>:~]+)\s*(>=|<=|!=|=|>|<|:|~)\s*(.*)$/s;
const MESSAGE_KEYS: ReadonlySet<string> = new Set(['message', 'msg']);
const LEVEL_KEYS: ReadonlySet<string> = new Set(['level', 'severity', 'lvl', 'levelname', 'log.level']);
const REQUEST_KEYS: ReadonlySet<string> = new Set([...REQUEST_ID_KEYS, 'req.id']);

/** Reads a condition; the error is a sentence for the user. */
export function parseCondition(text: string): Result<FieldCondition, string> {
  const [, minus, name, op, value] = CONDITION.exec(text.trim()) ?? [];
  if (name === undefined || value === undefined || value === '')
    return err(`"${text}" is no condition on a field: write one such as status>=500, reqId=abc or -path:/health.`);
  const isNot = op === '!=';
  if (/^[<>]/.test(op ?? '') && !LEVEL_KEYS.has(name) && Number.isNaN(Number(value)))
    return err(`"${text}" compares with "${value}", which is no number.`);
  const plain = unquoted(value);
  if (op === '~') {
    const regexp = compileRegexp(plain);
    if (!regexp.ok) return regexp;
  }
  return ok({
    name,
    op: isNot ? '=' : (op as ConditionOp),
    value: plain,
    negated: (minus === '-') !== isNot,
  });
}

/** The test that a condition is. */
export function compileCondition({ name, op, value, negated }: FieldCondition): (record: LogRecord) => boolean {
  const test =
    op === '~' ? matchTest(name, value) : LEVEL_KEYS.has(name) ? levelTest(op, value) : valueTest(name, op, value);
  return negated ? (record) => !test(record) : test;
}

/** A field's value: by its name, by a path with dots, or by the name that the record's own parts have. */
export function fieldOf(record: LogRecord, name: string): FieldValue | undefined {
  if (Object.hasOwn(record.fields, name)) return record.fields[name];
  if (MESSAGE_KEYS.has(name)) return record.message;
  if (name === 'logger' || name === 'name' || name === 'context') return record.logger;
  if (REQUEST_KEYS.has(name)) return record.requestId;
  let value: FieldValue | undefined = record.fields;
  for (const part of name.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined;
    value = (value as { readonly [name: string]: FieldValue })[part];
  }
  return value;
}

/** Whether a field of that name stands in a line of JSON under just this name, and nothing else answers to it. */
export function isPlainField(name: string): boolean {
  const answers = MESSAGE_KEYS.has(name) || LEVEL_KEYS.has(name) || REQUEST_KEYS.has(name);
  return !answers && !/[."\\]/.test(name) && name !== 'logger' && name !== 'name' && name !== 'context';
}

function valueTest(name: string, op: ConditionOp, value: string): (record: LogRecord) => boolean {
  const number = value.trim() === '' ? NaN : Number(value);
  const lower = value.toLowerCase();
  return (record) => {
    const field = fieldOf(record, name);
    if (field === undefined) return false;
    if (op === ':') return textOf(field).toLowerCase().includes(lower);
    const actual =
      typeof field === 'number' ? field : typeof field === 'string' && field.trim() !== '' ? Number(field) : NaN;
    if (op === '=') return textOf(field) === value || actual === number;
    return compare(actual, op, number);
  };
}

/** Whether the pattern matches somewhere in the field. */
function matchTest(name: string, value: string): (record: LogRecord) => boolean {
  const compiled = compileRegexp(`(?s:.*)(?m:${value})(?s:.*)`);
  if (!compiled.ok) return () => false;
  return (record) => {
    const field = LEVEL_KEYS.has(name) ? record.level : fieldOf(record, name);
    return field !== undefined && compiled.value.matches(textOf(field));
  };
}

function levelTest(op: ConditionOp, value: string): (record: LogRecord) => boolean {
  const wanted = LOG_LEVELS.findIndex((level) => level === (readLevel(value) ?? readLevel(Number(value))));
  return ({ level }) => {
    if (level === undefined) return false;
    if (op === ':') return level.includes(value.toLowerCase());
    const actual = LOG_LEVELS.indexOf(level);
    return op === '=' ? actual === wanted : wanted >= 0 && compare(actual, op, wanted);
  };
}

/** Whether two numbers are to one another as `op` says. */
export function compare(a: number, op: ConditionOp, b: number): boolean {
  switch (op) {
    case '>':
      return a > b;
    case '>=':
      return a >= b;
    case '<':
      return a < b;
    case '<=':
      return a <= b;
    case '=':
    case '!=':
    case ':':
    case '~':
      return a === b;
  }
}

function textOf(value: FieldValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function unquoted(value: string): string {
  return /^".*"$/s.test(value) ? value.slice(1, -1) : value;
}
