import { isUtf8 } from 'node:buffer';
import { type Statement, StatementKind } from './statement.ts';

export const NEWLINE = 0x0a;
export const SPACE = 0x20;
export const TAB = 0x09;
export const QUOTE = 0x22;
export const HASH = 0x23;
export const COMMA = 0x2c;
export const EQUALS = 0x3d;
export const BACKSLASH = 0x5c;
export const BRACE_OPEN = 0x7b;
export const BRACE_CLOSE = 0x7d;

const CLASSES = new Uint8Array(256);
const NAME_START = 1;
const NAME_PART = 2;
const LABEL_START = 4;
const LABEL_PART = 8;
for (let c = 0; c < 128; c++) {
  const char = String.fromCharCode(c);
  if (/[a-zA-Z_]/.test(char)) CLASSES[c] = NAME_START | NAME_PART | LABEL_START | LABEL_PART;
  else if (char === ':') CLASSES[c] = NAME_START | NAME_PART;
  else if (/[0-9]/.test(char)) CLASSES[c] = NAME_PART | LABEL_PART;
}

/** The end of the unquoted metric name that starts at `at`; `at` itself where none does. */
export function nameEnd(bytes: Buffer, at: number): number {
  if (((CLASSES[bytes[at] ?? 0] ?? 0) & NAME_START) === 0) return at;
  let end = at + 1;
  while (((CLASSES[bytes[end] ?? 0] ?? 0) & NAME_PART) !== 0) end++;
  return end;
}

/** The end of the unquoted label name that starts at `at`; `at` itself where none does. */
export function labelNameEnd(bytes: Buffer, at: number): number {
  if (((CLASSES[bytes[at] ?? 0] ?? 0) & LABEL_START) === 0) return at;
  let end = at + 1;
  while (((CLASSES[bytes[end] ?? 0] ?? 0) & LABEL_PART) !== 0) end++;
  return end;
}

/** The first byte from `at` on that is neither a space nor a tab. */
export function skipBlanks(bytes: Buffer, at: number): number {
  let end = at;
  while (bytes[end] === SPACE || bytes[end] === TAB) end++;
  return end;
}

/** How a quoted text may look. */
export interface QuotedRules {
  readonly newline: boolean;
  readonly nul: boolean;
}

/** How a quoted name may look. */
export const NAME: QuotedRules = { newline: true, nul: false };

/**
 * Reads into `statement` the name at `at` that its metadata are about, and gives where what follows begins; -1 after having set
 * `statement` to incomplete or invalid.
 */
export function metadataNameEnd(statement: Statement, bytes: Buffer, at: number, end: number, final: boolean): number {
  const plainEnd = nameEnd(bytes, at);
  if (plainEnd > at) {
    statement.nameStart = at;
    statement.nameEnd = plainEnd;
    return plainEnd;
  }
  if (bytes[at] !== QUOTE) {
    statement.fail(at, `expected a metric name after ${statement.metadata}, got ${printByte(bytes[at])}`);
    return -1;
  }
  const quote = closingQuote(statement, bytes, at + 1, end, final, NAME, 'metric name');
  if (quote < 0) return -1;
  statement.nameStart = at + 1;
  statement.nameEnd = quote;
  return quote + 1;
}

/**
 * The position of the quote that closes the text whose first byte is at `at`, or -1 after having set `statement` to
 * incomplete or invalid. `final` says that nothing comes after `end`.
 */
export function closingQuote(
  statement: Statement,
  bytes: Buffer,
  at: number,
  end: number,
  final: boolean,
  rules: QuotedRules,
  what: string,
): number {
  let high = 0;
  for (let i = at; i < end; i++) {
    const byte = bytes[i] ?? 0;
    if (byte === QUOTE) {
      if (high >= 0x80 && !isUtf8(bytes.subarray(at, i))) {
        statement.fail(at, `invalid UTF-8 in the ${what}`);
        return -1;
      }
      return i;
    }
    high |= byte;
    if (byte === BACKSLASH) {
      i++;
      if (bytes[i] === NEWLINE || bytes[i] === 0) {
        statement.fail(i, `a backslash at the end of a line in the ${what}`);
        return -1;
      }
      high |= bytes[i] ?? 0;
    } else if (byte === NEWLINE && !rules.newline) {
      statement.fail(i, `the ${what} is not closed by a double quote`);
      return -1;
    } else if (byte === 0 && !rules.nul) {
      statement.fail(i, `a null byte in the ${what}`);
      return -1;
    }
  }
  if (final) statement.fail(at - 1, `the ${what} is not closed by a double quote`);
  else statement.kind = StatementKind.incomplete;
  return -1;
}

/** Whether the ASCII `word` stands at `at`. */
export function startsWith(bytes: Buffer, at: number, word: string): boolean {
  for (let i = 0; i < word.length; i++) if (bytes[at + i] !== word.charCodeAt(i)) return false;
  return true;
}

/** A byte as a message shows it. */
export function printByte(byte: number | undefined): string {
  if (byte === undefined || byte === NEWLINE) return 'the end of the line';
  if (byte === TAB) return 'a tab';
  if (byte === SPACE) return 'a space';
  if (byte < 0x20 || byte >= 0x7f) return `byte 0x${byte.toString(16).padStart(2, '0')}`;
  return `\`${String.fromCharCode(byte)}\``;
}
