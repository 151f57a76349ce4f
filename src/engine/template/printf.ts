import { formatFloat, formatShort, quote } from '../promql/goText.ts';
import { durationText, timeText } from './goTime.ts';
import { TemplateLimit } from './templateError.ts';
import { printHistogram } from '../promql/histogram/printHistogram.ts';
import { GoDuration, GoHistogram, GoMap, GoTime, isList, Sample, typeName, type Value } from './value.ts';

const MAX_WIDTH = 1_000;
const VERB = /%(?:%|([-+# 0]*)(\*|\d+)?(?:\.(\*|\d*))?(\p{L})?)/gu;

/** As Go's `fmt.Sprintf`, for the values that a template has. */
export function sprintf(format: string, args: readonly Value[]): string {
  let next = 0;
  const take = (): Value => args[next++];
  const text = format.replaceAll(
    VERB,
    (whole, flags: string = '', width?: string, precision?: string, verb?: string) => {
      if (whole === '%%') return '%';
      const wide = width === '*' ? Number(take()) : Number(width ?? 0);
      const exact = precision === '*' ? Number(take()) : precision === undefined ? undefined : Number(precision);
      if (verb === undefined) return '%!(NOVERB)';
      if (next >= args.length) return `%!${verb}(MISSING)`;
      const value = take();
      if (exact !== undefined && exact > MAX_WIDTH) return `%!(BADPREC)`;
      return pad(formatVerb(verb, value, flags, exact), Math.min(wide, MAX_WIDTH), flags, value);
    },
  );
  if (next >= args.length) return text;
  const extra = args.slice(next).map((value) => `${typeName(value)}=${printValue(value)}`);
  return `${text}%!(EXTRA ${extra.join(', ')})`;
}

function formatVerb(verb: string, value: Value, flags: string, precision: number | undefined): string {
  const plus = (text: string): string =>
    flags.includes('+') && !text.startsWith('-') && !text.startsWith('+')
      ? `+${text}`
      : flags.includes(' ') && !text.startsWith('-')
        ? ` ${text}`
        : text;
  switch (verb) {
    case 'v':
      return typeof value === 'number' || typeof value === 'bigint' ? plus(printValue(value)) : printValue(value);
    case 's':
      if (typeof value === 'string') return precision === undefined ? value : [...value].slice(0, precision).join('');
      if (typeof value === 'object') return value instanceof Sample ? bad(verb, value) : printValue(value);
      return bad(verb, value);
    case 'q':
      return typeof value === 'string' ? quote(value) : bad(verb, value);
    case 't':
      return typeof value === 'boolean' ? String(value) : bad(verb, value);
    case 'd':
      return typeof value === 'bigint' ? plus(String(value)) : bad(verb, value);
    case 'x':
    case 'X': {
      const hex =
        typeof value === 'bigint'
          ? value.toString(16)
          : typeof value === 'string'
            ? Buffer.from(value).toString('hex')
            : undefined;
      return hex === undefined ? bad(verb, value) : verb === 'X' ? hex.toUpperCase() : hex;
    }
    case 'f':
    case 'F':
      return typeof value === 'number' ? plus(fixed(value, precision ?? 6)) : bad(verb, value);
    case 'e':
    case 'E':
      return typeof value === 'number' ? plus(exponential(value, precision ?? 6, verb)) : bad(verb, value);
    case 'g':
    case 'G':
      if (typeof value !== 'number') return bad(verb, value);
      return plus(precision === undefined ? formatShort(value) : formatG(value, precision));
    case 'T':
      return typeName(value);
    case 'c':
      return typeof value === 'bigint' ? String.fromCodePoint(Number(value)) : bad(verb, value);
    default:
      return bad(verb, value);
  }
}

function bad(verb: string, value: Value): string {
  return value === undefined ? `%!${verb}(<nil>)` : `%!${verb}(${typeName(value)}=${printValue(value)})`;
}

function pad(text: string, width: number, flags: string, value: Value): string {
  const missing = width - [...text].length;
  if (missing <= 0) return text;
  if (flags.includes('-')) return text + ' '.repeat(missing);
  const isNumber = (typeof value === 'number' && Number.isFinite(value)) || typeof value === 'bigint';
  if (!flags.includes('0') || !isNumber) return ' '.repeat(missing) + text;
  const sign = /^[+-]/.test(text) ? text.charAt(0) : '';
  return sign + '0'.repeat(missing) + text.slice(sign.length);
}

/** `%.<precision>f`; toFixed rounds the exact binary value, as Go does. */
function fixed(value: number, precision: number): string {
  if (!Number.isFinite(value)) return formatFloat(value);
  const digits = Math.min(precision, 100);
  // From 1e21 on toFixed gives an exponent.
  const text =
    Math.abs(value) < 1e21 ? value.toFixed(digits) : `${BigInt(value)}${digits > 0 ? `.${'0'.repeat(digits)}` : ''}`;
  return Object.is(value, -0) || (value < 0 && !text.startsWith('-')) ? `-${text.replace(/^-/, '')}` : text;
}

function exponential(value: number, precision: number, verb: string): string {
  if (!Number.isFinite(value)) return formatFloat(value);
  const text = value.toExponential(Math.min(precision, 100)).replace(/e([+-])(\d)$/, 'e$10$2');
  return verb === 'E' ? text.toUpperCase() : text;
}

/** `%.<precision>g`: the exponent shows below 1e-4 and from 10^precision on, and trailing zeros do not. */
export function formatG(value: number, precision: number): string {
  if (!Number.isFinite(value) || value === 0) return formatFloat(value);
  const digits = Math.min(Math.max(precision, 1), 100);
  const [mantissa = '', exponentText = '0'] = value.toExponential(digits - 1).split('e');
  const exponent = Number(exponentText);
  const short = mantissa.includes('.') ? mantissa.replace(/\.?0+$/, '') : mantissa;
  if (exponent >= -4 && exponent < digits) return formatFloat(Number(`${short}e${exponent}`));
  return `${short}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
}

/** How much one value may print as: maps may hold one another many times over. */
const MAX_PRINTED = 1024 * 1024;

/** A value as Go's `%v` prints it. Throws `TemplateLimit` where that would be too much. */
export function printValue(value: Value): string {
  return print(value, { left: MAX_PRINTED });
}

function print(value: Value, budget: { left: number }): string {
  const text = printPlain(value);
  budget.left -= (text?.length ?? 0) + 1;
  if (budget.left < 0) throw new TemplateLimit('the template writes too much');
  if (text !== undefined) return text;
  if (value instanceof Sample) return `{${print(value.labels, budget)} ${print(value.value, budget)}}`;
  if (value instanceof GoMap) {
    const keys = [...value.entries.keys()].sort();
    return `map[${keys.map((key) => `${key}:${print(value.entries.get(key), budget)}`).join(' ')}]`;
  }
  return isList(value) ? `[${value.map((item) => print(item, budget)).join(' ')}]` : '';
}

/** A value that holds no others; undefined of one that does. */
function printPlain(value: Value): string | undefined {
  if (value === undefined) return '<no value>';
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return formatShort(value);
  if (typeof value === 'bigint' || typeof value === 'boolean') return String(value);
  if (value instanceof GoTime) return timeText(value);
  if (value instanceof GoHistogram) return printHistogram(value.histogram);
  return value instanceof GoDuration ? durationText(value.nanoseconds) : undefined;
}
