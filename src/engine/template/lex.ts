import { readNumber, readString } from '../promql/parse/literals.ts';
import { TemplateError } from './templateError.ts';

/** A piece of a template: text, or an action's tokens. */
export type Piece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'action'; readonly offset: number; readonly tokens: readonly Token[] };

export interface Token {
  readonly kind: 'word' | 'field' | 'variable' | 'constant' | 'dot' | 'space' | '|' | '(' | ')' | ':=' | '=' | ',';
  readonly text: string;
  readonly offset: number;
  /** Of a constant. */
  readonly value?: string | bigint | number;
}

const SPACE = /[ \t\r\n]+/y;
const WORD = /[\p{L}_][\p{L}\p{Nd}_]*/uy;
const FIELD = /\.[\p{L}_][\p{L}\p{Nd}_]*/uy;
const VARIABLE = /\$[\p{L}\p{Nd}_]*/uy;
const NUMBER = /[+-]?(?:0[xX][\da-fA-F_]+|0[bB][01_]+|0[oO][0-7_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d+)?)/y;
const STRING = /"(?:[^"\\\n]|\\.)*"|`[^`]*`/y;
const CHARACTER = /'(?:[^'\\\n]|\\.[^']*)'/uy;
const CLOSING = /(?:[ \t\r\n]+-)?\}\}/y;
const COMMENT = /\{\{(?:- )?\/\*[\s\S]*?\*\/(?: -)?\}\}/y;

/** The pieces of `source`, with the white space cut away that `{{-` and `-}}` ask for. Throws `TemplateError`. */
export function lex(name: string, source: string): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  let trimNext = false;
  const addText = (end: number, trimEnd: boolean): void => {
    let text = source.slice(at, end);
    if (trimNext) text = trimStart(text);
    if (trimEnd) text = trimEndOf(text);
    if (text !== '') pieces.push({ kind: 'text', text });
  };
  for (let open = source.indexOf('{{'); open >= 0; open = source.indexOf('{{', at)) {
    const trims = /^\{\{-[ \t\r\n]/.test(source.slice(open, open + 4));
    addText(open, trims);
    const fail = (message: string, offset: number): never => {
      throw new TemplateError(`template: ${name}:${lineOf(source, offset)}: ${message}`);
    };
    const comment = matchAt(COMMENT, source, open);
    if (comment !== undefined) {
      trimNext = comment.endsWith(' -}}');
      at = open + comment.length;
      continue;
    }
    const action = lexAction(source, open + (trims ? 3 : 2), fail);
    pieces.push({ kind: 'action', offset: open, tokens: action.tokens });
    trimNext = action.trims;
    at = action.end;
  }
  addText(source.length, false);
  return pieces;
}

const BLANKS = new Set([' ', '\t', '\r', '\n']);

// By hand: a pattern that is anchored at the end takes quadratic time for long runs of blanks.
function trimEndOf(text: string): string {
  let end = text.length;
  while (end > 0 && BLANKS.has(text.charAt(end - 1))) end--;
  return text.slice(0, end);
}

function trimStart(text: string): string {
  let start = 0;
  while (start < text.length && BLANKS.has(text.charAt(start))) start++;
  return text.slice(start);
}

function lexAction(
  source: string,
  from: number,
  fail: (message: string, offset: number) => never,
): { readonly tokens: Token[]; readonly end: number; readonly trims: boolean } {
  const tokens: Token[] = [];
  let at = from;
  let depth = 0;
  for (;;) {
    if (at >= source.length) return fail('unclosed action', from);
    const closing = matchAt(CLOSING, source, at);
    if (closing !== undefined) {
      if (depth > 0) return fail('unclosed left paren', at);
      return { tokens, end: at + closing.length, trims: closing.includes('-') };
    }
    const add = (kind: Token['kind'], text: string, value?: string | bigint | number): void => {
      tokens.push({ kind, text, offset: at, ...(value !== undefined && { value }) });
      at += text.length;
    };
    const char = source.charAt(at);
    const space = matchAt(SPACE, source, at);
    if (space !== undefined) {
      add('space', space);
      continue;
    }
    if (source.startsWith(':=', at)) add(':=', ':=');
    else if (char === '|' || char === '=' || char === ',') add(char, char);
    else if (char === '(' || char === ')') {
      depth += char === '(' ? 1 : -1;
      if (depth < 0) return fail('unexpected right paren', at);
      add(char, char);
    } else if (char === '"' || char === '`') {
      const text = matchAt(STRING, source, at);
      const read = text === undefined ? undefined : readString(text);
      if (text === undefined || read?.ok !== true) {
        return fail(char === '"' ? 'unterminated quoted string' : 'unterminated raw quoted string', at);
      }
      add('constant', text, read.value);
    } else if (char === "'") {
      const text = matchAt(CHARACTER, source, at);
      if (text === undefined) return fail('unterminated character constant', at);
      const read = readString(text);
      add('constant', text, BigInt((read.ok ? read.value : '').codePointAt(0) ?? 0));
    } else if (char === '.' && matchAt(FIELD, source, at) !== undefined) add('field', matchAt(FIELD, source, at) ?? '');
    else if (/[\d+\-.]/.test(char) && matchAt(NUMBER, source, at) !== undefined) {
      const text = matchAt(NUMBER, source, at) ?? '';
      add('constant', text, number(text) ?? fail(`bad number syntax: "${text}"`, at));
    } else if (char === '.') add('dot', '.');
    else if (char === '$') add('variable', matchAt(VARIABLE, source, at) ?? '$');
    else {
      const word = matchAt(WORD, source, at);
      if (word === undefined) return fail(`unrecognized character in action: ${codePoint(source, at)}`, at);
      add('word', word);
    }
  }
}

function number(text: string): bigint | number | undefined {
  if (/^[+-]?\d[\d_]*$/.test(text) || /^[+-]?0[xXbBoO]/.test(text)) {
    const digits = text.replaceAll('_', '').replace(/^\+/, '');
    try {
      return digits.startsWith('-') ? -BigInt(digits.slice(1)) : BigInt(digits);
    } catch {
      return undefined; // an octal of old such as 09
    }
  }
  const read = readNumber(text.replace(/^\+/, ''));
  return read.ok ? read.value.value : undefined;
}

function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

/** As Go's `%#U`: `U+00A0`, and the character where it is one that shows. */
function codePoint(source: string, at: number): string {
  const code = source.codePointAt(at) ?? 0;
  const hex = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
  const char = String.fromCodePoint(code);
  return /[\p{L}\p{M}\p{N}\p{P}\p{S}]/u.test(char) ? `${hex} '${char}'` : hex;
}

export function lineOf(source: string, offset: number): number {
  return source.slice(0, offset).split('\n').length;
}
