import { err, ok, type Result } from '../../base/result.ts';
import { type CharClass, complement, NAMED_RANGES } from './charClass.ts';
import { readEscape } from './readEscape.ts';

interface ReadClass {
  readonly set: CharClass;
  readonly end: number;
}

/** A class in brackets that begins at `at`; `end` is after it. */
export function readClass(text: string, at: number, foldCase: boolean): Result<ReadClass, string> {
  const ranges: number[] = [];
  const properties: { test: RegExp; negated: boolean }[] = [];
  let i = at + 1;
  const negated = text[i] === '^';
  if (negated) i++;
  for (let first = true; first || text[i] !== ']'; first = false) {
    if (i >= text.length) return err(`missing closing ]: \`${text.slice(at)}\``);
    const named = /^\[:(\^?)(\w+):\]/.exec(text.slice(i, i + 16));
    if (named !== null) {
      const known = NAMED_RANGES[(named[2] ?? '').length > 1 ? (named[2] ?? '') : ''];
      if (known === undefined) return err(`invalid character class range: \`${named[0]}\``);
      ranges.push(...(named[1] === '^' ? complement(known) : known));
      i += named[0].length;
      continue;
    }
    const escaped = readEscapedClass(text, i, foldCase);
    if (escaped !== undefined) {
      if (!escaped.ok) return escaped;
      const { set, end } = escaped.value;
      ranges.push(...(set.negated ? complement(set.ranges) : set.ranges));
      properties.push(...set.properties);
      i = end;
      continue;
    }
    const low = readOne(text, i);
    if (!low.ok) return low;
    i = low.value.end;
    let high = low.value.codePoint;
    if (text[i] === '-' && text[i + 1] !== ']' && i + 1 < text.length) {
      const upper = readOne(text, i + 1);
      if (!upper.ok) return upper;
      const range = text.slice(low.value.start, upper.value.end);
      i = upper.value.end;
      high = upper.value.codePoint;
      if (high < low.value.codePoint) return err(`invalid character class range: \`${range}\``);
    }
    ranges.push(low.value.codePoint, high);
  }
  return ok({ set: { ranges, properties, negated, foldCase }, end: i + 1 });
}

function readOne(text: string, at: number): Result<{ codePoint: number; start: number; end: number }, string> {
  if (text[at] === '\\') {
    const escape = readEscape(text, at);
    return escape.ok ? ok({ ...escape.value, start: at }) : escape;
  }
  const codePoint = text.codePointAt(at) ?? 0;
  return ok({ codePoint, start: at, end: at + String.fromCodePoint(codePoint).length });
}

/** `\d`, `\W`, `\pL`, `\P{Greek}` at `at`; undefined where the backslash begins something else. */
export function readEscapedClass(text: string, at: number, foldCase: boolean): Result<ReadClass, string> | undefined {
  if (text[at] !== '\\') return undefined;
  const letter = text[at + 1] ?? '';
  if (/^[dDsSwW]$/.test(letter)) {
    const ranges = NAMED_RANGES[letter.toLowerCase()] ?? [];
    const negated = letter !== letter.toLowerCase();
    return ok({
      set: { ranges: negated ? complement(ranges) : ranges, properties: [], negated: false, foldCase },
      end: at + 2,
    });
  }
  if (letter !== 'p' && letter !== 'P') return undefined;
  const match = /^\\[pP](?:\{(\^?)(\w+)\}|(\w))/.exec(text.slice(at, at + 64));
  const name = match?.[2] ?? match?.[3] ?? '';
  const test = property(name);
  if (match === null || test === undefined)
    return err(`invalid character class range: \`${match?.[0] ?? text.slice(at, at + 3)}\``);
  const negated = (letter === 'P') !== (match[1] === '^');
  return ok({
    set: { ranges: [], properties: [{ test, negated }], negated: false, foldCase },
    end: at + match[0].length,
  });
}

function property(name: string): RegExp | undefined {
  if (name === 'Any') return /^[^]$/u;
  for (const form of [`\\p{gc=${name}}`, `\\p{sc=${name}}`]) {
    try {
      return new RegExp(`^${form}$`, 'u');
    } catch {
      // Not a property of this kind: trying is the only way to ask.
    }
  }
  return undefined;
}
