import { isScalar, type Node, Scalar } from 'yaml';
import type { ExprDocument } from '../../protocol/editing.ts';
import { YamlReader } from '../rules/yamlReader.ts';

/** An expression in a document, and where each of its characters stands there. */
export interface ExprPlace {
  readonly expr: string;
  /** The document's offset of each UTF-16 unit of `expr`, and of its end: one more than it has units. */
  readonly offsets: readonly number[];
  /** Where each of them ends there: an escaped one is longer than one. */
  readonly ends: readonly number[];
  /** Where the expression stands with what YAML needs around it: quotes, the header of a block. */
  readonly start: number;
  readonly end: number;
  /** How it is written; in a `.promql` file it is the whole text. */
  readonly style: 'file' | 'plain' | 'single' | 'double' | 'literal' | 'folded';
  /** The rule that it belongs to; absent in a `.promql` file. */
  readonly rule?: { readonly kind: 'record' | 'alert'; readonly name: string; readonly keyOffset: number };
}

/** The expressions of a document, as far as it can be read: what is being written is seldom whole. Never throws. */
export function exprPlaces({ language, text }: ExprDocument): readonly ExprPlace[] {
  if (language === 'promql') return [wholeFile(text)];
  try {
    return placesInRules(text);
  } catch (error) {
    // A file that stands for more than can be looked at.
    if (error instanceof RangeError) return [];
    throw error;
  }
}

/** The expression that holds a place of the document, both its ends included, and the place in the expression. */
export function placeAt(
  places: readonly ExprPlace[],
  offset: number,
): { readonly place: ExprPlace; readonly at: number } | undefined {
  const place = places.find(
    ({ offsets }) => (offsets[0] ?? Infinity) <= offset && offset <= (offsets.at(-1) ?? -Infinity),
  );
  if (place === undefined) return undefined;
  // Between two characters of the expression there may be several of the document: those belong to the later one.
  const at = place.offsets.findIndex((one) => one >= offset);
  return { place, at: at === -1 ? place.expr.length : at };
}

function wholeFile(text: string): ExprPlace {
  const offsets = Array.from({ length: text.length + 1 }, (_, i) => i);
  return { expr: text, offsets, ends: offsets.slice(1), start: 0, end: text.length, style: 'file' };
}

function placesInRules(text: string): ExprPlace[] {
  const yaml = new YamlReader(text);
  const file = yaml.mapping(yaml.root, 'a rule file');
  const seen = new Set<number>();
  return yaml.list(file?.get('groups')?.value, 'groups').flatMap((group) =>
    yaml.list(yaml.mapping(group, 'a group')?.get('rules')?.value, 'rules').flatMap((node) => {
      const rule = yaml.mapping(node, 'a rule');
      const pair = rule?.get('expr');
      if (rule === undefined || pair === undefined) return [];
      const keyOffset = pair.key.range?.[0] ?? 0;
      const place = scalarPlace(text, yaml.target(pair.value), pair.key);
      // What an anchor stands for is there once, however often it is used.
      if (place === undefined || seen.has(place.start)) return [];
      seen.add(place.start);
      const [record, alert] = ['record', 'alert'].map((key) => yaml.text(rule.get(key)?.value, key) ?? '');
      const kind = record === undefined || record === '' ? 'alert' : 'record';
      return [{ ...place, rule: { kind, name: (kind === 'record' ? record : alert) ?? '', keyOffset } } as const];
    }),
  );
}

function scalarPlace(text: string, node: Node | undefined, key: Node): ExprPlace | undefined {
  if (node === undefined || !isScalar(node) || !node.range) return undefined;
  const [start, end] = node.range;
  if (node.value === null) {
    // Nothing is written yet: it begins behind the colon, on the key's line.
    const colon = text.indexOf(':', key.range?.[1] ?? start);
    const at = /^: +/.exec(text.slice(colon));
    if (colon < 0 || at === null) return undefined;
    const from = colon + at[0].length;
    return { expr: '', offsets: [from], ends: [], start: from, end: from, style: 'plain' };
  }
  const expr = typeof node.value === 'string' ? node.value : (node.source ?? '');
  const style = STYLES[node.type ?? Scalar.PLAIN];
  if (style === undefined) return undefined;
  const block = style === 'literal' || style === 'folded';
  const from = block ? text.indexOf('\n', start) + 1 : style === 'plain' ? start : start + 1;
  if (block && from === 0) return undefined;
  const aligned = align(text, expr, from, end, style);
  return aligned && { expr, ...aligned, start, end, style };
}

const STYLES: Readonly<Record<string, ExprPlace['style']>> = {
  [Scalar.PLAIN]: 'plain',
  [Scalar.QUOTE_SINGLE]: 'single',
  [Scalar.QUOTE_DOUBLE]: 'double',
  [Scalar.BLOCK_LITERAL]: 'literal',
  [Scalar.BLOCK_FOLDED]: 'folded',
};

/** What a backslash and a letter stand for in double quotes, where it is not the letter itself. */
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };
/** How many hexadecimal digits follow the letter. */
const HEX_DIGITS: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

/**
 * Finds each character of a value in the text that it was read from: in their order, where indentation and folded lines
 * make white space of other white space, and quotes have escapes. Undefined where they do not fit.
 */
function align(
  text: string,
  value: string,
  from: number,
  end: number,
  style: ExprPlace['style'],
): Pick<ExprPlace, 'offsets' | 'ends'> | undefined {
  const [offsets, ends]: [number[], number[]] = [[], []];
  let at = from;
  const isSpace = (char: string | undefined): boolean => char !== undefined && /\s/.test(char);
  for (let i = 0; i < value.length;) {
    if (isSpace(value[i]) && text[at] !== '\\') {
      offsets.push(at);
      if (at < end && isSpace(text[at])) at++;
      ends.push(at);
      i++;
      continue;
    }
    // What the text has more: indentation, and in double quotes the end of a line after a backslash.
    at = skip(text, at, end, style === 'double' ? /(?:\s|\\(?=[\r\n]))*/y : /\s*/y);
    const met = readChar(text, at, style);
    if (met === undefined || at >= end || !value.startsWith(met.char, i)) return undefined;
    for (let unit = 0; unit < met.char.length; unit++) {
      offsets.push(at);
      ends.push(at + met.length);
    }
    at += met.length;
    i += met.char.length;
  }
  offsets.push(at);
  return { offsets, ends };
}

/** The place behind what a sticky pattern matches, before `end`. */
function skip(text: string, at: number, end: number, pattern: RegExp): number {
  pattern.lastIndex = at;
  return Math.min(end, at + (pattern.exec(text)?.[0].length ?? 0));
}

/** The character that a scalar of that style has at a place of its text, and how much of the text it takes. */
function readChar(
  text: string,
  at: number,
  style: ExprPlace['style'],
): { readonly char: string; readonly length: number } | undefined {
  const char = text[at];
  if (char === undefined) return undefined;
  if (style === 'single' && char === "'") return { char, length: 2 };
  if (style !== 'double' || char !== '\\') return { char, length: 1 };
  const letter = text[at + 1] ?? '';
  const digits = HEX_DIGITS[letter];
  if (digits === undefined) return { char: ESCAPES[letter] ?? letter, length: 2 };
  const code = Number.parseInt(text.slice(at + 2, at + 2 + digits), 16);
  if (!(code <= 0x10_ff_ff)) return undefined;
  return { char: String.fromCodePoint(code), length: 2 + digits };
}
