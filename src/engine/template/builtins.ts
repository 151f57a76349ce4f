import { printValue, sprintf } from './printf.ts';
import { TemplateError } from './templateError.ts';
import { GoDuration, GoMap, isList, isTrue, typeName, type Value } from './value.ts';

/** A function that a template can call; it throws `TemplateError` with what Go's says. */
export type TemplateFunction = (...args: readonly Value[]) => Value;

/** Go's own functions. `and` and `or` are the evaluator's, since they leave out what they need not know. */
export const BUILTINS: Readonly<Record<string, TemplateFunction>> = {
  not: (value) => !isTrue(value),
  len: (value) => {
    if (typeof value === 'string') return BigInt(Buffer.byteLength(value));
    if (isList(value)) return BigInt(value.length);
    if (value instanceof GoMap) return BigInt(value.entries.size);
    throw new TemplateError(`len of type ${typeName(value)}`);
  },
  index: (value, ...keys) => keys.reduce(indexOne, value),
  slice: (value, from = 0n, to) => {
    if (typeof value !== 'string' && !isList(value))
      throw new TemplateError(`can't slice item of type ${typeName(value)}`);
    const [start, end] = [Number(from), to === undefined ? value.length : Number(to)];
    if (start < 0 || end > value.length || start > end) throw new TemplateError(`index out of range: ${end}`);
    return value.slice(start, end);
  },
  print: (...values) => joinPrint(values),
  println: (...values) => `${values.map(printValue).join(' ')}\n`,
  printf: (format, ...values) => {
    if (typeof format !== 'string')
      throw new TemplateError(`wrong type for value; expected string; got ${typeName(format)}`);
    return sprintf(format, values);
  },
  html: (...values) => joinPrint(values).replaceAll(/[&<>"']/g, (char) => HTML[char] ?? char),
  js: (...values) => joinPrint(values).replaceAll(/[\\'"<>&=\n\r\t]/g, (char) => JS[char] ?? char),
  urlquery: (...values) => queryEscape(joinPrint(values)),
  eq: (first, ...others) => {
    if (others.length === 0) throw new TemplateError('missing argument for comparison');
    return others.some((other) => equals(first, other));
  },
  ne: (a, b) => !equals(a, b),
  lt: (a, b) => less(a, b),
  le: (a, b) => less(a, b) || equals(a, b),
  gt: (a, b) => !(less(a, b) || equals(a, b)),
  ge: (a, b) => !less(a, b),
};

const HTML: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&#34;', "'": '&#39;' };
const JS: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  "'": "\\'",
  '"': '\\"',
  '<': '\\u003C',
  '>': '\\u003E',
  '&': '\\u0026',
  '=': '\\u003D',
  '\n': '\\u000A',
  '\r': '\\u000D',
  '\t': '\\u0009',
};

/** As Go's `url.QueryEscape`. */
export function queryEscape(text: string): string {
  return encodeURIComponent(text)
    .replaceAll('%20', '+')
    .replaceAll(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** As `fmt.Sprint`: a space between two values where neither is a text. */
function joinPrint(values: readonly Value[]): string {
  return values
    .map((value, i) => {
      const before = values[i - 1];
      const spaced = i > 0 && typeof value !== 'string' && typeof before !== 'string';
      return (spaced ? ' ' : '') + printValue(value);
    })
    .join('');
}

function indexOne(value: Value, key: Value): Value {
  if (value instanceof GoMap) {
    if (typeof key !== 'string') throw new TemplateError(`value has type ${typeName(key)}; should be string`);
    return value.entries.has(key) ? value.entries.get(key) : value.zero;
  }
  if (!isList(value) && typeof value !== 'string')
    throw new TemplateError(`can't index item of type ${typeName(value)}`);
  if (typeof key !== 'bigint') throw new TemplateError(`cannot index slice/array with type ${typeName(key)}`);
  if (key < 0n || key >= BigInt(value.length)) throw new TemplateError(`index out of range: ${key}`);
  return typeof value === 'string' ? BigInt(value.charCodeAt(Number(key))) : value[Number(key)];
}

type Kind = 'int' | 'float' | 'string' | 'bool' | undefined;

function kindOf(value: Value): Kind {
  if (typeof value === 'bigint' || value instanceof GoDuration) return 'int';
  if (typeof value === 'number') return 'float';
  if (typeof value === 'string') return 'string';
  return typeof value === 'boolean' ? 'bool' : undefined;
}

function comparable(a: Value, b: Value): Kind {
  const kind = kindOf(a);
  if (kind === undefined || kindOf(b) === undefined) throw new TemplateError('invalid type for comparison');
  if (kind !== kindOf(b)) throw new TemplateError('incompatible types for comparison');
  return kind;
}

function plain(value: Value): Value {
  return value instanceof GoDuration ? BigInt(Math.round(value.nanoseconds)) : value;
}

function equals(a: Value, b: Value): boolean {
  if (a === undefined || b === undefined) return a === b;
  comparable(a, b);
  return plain(a) === plain(b);
}

function less(a: Value, b: Value): boolean {
  if (comparable(a, b) === 'bool') throw new TemplateError('invalid type for comparison');
  return (plain(a) as string | number | bigint) < (plain(b) as string | number | bigint);
}
