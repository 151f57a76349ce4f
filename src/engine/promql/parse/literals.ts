import { parseDuration } from '../../../base/duration.ts';
import { err, ok, type Result } from '../../../base/result.ts';

/** A number as it stands in a query: decimal, hexadecimal, octal with a leading 0, with underscores, `Inf`, `NaN`, or a duration. */
export function readNumber(text: string): Result<{ value: number; isDuration: boolean }, string> {
  const plain = text.replaceAll('_', '');
  const lower = plain.toLowerCase();
  if (/^[+-]?(inf|nan)$/.test(lower)) {
    const value = lower.endsWith('nan') ? NaN : lower.startsWith('-') ? -Infinity : Infinity;
    return ok({ value, isDuration: false });
  }
  const [, sign = '', digits = ''] = /^([+-]?)(.*)$/s.exec(lower) ?? [];
  const factor = sign === '-' ? -1 : 1;
  if (/[ywdhms]/.test(digits) && !digits.startsWith('0x')) {
    const ms = parseDuration(digits);
    if (ms === undefined) return err(`not a valid duration string: "${text}"`);
    return ok({ value: (factor * ms) / 1000, isDuration: true });
  }
  if (/^0x[\da-f]+$/.test(digits)) return ok({ value: factor * Number(digits), isDuration: false });
  if (/^0[0-7]+$/.test(digits)) return ok({ value: factor * parseInt(digits, 8), isDuration: false });
  const value = Number(digits);
  if (digits === '' || value !== value) return err(`bad number or duration syntax: "${text}"`);
  if (value === Infinity) return err(`error parsing number: strconv.ParseFloat: parsing "${text}": value out of range`);
  return ok({ value: factor * value, isDuration: false });
}

const SIMPLE: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
};

/** The value of a string literal with its quotes, escapes as in Go; both `"` and `'` take them, backquotes take none. */
export function readString(text: string): Result<string, string> {
  const mark = text[0] ?? '';
  if (text.length < 2 || !text.endsWith(mark)) return err('unterminated quoted string');
  const body = text.slice(1, -1);
  if (body.includes('\ufffd') || !body.isWellFormed()) return err('invalid UTF-8 rune');
  if (mark === '`') return ok(body);
  const bytes: number[] = [];
  let value = '';
  const flush = (): void => {
    value += decodeBytes(bytes);
    bytes.length = 0;
  };
  for (let at = 0; at < body.length; at++) {
    const char = body[at] ?? '';
    if (char === mark) return err('unterminated quoted string');
    if (char === '\n') return err('unterminated quoted string');
    if (char !== '\\') {
      flush();
      value += char;
      continue;
    }
    const next = body[++at];
    if (next === undefined) return err('escape sequence not terminated');
    if (next === mark) {
      flush();
      value += mark;
    } else if (SIMPLE[next] !== undefined) {
      flush();
      value += SIMPLE[next];
    } else {
      const number = readNumberEscape(body, at);
      if (!number.ok) return number;
      at = number.value.last;
      if (number.value.isByte) bytes.push(number.value.code);
      else {
        flush();
        value += String.fromCodePoint(number.value.code);
      }
    }
  }
  flush();
  return ok(value);
}

/**
 * UTF-8 of bytes that were written one by one. Go's strings may hold any bytes: one that is no UTF-8 becomes a lone
 * surrogate (U+DC00 and the byte), which no text from outside can hold and the printer turns back.
 */
function decodeBytes(bytes: readonly number[]): string {
  let text = '';
  for (let at = 0; at < bytes.length;) {
    const first = bytes[at] ?? 0;
    const size = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    const decoded = Buffer.from(bytes.slice(at, at + size)).toString('utf8');
    const isWhole = decoded.length > 0 && !decoded.includes('\ufffd');
    text += isWhole ? decoded : String.fromCharCode(0xdc00 + first);
    at += isWhole ? size : 1;
  }
  return text;
}

/** `\x41`, `\101`, `A`, `\U00000041`; `at` is at the letter, `last` at the last digit. */
function readNumberEscape(body: string, at: number): Result<{ code: number; last: number; isByte: boolean }, string> {
  const letter = body[at] ?? '';
  const [digits, base] = letter === 'x' ? [2, 16] : letter === 'u' ? [4, 16] : letter === 'U' ? [8, 16] : [3, 8];
  const from = base === 8 ? at : at + 1;
  if (base === 8 && !/[0-7]/.test(letter)) return err(`unknown escape sequence ${unicode(letter)}`);
  const part = body.slice(from, from + digits);
  for (const char of part)
    if (!(base === 16 ? /[\da-fA-F]/ : /[0-7]/).test(char))
      return err(`illegal character ${unicode(char)} in escape sequence`);
  if (part.length < digits) return err('escape sequence not terminated');
  const code = parseInt(part, base);
  const isByte = digits < 4;
  if (isByte ? code > 255 : code > 0x10ffff || (code >= 0xd800 && code < 0xe000))
    return err('escape sequence is an invalid Unicode code point');
  return ok({ code, last: from + digits - 1, isByte });
}

function unicode(char: string): string {
  const code = char.codePointAt(0) ?? 0;
  return `U+${code.toString(16).toUpperCase().padStart(4, '0')} '${char}'`;
}
