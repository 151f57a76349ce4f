import { decodeText, detectEncoding, lineEnd, type TextEncoding } from './textEncoding.ts';
import { withoutColours } from './withoutColours.ts';

/** A line that is longer is cut there: what comes without a newline for ever must not fill the memory. */
export const LINE_MAX_BYTES = 16 * 1024 * 1024;

/** Cuts a stream of bytes into lines of text, without their ends and their colours, whatever the borders of its chunks. */
export class LineSplitter {
  #encoding: TextEncoding | undefined;
  /** The begun line, in pieces: joined only when it ends, so that a long line is copied once. */
  #pending: Buffer[] = [];
  #pendingBytes = 0;
  /** The begun line was cut and told: the rest of it is dropped. */
  #skipping = false;
  #cutLines = 0;

  /** Lines that were longer than `LINE_MAX_BYTES`. */
  get cutLines(): number {
    return this.#cutLines;
  }

  push(chunk: Buffer): string[] {
    const lines: string[] = [];
    const wide = this.#encoding?.name.startsWith('utf-16') === true;
    // Two bytes a character: the border may lie within one, so the line is looked at as a whole.
    if (this.#pendingBytes > 0 && !wide && !chunk.includes(10)) this.#keep(Buffer.from(chunk), lines);
    else {
      const bytes = this.#pendingBytes === 0 ? chunk : Buffer.concat([...this.#pending, chunk]);
      this.#pending = [];
      this.#pendingBytes = 0;
      this.#cut(bytes, lines);
    }
    return lines;
  }

  /** What came after the last newline; the next bytes begin a new line. */
  flush(): string[] {
    const rest = Buffer.concat(this.#pending);
    const skipped = this.#skipping;
    this.#pending = [];
    this.#pendingBytes = 0;
    this.#skipping = false;
    return rest.length === 0 || skipped ? [] : [lineText(rest, this.#encoding ?? detectEncoding(rest))];
  }

  #cut(bytes: Buffer, lines: string[]): void {
    let from = 0;
    if (this.#encoding === undefined) {
      this.#encoding = detectEncoding(bytes.subarray(0, 65_536));
      from = this.#encoding.markBytes;
    }
    const encoding = this.#encoding;
    for (let end = lineEnd(bytes, from, encoding); end >= 0; end = lineEnd(bytes, from, encoding)) {
      if (this.#skipping) this.#skipping = false;
      else lines.push(lineText(bytes.subarray(from, end), encoding));
      from = end;
    }
    // A copy: a slice would hold on to the whole chunk.
    if (from < bytes.length) this.#keep(Buffer.from(bytes.subarray(from)), lines);
  }

  #keep(rest: Buffer, lines: string[]): void {
    this.#pending.push(rest);
    this.#pendingBytes += rest.length;
    if (this.#pendingBytes <= LINE_MAX_BYTES && !this.#skipping) return;
    const all = Buffer.concat(this.#pending);
    if (!this.#skipping && this.#encoding !== undefined) {
      this.#cutLines++;
      this.#skipping = true;
      lines.push(lineText(all.subarray(0, LINE_MAX_BYTES), this.#encoding));
    }
    // Half a character stays, so that the halves of the following ones are not mistaken.
    this.#pending = all.length % 2 === 1 ? [Buffer.from(all.subarray(-1))] : [];
    this.#pendingBytes = all.length % 2;
  }
}

/** The text of a line's bytes, without its end and its colours. */
export function lineText(bytes: Buffer, encoding: TextEncoding): string {
  return withoutColours(decodeText(bytes, encoding).replace(/\r?\n$/, ''));
}
