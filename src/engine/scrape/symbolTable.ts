const EMPTY = -1;

/**
 * Texts by their bytes: the same bytes give the same string object, made once. Names and many values of an exposition
 * repeat in thousands of series, so looking them up saves both time and memory. Forgets everything at `limit` texts.
 */
export class SymbolTable {
  readonly #limit: number;
  #slots = new Int32Array(1024).fill(EMPTY);
  #texts: string[] = [];
  #hashes: number[] = [];

  constructor(limit = 500_000) {
    this.#limit = limit;
  }

  /** The text that the bytes `[start, end)` are in UTF-8, with the escapes `\\`, `\"` and `\n` resolved. */
  intern(bytes: Buffer, start: number, end: number): string {
    let hash = 0;
    let high = 0;
    let escaped = false;
    for (let i = start; i < end; i++) {
      const byte = bytes[i] as number;
      hash = Math.imul(hash ^ byte, 0x01000193);
      high |= byte;
      if (byte === 0x5c) escaped = true;
    }
    // The table compares byte by byte, so what is not plain ASCII is decoded each time; that is rare.
    if (escaped || high >= 0x80) {
      const text = bytes.toString('utf8', start, end);
      return escaped ? unescape(text) : text;
    }
    hash ^= hash >>> 15;
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    for (;;) {
      const at = this.#slots[slot] as number;
      if (at === EMPTY) break;
      if (this.#hashes[at] === hash && isSame(this.#texts[at] as string, bytes, start, end))
        return this.#texts[at] as string;
      slot = (slot + 1) & mask;
    }
    const text = bytes.toString('latin1', start, end);
    if (this.#texts.length >= this.#limit) this.#clear();
    else if (this.#texts.length * 2 >= this.#slots.length) this.#grow();
    this.#insert(hash, this.#texts.length);
    this.#texts.push(text);
    this.#hashes.push(hash);
    return text;
  }

  #insert(hash: number, at: number): void {
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    while (this.#slots[slot] !== EMPTY) slot = (slot + 1) & mask;
    this.#slots[slot] = at;
  }

  #grow(): void {
    this.#slots = new Int32Array(this.#slots.length * 4).fill(EMPTY);
    this.#hashes.forEach((hash, at) => this.#insert(hash, at));
  }

  #clear(): void {
    this.#slots = new Int32Array(1024).fill(EMPTY);
    this.#texts = [];
    this.#hashes = [];
  }
}

function isSame(text: string, bytes: Buffer, start: number, end: number): boolean {
  if (text.length !== end - start) return false;
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) !== bytes[start + i]) return false;
  return true;
}

/** `text` with `\\`, `\"` and `\n` resolved; any other backslash stays, as Prometheus leaves it. */
export function unescape(text: string): string {
  return text.replaceAll(/\\([\\"n])/g, (_, char: string) => (char === 'n' ? '\n' : char));
}

/** The text of HELP in the Prometheus text format, where a quote is not escaped: `\\` and `\n` resolved. */
export function unescapeTextHelp(text: string): string {
  return text.replaceAll(/\\([\\n])/g, (_, char: string) => (char === 'n' ? '\n' : char));
}
