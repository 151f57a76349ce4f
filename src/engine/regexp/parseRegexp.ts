import { err, ok, type Result } from '../../base/result.ts';
import { ANY, ANY_BUT_NEWLINE, type CharClass, literalClass } from './charClass.ts';
import { readClass, readEscapedClass } from './readClass.ts';
import { readEscape } from './readEscape.ts';
import type { ParsedRegexp, Regexp } from './syntax.ts';

const MAX_REPEAT = 1000;
const MAX_DEPTH = 200;

interface Flags {
  readonly foldCase: boolean;
  readonly multiLine: boolean;
  readonly dotNewline: boolean;
  readonly ungreedy: boolean;
}

/**
 * Reads a pattern in RE2's syntax (Go's `regexp/syntax` with Perl flags); `.` matches a line break, as in Prometheus.
 * Gives Go's message where it is none.
 */
export function parseRegexp(pattern: string): Result<ParsedRegexp, string> {
  const parser = new RegexpParser(pattern);
  const regexp = parser.parse();
  if (parser.problem !== undefined) return err(`error parsing regexp: ${parser.problem}`);
  return ok({ regexp, captures: parser.captures, names: parser.names });
}

class RegexpParser {
  readonly #text: string;
  #at = 0;
  #depth = 0;
  #flags: Flags = { foldCase: false, multiLine: false, dotNewline: true, ungreedy: false };
  captures = 0;
  readonly names = new Map<string, number>();
  problem: string | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  parse(): Regexp {
    const regexp = this.#alternatives();
    if (this.#at < this.#text.length) this.#fail(`unexpected ): \`${this.#text}\``);
    return regexp;
  }

  #fail(message: string): Regexp {
    this.problem ??= message;
    this.#at = this.#text.length;
    return { kind: 'empty' };
  }

  #alternatives(): Regexp {
    if (++this.#depth > MAX_DEPTH) return this.#fail(`expression nests too deeply: \`${this.#text}\``);
    const parts = [this.#sequence()];
    while (this.#text[this.#at] === '|') {
      this.#at++;
      parts.push(this.#sequence());
    }
    this.#depth--;
    const [only] = parts;
    return parts.length === 1 && only !== undefined ? only : { kind: 'alternate', parts };
  }

  #sequence(): Regexp {
    const parts: Regexp[] = [];
    while (this.#at < this.#text.length) {
      const char = this.#text[this.#at];
      if (char === '|' || char === ')') break;
      const start = this.#at;
      const atom = this.#atom();
      if (atom === undefined) continue;
      parts.push(...this.#repeated(atom, start));
    }
    const [only] = parts;
    if (only === undefined) return { kind: 'empty' };
    return parts.length === 1 ? only : { kind: 'concat', parts };
  }

  /** The atom with the operator that follows it; a text in `\Q…\E` gives several. */
  #repeated(atom: Regexp | Regexp[], start: number): Regexp[] {
    const atoms = Array.isArray(atom) ? atom : [atom];
    let last = atoms.pop();
    if (last === undefined) return [];
    const from = this.#at;
    let count = 0;
    for (;;) {
      const bounds = this.#bounds();
      if (bounds === undefined) break;
      const operator = this.#at;
      if (++count > 1) {
        this.#fail(`invalid nested repetition operator: \`${this.#text.slice(from, operator)}\``);
        break;
      }
      const { min, max } = bounds;
      if (min > MAX_REPEAT || (max !== Infinity && max > MAX_REPEAT) || max < min) {
        this.#fail(`invalid repeat count: \`${this.#text.slice(from, operator)}\``);
        break;
      }
      const lazy = this.#text[this.#at] === '?';
      if (lazy) this.#at++;
      last = { kind: 'repeat', part: last, min, max, greedy: lazy === this.#flags.ungreedy };
      if (repeatSize(last) > MAX_REPEAT) this.#fail(`invalid repeat count: \`${this.#text.slice(start, this.#at)}\``);
    }
    return [...atoms, last];
  }

  #bounds(): { min: number; max: number } | undefined {
    const char = this.#text[this.#at];
    if (char === '*' || char === '+' || char === '?') {
      this.#at++;
      return { min: char === '+' ? 1 : 0, max: char === '?' ? 1 : Infinity };
    }
    if (char !== '{') return undefined;
    // A brace that does not read as a count stands for itself, as in Go.
    const match = /^\{(\d+)(?:(,)(\d*))?\}/.exec(this.#text.slice(this.#at, this.#at + 32));
    if (match === null) return undefined;
    this.#at += match[0].length;
    const min = Number(match[1]);
    const max = match[2] === undefined ? min : match[3] === '' ? Infinity : Number(match[3]);
    return { min, max };
  }

  #atom(): Regexp | Regexp[] | undefined {
    const char = this.#text[this.#at] ?? '';
    switch (char) {
      case '(':
        return this.#group();
      case '[': {
        const read = readClass(this.#text, this.#at, this.#flags.foldCase);
        if (!read.ok) return this.#fail(read.error);
        this.#at = read.value.end;
        return { kind: 'class', set: read.value.set };
      }
      case '.':
        this.#at++;
        return { kind: 'class', set: this.#flags.dotNewline ? ANY : ANY_BUT_NEWLINE };
      case '^':
        this.#at++;
        return { kind: 'assert', assertion: this.#flags.multiLine ? 'lineStart' : 'textStart' };
      case '$':
        this.#at++;
        return { kind: 'assert', assertion: this.#flags.multiLine ? 'lineEnd' : 'textEnd' };
      case '*':
      case '+':
      case '?':
        return this.#fail(`missing argument to repetition operator: \`${char}\``);
      case '\\':
        return this.#escaped();
      default: {
        if (char === '{' && this.#bounds() !== undefined)
          return this.#fail(`missing argument to repetition operator: \`${char}\``);
        return this.#literal(this.#text.codePointAt(this.#at) ?? 0);
      }
    }
  }

  #literal(codePoint: number): Regexp {
    const text = String.fromCodePoint(codePoint);
    this.#at += text.length;
    return literal(codePoint, this.#flags.foldCase);
  }

  #escaped(): Regexp | Regexp[] {
    const next = this.#text[this.#at + 1];
    switch (next) {
      case undefined:
        return this.#fail('trailing backslash at end of expression: ``');
      case 'A':
      case 'z':
      case 'b':
      case 'B':
        this.#at += 2;
        return {
          kind: 'assert',
          assertion: next === 'A' ? 'textStart' : next === 'z' ? 'textEnd' : next === 'b' ? 'wordEdge' : 'noWordEdge',
        };
      case 'C':
        return this.#fail('invalid escape sequence: `\\C`');
      case 'Q': {
        const end = this.#text.indexOf('\\E', this.#at + 2);
        const body = this.#text.slice(this.#at + 2, end < 0 ? this.#text.length : end);
        this.#at = end < 0 ? this.#text.length : end + 2;
        return [...body].map((char) => literal(char.codePointAt(0) ?? 0, this.#flags.foldCase));
      }
      default:
        break;
    }
    const set = readEscapedClass(this.#text, this.#at, this.#flags.foldCase);
    if (set !== undefined) {
      if (!set.ok) return this.#fail(set.error);
      this.#at = set.value.end;
      return { kind: 'class', set: set.value.set };
    }
    const escape = readEscape(this.#text, this.#at);
    if (!escape.ok) return this.#fail(escape.error);
    this.#at = escape.value.end;
    return literal(escape.value.codePoint, this.#flags.foldCase);
  }

  #group(): Regexp | undefined {
    const start = this.#at;
    const flags = this.#flags;
    let index = 0;
    if (this.#text.startsWith('(?', start)) {
      const named = /^\(\?P?<([^>]*)>/.exec(this.#text.slice(start));
      if (named !== null) {
        const name = named[1] ?? '';
        if (!/^\w+$/.test(name)) return this.#fail(`invalid named capture: \`${named[0]}\``);
        if (this.names.has(name)) return this.#fail(`duplicate capture group name: \`${name}\``);
        index = ++this.captures;
        this.names.set(name, index);
        this.#at += named[0].length;
      } else {
        const options = /^\(\?([imsU]*)(?:-([imsU]+))?([:)])/.exec(this.#text.slice(start));
        if (options === null || (options[0] === '(?)' && options[2] === undefined))
          return this.#fail(`invalid or unsupported Perl syntax: \`${this.#text.slice(start, start + 3)}\``);
        this.#at += options[0].length;
        this.#flags = withFlags(withFlags(flags, options[1] ?? '', true), options[2] ?? '', false);
        // `(?i)` holds for the rest of the group around it.
        if (options[3] === ')') return undefined;
      }
    } else {
      this.#at++;
      index = ++this.captures;
    }
    const part = this.#alternatives();
    if (this.#text[this.#at] !== ')' && this.problem === undefined)
      return this.#fail(`missing closing ): \`${this.#text}\``);
    this.#at++;
    this.#flags = flags;
    return index === 0 ? part : { kind: 'capture', part, index };
  }
}

function literal(codePoint: number, foldCase: boolean): Regexp {
  const set: CharClass = literalClass(codePoint, foldCase);
  return { kind: 'class', set, literal: String.fromCodePoint(codePoint) };
}

function withFlags(flags: Flags, letters: string, on: boolean): Flags {
  return {
    foldCase: letters.includes('i') ? on : flags.foldCase,
    multiLine: letters.includes('m') ? on : flags.multiLine,
    dotNewline: letters.includes('s') ? on : flags.dotNewline,
    ungreedy: letters.includes('U') ? on : flags.ungreedy,
  };
}

/** How often the innermost part of counted repetitions inside one another is repeated, at most. */
function repeatSize(regexp: Regexp): number {
  switch (regexp.kind) {
    case 'repeat': {
      const times = regexp.max === Infinity ? regexp.min : regexp.max;
      return Math.max(times, 1) * repeatSize(regexp.part);
    }
    case 'capture':
      return repeatSize(regexp.part);
    case 'concat':
    case 'alternate':
      return regexp.parts.reduce((most, part) => Math.max(most, repeatSize(part)), 1);
    default:
      return 1;
  }
}
