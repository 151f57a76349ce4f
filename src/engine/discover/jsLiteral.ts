/** How deep and how long a literal may be: it comes from a file. */
const MAX_DEPTH = 20;
const MAX_LENGTH = 1024 * 1024;

/** Stands for what is no literal: a call, a variable, an expression. */
export const UNKNOWN = Symbol('not a literal');

/**
 * The value that a JavaScript file exports (`module.exports = …`, `export default …`), read and never run: objects, lists,
 * texts, numbers and words such as `true`. What is computed is `UNKNOWN`. Undefined where nothing of that kind is exported.
 */
export function readExportedLiteral(text: string): unknown {
  if (text.length > MAX_LENGTH) return undefined;
  const start = /(?:\bmodule\s*\.\s*exports\s*=|\bexport\s+default\b)\s*/.exec(text);
  if (start === null) return undefined;
  return new Reader(text, start.index + start[0].length).value(0);
}

/** Recursive descent over the text; it ends at the first thing that it does not know. */
class Reader {
  readonly #text: string;
  #at: number;

  constructor(text: string, at: number) {
    this.#text = text;
    this.#at = at;
  }

  value(depth: number): unknown {
    this.#blank();
    const char = this.#text.charAt(this.#at);
    let value: unknown;
    if (depth > MAX_DEPTH) value = UNKNOWN;
    else if (char === '{') value = this.#object(depth);
    else if (char === '[') value = this.#list(depth);
    else if (char === '"' || char === "'" || char === '`') value = this.#string(char);
    else value = this.#word();
    this.#blank();
    // Whatever comes behind a value makes an expression of it.
    if (/^[,\]};)]?$/.test(this.#text.charAt(this.#at))) return value;
    this.#skip();
    return UNKNOWN;
  }

  #object(depth: number): unknown {
    const entries: [string, unknown][] = [];
    this.#at++;
    for (;;) {
      this.#blank();
      const char = this.#text.charAt(this.#at);
      if (char === '' || char === '}') {
        this.#at++;
        // `__proto__` is a key like others.
        return Object.fromEntries(entries);
      }
      const key = char === '"' || char === "'" ? this.#string(char) : this.#match(/[\w$]+/y);
      this.#blank();
      if (typeof key === 'string' && key !== '' && this.#text.charAt(this.#at) === ':') {
        this.#at++;
        entries.push([key, this.value(depth + 1)]);
      } else this.#skip();
      this.#blank();
      if (this.#text.charAt(this.#at) === ',') this.#at++;
      else if (this.#text.charAt(this.#at) !== '}') return UNKNOWN;
    }
  }

  #list(depth: number): unknown {
    const items: unknown[] = [];
    this.#at++;
    for (;;) {
      this.#blank();
      const char = this.#text.charAt(this.#at);
      if (char === '' || char === ']') {
        this.#at++;
        return items;
      }
      items.push(this.value(depth + 1));
      this.#blank();
      if (this.#text.charAt(this.#at) === ',') this.#at++;
      else if (this.#text.charAt(this.#at) !== ']') return UNKNOWN;
    }
  }

  /** A text; one with `${…}` in it is computed. */
  #string(quote: string): unknown {
    let text = '';
    let computed = false;
    for (this.#at++; this.#at < this.#text.length; this.#at++) {
      const char = this.#text.charAt(this.#at);
      if (char === quote) {
        this.#at++;
        return computed ? UNKNOWN : text;
      }
      if (quote === '`' && this.#text.startsWith('${', this.#at)) computed = true;
      if (char !== '\\') text += char;
      else text += this.#escape();
    }
    return UNKNOWN;
  }

  #escape(): string {
    const char = this.#text.charAt(++this.#at);
    const known: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };
    return Object.hasOwn(known, char) ? (known[char] ?? '') : char;
  }

  #word(): unknown {
    const number = this.#match(/-?\d+(?:\.\d+)?(?![\w.])/y);
    if (number !== '') return Number(number);
    const word = this.#match(/[\w$.]+/y);
    if (word === 'true' || word === 'false') return word === 'true';
    if (word === 'null') return null;
    if (word === '') this.#skip();
    return UNKNOWN;
  }

  /** Goes on to the end of an expression: the next comma or bracket that is not inside of another one. */
  #skip(): void {
    let depth = 0;
    for (; this.#at < this.#text.length; this.#at++) {
      this.#blank();
      const char = this.#text.charAt(this.#at);
      if (char === '"' || char === "'" || char === '`') {
        this.#string(char);
        this.#at--;
        continue;
      }
      if (depth === 0 && /[,\]}]/.test(char)) return;
      if (/[([{]/.test(char)) depth++;
      else if (/[)\]}]/.test(char)) depth--;
    }
  }

  /** White space and comments. */
  #blank(): void {
    for (let found = true; found;) {
      found = this.#match(/\s+|\/\/[^\n]*/y) !== '';
      if (this.#text.startsWith('/*', this.#at)) {
        const end = this.#text.indexOf('*/', this.#at + 2);
        this.#at = end < 0 ? this.#text.length : end + 2;
        found = true;
      }
    }
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0] ?? '';
    this.#at += found.length;
    return found;
  }
}
