import { parseDuration } from '../../base/duration.ts';

/** A number as Go's `strconv.FormatFloat(value, 'f', -1, 64)` writes it: never with an exponent. */
export function formatFloat(value: number): string {
  if (value !== value) return 'NaN';
  if (value === Infinity) return '+Inf';
  if (value === -Infinity) return '-Inf';
  if (Object.is(value, -0)) return '-0';
  const text = String(value);
  const match = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(text);
  if (match === null) return text;
  const [, sign = '', first = '', rest = '', exponent = '0'] = match;
  const digits = first + rest;
  const point = 1 + Number(exponent);
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  return point >= digits.length
    ? `${sign}${digits}${'0'.repeat(point - digits.length)}`
    : `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}

/** A number as Go's `%g` writes it; with `maxExponent` 21 as `%v` does. */
export function formatShort(value: number, maxExponent = 6): string {
  if (!Number.isFinite(value) || value === 0) return formatFloat(value);
  const [mantissa = '', exponentText = '0'] = value.toExponential().split('e');
  const exponent = Number(exponentText);
  // With the fewest digits that are exact, Go leaves the plain form below 1e-4 and from 1e21 (%v), or 1e6 (%g), on.
  if (exponent >= -4 && exponent < maxExponent) return formatFloat(value);
  const size = String(Math.abs(exponent)).padStart(2, '0');
  return `${mantissa}e${exponent < 0 ? '-' : '+'}${size}`;
}

/** A text in double quotes as Go's `strconv.Quote` writes it. */
export function quote(text: string): string {
  let out = '"';
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    if (char === '"' || char === '\\') out += `\\${char}`;
    else if (code >= 0x20 && code < 0x7f) out += char;
    else if (ESCAPES[char] !== undefined) out += ESCAPES[char];
    else if (code >= 0xdc80 && code <= 0xdcff) out += `\\x${(code - 0xdc00).toString(16)}`;
    else if (code < 0x80) out += `\\x${code.toString(16).padStart(2, '0')}`;
    else if (/[\p{L}\p{M}\p{N}\p{P}\p{S}]/u.test(char)) out += char;
    else out += code > 0xffff ? `\\U${code.toString(16).padStart(8, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
  }
  return `${out}"`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
};

/** A duration as Prometheus' `model.Duration` prints it: weeks and years only where they come out even. */
export function formatDuration(durationMs: number): string {
  let rest = Math.round(Math.abs(durationMs));
  if (rest === 0) return '0s';
  let text = durationMs < 0 ? '-' : '';
  for (const [unit, exactOnly] of UNITS) {
    const size = parseDuration(`1${unit}`) ?? 1;
    if (exactOnly && rest % size !== 0) continue;
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) text += `${count}${unit}`;
  }
  return text;
}

const UNITS: readonly (readonly [unit: string, exactOnly: boolean])[] = [
  ['y', true],
  ['w', true],
  ['d', false],
  ['h', false],
  ['m', false],
  ['s', false],
  ['ms', false],
];

/** `line:column` of an offset, both from 1, the column in bytes of UTF-8 as Prometheus counts. */
export function lineColumn(text: string, offset: number): string {
  const before = text.slice(0, offset);
  const lineStart = before.lastIndexOf('\n') + 1;
  let line = 1;
  for (const char of before) if (char === '\n') line++;
  return `${line}:${utf8Length(before.slice(lineStart)) + 1}`;
}

function utf8Length(text: string): number {
  let bytes = 0;
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}
