/** A set of code points: ranges and Unicode properties, perhaps turned round, perhaps without regard to case. */
export interface CharClass {
  /** Pairs of first and last code point. */
  readonly ranges: readonly number[];
  readonly properties: readonly { readonly test: RegExp; readonly negated: boolean }[];
  readonly negated: boolean;
  readonly foldCase: boolean;
}

export const ANY: CharClass = { ranges: [0, 0x10ffff], properties: [], negated: false, foldCase: false };
export const ANY_BUT_NEWLINE: CharClass = { ranges: [10, 10], properties: [], negated: true, foldCase: false };

export function literalClass(codePoint: number, foldCase: boolean): CharClass {
  return { ranges: [codePoint, codePoint], properties: [], negated: false, foldCase };
}

/** `\d`, `\w`, `\s` and the names of `[[:alpha:]]`: all of ASCII, as in RE2. */
export const NAMED_RANGES: Readonly<Record<string, readonly number[]>> = {
  d: [0x30, 0x39],
  w: [0x30, 0x39, 0x41, 0x5a, 0x5f, 0x5f, 0x61, 0x7a],
  s: [9, 10, 12, 13, 32, 32],
  alnum: [0x30, 0x39, 0x41, 0x5a, 0x61, 0x7a],
  alpha: [0x41, 0x5a, 0x61, 0x7a],
  ascii: [0, 0x7f],
  blank: [9, 9, 32, 32],
  cntrl: [0, 0x1f, 0x7f, 0x7f],
  digit: [0x30, 0x39],
  graph: [0x21, 0x7e],
  lower: [0x61, 0x7a],
  print: [0x20, 0x7e],
  punct: [0x21, 0x2f, 0x3a, 0x40, 0x5b, 0x60, 0x7b, 0x7e],
  space: [9, 13, 32, 32],
  upper: [0x41, 0x5a],
  word: [0x30, 0x39, 0x41, 0x5a, 0x5f, 0x5f, 0x61, 0x7a],
  xdigit: [0x30, 0x39, 0x41, 0x46, 0x61, 0x66],
};

/** All code points that `ranges` leaves out. */
export function complement(ranges: readonly number[]): number[] {
  const out: number[] = [];
  let next = 0;
  for (const [low, high] of sortedPairs(ranges)) {
    if (low > next) out.push(next, low - 1);
    next = Math.max(next, high + 1);
  }
  if (next <= 0x10ffff) out.push(next, 0x10ffff);
  return out;
}

function sortedPairs(ranges: readonly number[]): [number, number][] {
  const pairs: [number, number][] = [];
  for (let i = 0; i < ranges.length; i += 2) pairs.push([ranges[i] ?? 0, ranges[i + 1] ?? 0]);
  return pairs.sort((a, b) => a[0] - b[0]);
}

export function classHas(set: CharClass, codePoint: number): boolean {
  let inside = holds(set, codePoint);
  if (!inside && set.foldCase) {
    const char = String.fromCodePoint(codePoint);
    for (const other of [char.toLowerCase(), char.toUpperCase(), ...(FOLDS[char] ?? '')]) {
      const code = other.codePointAt(0) ?? 0;
      inside ||= code !== codePoint && other.length === String.fromCodePoint(code).length && holds(set, code);
    }
  }
  return inside !== set.negated;
}

/** Letters that fold together in threes. */
const FOLDS: Readonly<Record<string, string>> = {
  k: '\u212a',
  K: '\u212a',
  s: '\u017f',
  S: '\u017f',
  å: '\u212b',
  Å: '\u212b',
};

function holds({ ranges, properties }: CharClass, codePoint: number): boolean {
  for (let i = 0; i < ranges.length; i += 2)
    if (codePoint >= (ranges[i] ?? 0) && codePoint <= (ranges[i + 1] ?? 0)) return true;
  for (const { test, negated } of properties) if (test.test(String.fromCodePoint(codePoint)) !== negated) return true;
  return false;
}
