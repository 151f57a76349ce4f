import { ANY } from './charClass.ts';
import type { Regexp } from './syntax.ts';

const MAX_LITERALS = 512;

/** The texts that a pattern matches, where it is no more than a list of them; undefined otherwise. */
export function literalsOf(regexp: Regexp): readonly string[] | undefined {
  switch (regexp.kind) {
    case 'empty':
      return [''];
    case 'class': {
      const { set, literal } = regexp;
      if (literal !== undefined) return set.foldCase && /\p{L}/u.test(literal) ? undefined : [literal];
      return smallClass(set.ranges, set.negated || set.foldCase || set.properties.length > 0);
    }
    case 'capture':
      return literalsOf(regexp.part);
    case 'alternate': {
      const all = regexp.parts.map(literalsOf);
      if (!all.every((part) => part !== undefined)) return undefined;
      const texts = [...new Set(all.flat())];
      return texts.length > MAX_LITERALS ? undefined : texts;
    }
    case 'concat': {
      let texts: string[] = [''];
      for (const part of regexp.parts) {
        const pieces = literalsOf(part);
        if (pieces === undefined || texts.length * pieces.length > MAX_LITERALS) return undefined;
        texts = texts.flatMap((text) => pieces.map((piece) => text + piece));
      }
      return [...new Set(texts)];
    }
    case 'repeat': {
      if (regexp.min !== 0 || regexp.max !== 1) return undefined;
      const texts = literalsOf(regexp.part);
      return texts === undefined ? undefined : [...new Set(['', ...texts])];
    }
    default:
      return undefined;
  }
}

function smallClass(ranges: readonly number[], isComplex: boolean): readonly string[] | undefined {
  if (isComplex) return undefined;
  const texts: string[] = [];
  for (let i = 0; i < ranges.length; i += 2)
    for (let code = ranges[i] ?? 0; code <= (ranges[i + 1] ?? -1); code++) {
      if (texts.length > 64) return undefined;
      texts.push(String.fromCodePoint(code));
    }
  return texts;
}

/** Text, `.*`, `.+` and lists of texts one after another: what most patterns are. */
export type Piece = { readonly texts: readonly string[] } | { readonly least: 0 | 1 };

/** The pieces of a pattern that is made of them, at least one a `.*` or `.+`; undefined otherwise. */
export function piecesOf(regexp: Regexp): readonly Piece[] | undefined {
  const parts = regexp.kind === 'concat' ? regexp.parts : [regexp];
  const pieces: Piece[] = [];
  for (const part of parts) {
    const inner = part.kind === 'capture' ? part.part : part;
    if (inner.kind === 'repeat' && inner.max === Infinity && inner.min <= 1 && isAny(inner.part)) {
      pieces.push({ least: inner.min === 0 ? 0 : 1 });
      continue;
    }
    const texts = literalsOf(part);
    if (texts === undefined) return undefined;
    const last = pieces.at(-1);
    if (last !== undefined && 'texts' in last) {
      if (last.texts.length * texts.length > MAX_LITERALS) return undefined;
      pieces[pieces.length - 1] = { texts: last.texts.flatMap((text) => texts.map((more) => text + more)) };
    } else pieces.push({ texts });
  }
  return pieces.some((piece) => 'least' in piece) ? pieces : undefined;
}

function isAny(regexp: Regexp): boolean {
  return regexp.kind === 'class' && regexp.set === ANY;
}
