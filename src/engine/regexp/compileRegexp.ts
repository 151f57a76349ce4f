import { err, ok, type Result } from '../../base/result.ts';
import { compileAutomaton } from './automaton.ts';
import { runCaptures, type Search } from './captures.ts';
import { type Piece, literalsOf, piecesOf } from './literals.ts';
import { parseRegexp } from './parseRegexp.ts';
import { compileProgram } from './program.ts';
import type { ParsedRegexp, Regexp } from './syntax.ts';

/** A pattern that is fully anchored, in RE2's syntax and meaning. */
export interface CompiledRegexp {
  /** Whether the whole text matches, in time linear in its length. */
  readonly matches: (text: string) => boolean;
  /** Where given, these texts match and no others. */
  readonly literals?: readonly string[];
  /** Where given, every text that matches begins with one of these. */
  readonly prefixes?: readonly string[];
  /** Where given besides `prefixes`: just the texts that begin with one of them match, with more after it if `longer`. */
  readonly prefixOnly?: { readonly longer: boolean };
}

/** Patterns that were compiled lately, the last used last: rules and charts ask with the same ones again and again. */
const lately = new Map<string, Result<CompiledRegexp, string>>();
const KEPT = 128;

/** Compiles a pattern once for many texts. No pattern can make `matches` hang. The error is in Go's words. */
export function compileRegexp(pattern: string): Result<CompiledRegexp, string> {
  const known = lately.get(pattern);
  const compiled = known ?? compile(pattern);
  lately.delete(pattern);
  lately.set(pattern, compiled);
  if (lately.size > KEPT) for (const [oldest] of lately) if (lately.delete(oldest)) break;
  return compiled;
}

function compile(pattern: string): Result<CompiledRegexp, string> {
  const parsed = parseRegexp(pattern);
  if (!parsed.ok) return parsed;
  const regexp = withoutAnchors(parsed.value.regexp);
  const literals = literalsOf(regexp);
  if (literals !== undefined) {
    const set = new Set(literals);
    return ok({ matches: (text) => set.has(text), literals: [...set] });
  }
  const pieces = piecesOf(regexp);
  if (pieces !== undefined) return ok(compilePieces(pieces, { ...parsed.value, regexp }));
  const matches = compileGeneral({ ...parsed.value, regexp });
  return matches === undefined ? tooLarge(pattern) : ok({ matches });
}

/** Compiles a pattern whose captures are wanted: pairs of offsets for the whole and each group, undefined without a match. */
export function compileCaptures(pattern: string): Result<
  {
    readonly names: ReadonlyMap<string, number>;
    readonly match: (text: string, from?: number, search?: Search) => readonly number[] | undefined;
  },
  string
> {
  const parsed = parseRegexp(pattern);
  if (!parsed.ok) return parsed;
  const program = compileProgram(parsed.value, true);
  if (program === undefined) return tooLarge(pattern);
  const { captures, names } = parsed.value;
  return ok({ names, match: (text, from, search) => runCaptures(program, captures, text, from, search) });
}

function tooLarge(pattern: string): { readonly ok: false; readonly error: string } {
  return err(`error parsing regexp: expression too large: \`${pattern.slice(0, 200)}\``);
}

/** Patterns are anchored already: an anchor at the very start or end adds nothing. */
function withoutAnchors(regexp: Regexp): Regexp {
  if (regexp.kind === 'assert')
    return isAnchor(regexp, 'textStart') || isAnchor(regexp, 'textEnd') ? { kind: 'empty' } : regexp;
  if (regexp.kind !== 'concat') return regexp;
  const parts = [...regexp.parts];
  while (isAnchor(parts[0], 'textStart')) parts.shift();
  while (isAnchor(parts.at(-1), 'textEnd')) parts.pop();
  return parts.length === 0 ? { kind: 'empty' } : { kind: 'concat', parts };
}

function isAnchor(regexp: Regexp | undefined, assertion: string): boolean {
  return regexp?.kind === 'assert' && regexp.assertion === assertion;
}

function compileGeneral(parsed: ParsedRegexp): ((text: string) => boolean) | undefined {
  const program = compileProgram(parsed, false);
  if (program === undefined) return undefined;
  return program.hasAssertions ? (text) => runCaptures(program, 0, text) !== undefined : compileAutomaton(program);
}

function compilePieces(pieces: readonly Piece[], parsed: ParsedRegexp): CompiledRegexp {
  const [first, second, third] = pieces;
  const prefixes = first !== undefined && 'texts' in first ? withoutNested(first.texts) : undefined;
  const wild = prefixes === undefined ? first : second;
  const after = prefixes === undefined ? second : third;
  const starts = prefixes ?? [''];
  if (wild !== undefined && 'least' in wild && after === undefined) {
    const longer = wild.least === 1;
    const matches =
      starts.length === 1 && starts[0] === ''
        ? (text: string): boolean => !longer || text !== ''
        : (text: string): boolean =>
            starts.some((start) => text.startsWith(start) && (!longer || text.length > start.length));
    return { matches, prefixes: starts, prefixOnly: { longer } };
  }
  const matches = compileGeneral(parsed) ?? ((): boolean => false);
  const [start = ''] = starts;
  const inner =
    after !== undefined && 'texts' in after && after.texts.length === 1 ? (after.texts[0] ?? '') : undefined;
  const rest = pieces.slice(prefixes === undefined ? 2 : 3);
  const [last] = rest;
  // `a.*b`, `.*b.*`: one search decides.
  if (starts.length === 1 && inner !== undefined && wild !== undefined && 'least' in wild) {
    const from = start.length + wild.least;
    if (rest.length === 0)
      return {
        matches: (text) => text.length >= from + inner.length && text.startsWith(start) && text.endsWith(inner),
        ...(prefixes === undefined ? {} : { prefixes }),
      };
    if (rest.length === 1 && last !== undefined && 'least' in last)
      return {
        matches: (text) => {
          if (!text.startsWith(start)) return false;
          const at = text.indexOf(inner, from);
          return at >= 0 && text.length - at - inner.length >= last.least;
        },
        ...(prefixes === undefined ? {} : { prefixes }),
      };
  }
  return { matches, ...(prefixes === undefined ? {} : { prefixes }) };
}

/** A prefix that begins with another one adds nothing. */
function withoutNested(prefixes: readonly string[]): readonly string[] {
  return [...new Set(prefixes)].filter((one) => !prefixes.some((other) => other !== one && one.startsWith(other)));
}
