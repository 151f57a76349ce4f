import type { Dialect, Quote } from './dialects.ts';

/** A piece of a message: a fixed text, or what an expression gives. */
export type Piece = { readonly text: string } | { readonly hole: string };

/** A text in the source: what it holds, and the offset after it. */
interface Literal {
  readonly pieces: readonly Piece[];
  readonly end: number;
}

/** A statement that is longer is left away: nothing is scanned without end. */
export const STATEMENT_MAX_CHARS = 4_000;
const HOLE_MAX_CHARS = 40;
/** Texts within texts. */
const DEPTH_MAX = 10;
const OPEN = '([{';
const CLOSE = ')]}';
const PYTHON_PREFIX = /[fFrRbBuU]{1,2}(?=["'])/y;
const CSHARP_QUOTE = /(\$?@\$?|\${0,8})("{3,20}|")/y;
const RUST_QUOTE = /(?:b|c)?r(#{0,10})"/y;
const CHAR = /b?'(?:\\[^\n]{1,10}?|[^'\\\n]{1,2})'/y;
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', v: '\v', 0: '\0' };

/** How the text that begins somewhere is read. */
interface Opening extends Omit<Quote, 'quote'> {
  /** The offset of what the quotes hold. */
  readonly from: number;
  /** What ends it. */
  readonly close: string;
  /** A quote is written twice. */
  readonly twice?: boolean;
  /** So many brackets begin an expression, and one more of a single one is a bracket; 0: none does. */
  readonly braces?: number;
}

/** The text that begins at `at`; undefined where none does, `broken` where it has no end. */
export function readLiteral(source: string, at: number, dialect: Dialect, depth = 0): Literal | 'broken' | undefined {
  if (depth > DEPTH_MAX) return 'broken';
  const char = dialect.chars === true ? matchAt(CHAR, source, at) : undefined;
  if (char !== undefined) return { pieces: [{ text: char[0].slice(1, -1) }], end: at + char[0].length };
  const opening = openingAt(source, at, dialect);
  if (opening === undefined) return undefined;
  const { close, template, escapes, twice = false, braces = 0 } = opening;
  const pieces: Piece[] = [];
  let text = '';
  const hole = (name: string): void => {
    pieces.push({ text }, { hole: name.trim().slice(0, HOLE_MAX_CHARS) });
    text = '';
  };
  const limit = Math.min(source.length, at + STATEMENT_MAX_CHARS);
  for (let i = opening.from; i < limit;) {
    const next = source[i] ?? '';
    if (twice && next === '"' && source[i + 1] === '"') {
      text += next;
      i += 2;
    } else if (source.startsWith(close, i)) {
      return { pieces: [...pieces, { text }], end: i + close.length };
    } else if (next === '\n' && opening.lines !== true) {
      return 'broken';
    } else if (next === '\\' && escapes !== 'none') {
      const escape = readEscape(source, i, escapes, dialect);
      text += escape.text;
      i = escape.end;
    } else if (template !== undefined ? source.startsWith(template, i) : isDollar(source, i, dialect)) {
      const isBraced = source[i + 1] === '{';
      const end = isBraced ? skipBrackets(source, i + 1, dialect, depth) : wordEnd(source, i + 1);
      if (end === undefined) return 'broken';
      hole(source.slice(isBraced ? i + 2 : i + 1, isBraced ? end - 1 : end));
      i = end;
    } else if (braces > 0 && (source.startsWith('{'.repeat(braces), i) || (braces === 1 && next === '}'))) {
      if (braces === 1 && source[i + 1] === next) {
        text += next;
        i += 2;
        continue;
      }
      const end = next === '{' ? skipBrackets(source, i + braces - 1, dialect, depth) : undefined;
      if (end === undefined) return 'broken';
      // Conversion and format do not belong to the expression: `{ms!r:>8.2f}`, `{total,10:N2}`.
      hole(source.slice(i + braces, end - 1).replace(/(?:![rsa])?(?:,\s?-?\d{1,3})?(?::[^:'"()]{0,30})?=?$/, ''));
      i = end + braces - 1;
    } else {
      text += next;
      i++;
    }
  }
  return 'broken';
}

/** How the text at `at` is read; undefined where none begins there. */
function openingAt(source: string, at: number, dialect: Dialect): Opening | undefined {
  const letters = dialect.prefixes === 'python' ? (matchAt(PYTHON_PREFIX, source, at)?.[0].toLowerCase() ?? '') : '';
  const csharp = dialect.prefixes === 'csharp' ? matchAt(CSHARP_QUOTE, source, at) : undefined;
  if (csharp !== undefined) {
    const [whole, signs = '', close = '"'] = csharp;
    const isRaw = close.length > 1;
    const twice = signs.includes('@');
    const braces = signs.length - (twice ? 1 : 0);
    const free = isRaw || twice ? ({ escapes: 'none', lines: true } as const) : {};
    return { close, from: at + whole.length, twice, braces, ...free };
  }
  const rust = dialect.prefixes === 'rust' ? matchAt(RUST_QUOTE, source, at) : undefined;
  if (rust !== undefined)
    return { close: `"${rust[1] ?? ''}`, from: at + rust[0].length, escapes: 'none', lines: true };
  const from = at + letters.length;
  const kind = dialect.quotes.find(({ quote }) => source.startsWith(quote, from));
  if (kind === undefined) return undefined;
  return {
    ...kind,
    close: kind.quote,
    from: from + kind.quote.length,
    ...(letters.includes('r') && { escapes: 'kept' }),
    ...(letters.includes('f') && { braces: 1 }),
  };
}

/** The offset after the bracket that closes the one at `at`; undefined where there is none near. */
export function skipBrackets(source: string, at: number, dialect: Dialect, within = 0): number | undefined {
  let depth = 0;
  const limit = Math.min(source.length, at + STATEMENT_MAX_CHARS);
  for (let i = at; i < limit;) {
    const char = source[i] ?? '';
    const literal = readLiteral(source, i, dialect, within + 1);
    // Whatever is within it: no second try from the next character, which could take for ever.
    if (literal === 'broken') return undefined;
    const after = skipComment(source, i, dialect) ?? literal?.end;
    if (after !== undefined) {
      i = after;
      continue;
    }
    if (OPEN.includes(char)) depth++;
    else if (CLOSE.includes(char) && --depth === 0) return i + 1;
    i++;
  }
  return undefined;
}

/** The offset after the comment that begins at `at`; undefined where none does. */
export function skipComment(source: string, at: number, { comment }: Dialect): number | undefined {
  if (source.startsWith(comment, at)) {
    const end = source.indexOf('\n', at);
    return end < 0 ? source.length : end;
  }
  if (comment === '#' || !source.startsWith('/*', at)) return undefined;
  const end = source.indexOf('*/', at + 2);
  return end < 0 ? source.length : end + 2;
}

/** Where the name that begins at `at` ends. */
export function wordEnd(source: string, at: number): number {
  let end = at;
  while (/[\w$]/.test(source[end] ?? '')) end++;
  return end;
}

function isDollar(source: string, at: number, { dollars }: Dialect): boolean {
  return dollars === true && source[at] === '$' && /[A-Za-z_{]/.test(source[at + 1] ?? '');
}

/** What a pattern that is sticky finds at `at`. */
function matchAt(pattern: RegExp, source: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at;
  return pattern.exec(source) ?? undefined;
}

function readEscape(
  source: string,
  at: number,
  escapes: Quote['escapes'],
  { prefixes }: Dialect,
): { readonly text: string; readonly end: number } {
  const rest = source.slice(at + 1, at + 12);
  const char = rest[0] ?? '';
  if (escapes === 'kept') return { text: `\\${char}`, end: at + 2 };
  if (escapes === 'quotes')
    return char === "'" || char === '\\' ? { text: char, end: at + 2 } : { text: '\\', end: at + 1 };
  const code = /^(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|u\{([0-9a-fA-F]{1,6})\})/.exec(rest);
  const point = Number.parseInt(code?.[1] ?? code?.[2] ?? code?.[3] ?? '', 16);
  if (code !== null && point <= 0x10_ffff) return { text: String.fromCodePoint(point), end: at + 1 + code[0].length };
  if (char !== '\n') return { text: ESCAPES[char] ?? char, end: at + 2 };
  // A line that goes on: in Rust after its indentation.
  if (prefixes !== 'rust') return { text: '', end: at + 2 };
  const limit = at + STATEMENT_MAX_CHARS;
  let end = at + 2;
  while (end < limit && /\s/.test(source[end] ?? '')) end++;
  return { text: '', end };
}
