import { SplitMap } from '../../base/splitMap.ts';

/** Texts by number: each label name and value is kept once, for as long as a series uses it. */
export class Symbols {
  readonly #ids = new SplitMap<string, number>(spreadOfText);
  readonly #texts: string[] = [];
  readonly #uses: number[] = [];
  readonly #free: number[] = [];
  #textBytes = 0;

  find(text: string): number | undefined {
    return this.#ids.get(text);
  }

  text(id: number): string {
    return this.#texts[id] ?? '';
  }

  /** The number of `text`, counting one use more. */
  acquire(text: string): number {
    const known = this.#ids.get(text);
    if (known !== undefined) {
      this.#uses[known] = (this.#uses[known] ?? 0) + 1;
      return known;
    }
    const id = this.#free.pop() ?? this.#texts.length;
    const own = detach(text);
    this.#texts[id] = own;
    this.#uses[id] = 1;
    this.#ids.set(own, id);
    this.#textBytes += own.length;
    return id;
  }

  /** Counts one use more of a symbol, unless it was freed. */
  acquireKnown(id: number): boolean {
    const uses = this.#uses[id] ?? 0;
    if (uses > 0) this.#uses[id] = uses + 1;
    return uses > 0;
  }

  /** Counts one use less; the last one frees the text and its number. */
  release(id: number): void {
    const uses = (this.#uses[id] ?? 0) - 1;
    this.#uses[id] = uses;
    if (uses > 0) return;
    const text = this.text(id);
    this.#ids.delete(text);
    this.#textBytes -= text.length;
    this.#texts[id] = '';
    this.#free.push(id);
  }

  /** An estimate. */
  get bytes(): number {
    return this.#textBytes + this.#ids.size * 88;
  }
}

/** Texts of one label mostly differ at their end, numbered ones and identifiers alike. */
function spreadOfText(text: string): number {
  const { length } = text;
  return length === 0 ? 0 : text.charCodeAt(length - 1) + 31 * text.charCodeAt(Math.max(0, length - 2)) + 7 * length;
}

/** A copy: a text that was cut out of a scrape's body would keep the whole body alive. */
function detach(text: string): string {
  // Shorter cuts are copies already (V8's SlicedString::kMinLength).
  return text.length < 13 ? text : Buffer.from(text, 'utf16le').toString('utf16le');
}
