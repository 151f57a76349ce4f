const NEWLINE = 10;

/** Bytes as they come, cut into lines without their ends; of a line that is too long only the beginning is kept. */
export class BoundedLines {
  readonly #maxBytes: number;
  #parts: Buffer[] = [];
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** The lines that end in `chunk`. */
  push(chunk: Buffer): string[] {
    const lines: string[] = [];
    for (let from = 0; from <= chunk.length;) {
      const at = chunk.indexOf(NEWLINE, from);
      const end = at < 0 ? chunk.length : at;
      this.#take(chunk.subarray(from, end));
      if (at < 0) break;
      lines.push(this.#end());
      from = at + 1;
    }
    return lines;
  }

  #take(part: Buffer): void {
    const kept = part.subarray(0, Math.max(0, this.#maxBytes - this.#bytes));
    if (kept.length === 0) return;
    // A copy: a part of the socket's buffer would keep all of it.
    this.#parts.push(Buffer.from(kept));
    this.#bytes += kept.length;
  }

  #end(): string {
    const line = Buffer.concat(this.#parts).toString();
    this.#parts = [];
    this.#bytes = 0;
    return line.endsWith('\r') ? line.slice(0, -1) : line;
  }
}
