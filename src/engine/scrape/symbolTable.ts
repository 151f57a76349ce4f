const SLOTS = 4096;

/**
 * Texts by their bytes: for bytes met not long ago it gives the same string object again. Names and many values of an
 * exposition repeat in thousands of series, so this saves both time and memory. Of fixed size: a text that is not met
 * again gives way to another.
 */
export class SymbolTable {
  readonly #texts: string[] = Array.from({ length: SLOTS }, () => '');

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
    const slot = (hash ^ (hash >>> 15)) & (SLOTS - 1);
    const known = this.#texts[slot] as string;
    if (isSame(known, bytes, start, end)) return known;
    const text = bytes.toString('latin1', start, end);
    this.#texts[slot] = text;
    return text;
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
