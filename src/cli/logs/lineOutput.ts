import { once } from 'node:events';

const FULL_CHARS = 256 * 1024;

/** Lines to standard output in large pieces, no faster than they are read; a reader that is gone (`| head`) is no failure. */
export class LineOutput {
  readonly #stream: NodeJS.WriteStream;
  #pending: string[] = [];
  #chars = 0;
  #closed = false;

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      this.#closed = true;
    });
  }

  get isFull(): boolean {
    return this.#chars >= FULL_CHARS;
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  line(text: string): void {
    this.#pending.push(text, '\n');
    this.#chars += text.length + 1;
  }

  /** Writes what is pending; resolves when more can be taken. */
  async drained(): Promise<void> {
    if (this.#chars === 0 || this.#closed) return;
    const text = this.#pending.join('');
    this.#pending = [];
    this.#chars = 0;
    // A reader that goes while we wait is told by an error, after which nothing drains.
    if (!this.#stream.write(text))
      await Promise.race([once(this.#stream, 'drain'), once(this.#stream, 'close')]).catch(() => undefined);
  }
}
