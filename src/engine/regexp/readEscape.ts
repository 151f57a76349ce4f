import { err, ok, type Result } from '../../base/result.ts';

const CONTROL: Readonly<Record<string, number>> = { a: 7, f: 12, n: 10, r: 13, t: 9, v: 11 };

/** A character written with a backslash at `at`: punctuation, `\n`, `\x41`, `\x{1F600}`, `\101`; `end` is after it. */
export function readEscape(text: string, at: number): Result<{ codePoint: number; end: number }, string> {
  const char = text[at + 1] ?? '';
  if (char === '') return err('trailing backslash at end of expression: ``');
  if (CONTROL[char] !== undefined) return ok({ codePoint: CONTROL[char], end: at + 2 });
  const rest = text.slice(at, at + 16);
  const hex = /^\\x(?:([\da-fA-F]{2})|\{([\da-fA-F]{1,8})\})/.exec(rest);
  if (hex !== null) {
    const codePoint = parseInt(hex[1] ?? hex[2] ?? '0', 16);
    if (codePoint <= 0x10ffff) return ok({ codePoint, end: at + hex[0].length });
  }
  // `\1` would be a back reference; `\0`, `\12` are octal.
  const octal = /^\\(0[0-7]{0,2}|[1-7][0-7]{1,2})/.exec(rest);
  if (octal !== null) return ok({ codePoint: parseInt(octal[1] ?? '0', 8), end: at + octal[0].length });
  if (/^[!-/:-@[-`{-~]$/.test(char)) return ok({ codePoint: char.charCodeAt(0), end: at + 2 });
  return err(`invalid escape sequence: \`\\${char}\``);
}
