export const BLOCK_BYTES = 32;
/** A block begins with the number of the next one; the rest is payload. */
export const LINK_BYTES = 4;
export const PAYLOAD_BYTES = BLOCK_BYTES - LINK_BYTES;
/** A power of two. */
export const BLOCKS_PER_SEGMENT = 2048;
const NONE = 0xffff_ffff;

/**
 * The growing streams of the open chunks: chains of small blocks in shared memory, so that a series with two samples
 * costs one block and growing needs neither a copy nor a larger piece of memory.
 */
export class StreamPool {
  static readonly NONE = NONE;

  readonly #segments: { readonly bytes: Uint8Array<ArrayBuffer>; readonly words: Uint32Array }[] = [];
  #free = NONE;
  #next = 0;
  #used = 0;

  /** Bytes of the blocks in use. */
  get bytes(): number {
    return this.#used * BLOCK_BYTES;
  }

  allocate(): number {
    this.#used++;
    let id = this.#free;
    if (id !== NONE) this.#free = this.#link(id);
    else {
      id = this.#next++;
      if (id % BLOCKS_PER_SEGMENT === 0) {
        const bytes = new Uint8Array(BLOCKS_PER_SEGMENT * BLOCK_BYTES);
        this.#segments.push({ bytes, words: new Uint32Array(bytes.buffer) });
      }
    }
    this.#setLink(id, NONE);
    return id;
  }

  /**
   * Writes the first `count` bytes of `source` at byte `at` of the stream whose last block is `tail`; `rewrites` tells
   * that the first of them replaces a byte that is there. Returns the last block.
   */
  write(tail: number, at: number, rewrites: boolean, source: Uint8Array, count: number): number {
    let block = tail;
    let inBlock = at % PAYLOAD_BYTES;
    for (let i = 0; i < count; i++) {
      if (inBlock === 0 && (i > 0 || !rewrites) && (i > 0 || at > 0)) {
        const next = this.allocate();
        this.#setLink(block, next);
        block = next;
      }
      const segment = this.#segments[Math.floor(block / BLOCKS_PER_SEGMENT)];
      if (segment !== undefined)
        segment.bytes[(block % BLOCKS_PER_SEGMENT) * BLOCK_BYTES + LINK_BYTES + inBlock] = source[i] ?? 0;
      inBlock = inBlock === PAYLOAD_BYTES - 1 ? 0 : inBlock + 1;
    }
    return block;
  }

  /** The memory of the blocks `index * BLOCKS_PER_SEGMENT` and following. */
  segment(index: number): Uint8Array<ArrayBuffer> {
    return this.#segments[index]?.bytes ?? new Uint8Array(0);
  }

  /** The byte at `at` of the stream whose last block, which must hold it, is `tail`. */
  byteAt(tail: number, at: number): number {
    const segment = this.#segments[Math.floor(tail / BLOCKS_PER_SEGMENT)];
    return segment?.bytes[(tail % BLOCKS_PER_SEGMENT) * BLOCK_BYTES + LINK_BYTES + (at % PAYLOAD_BYTES)] ?? 0;
  }

  /** Copies the first `count` bytes of the stream that begins with block `head` to the start of `into`. */
  gather(head: number, count: number, into: Uint8Array): void {
    let block = head;
    for (let at = 0; at < count && block !== NONE; at += PAYLOAD_BYTES) {
      const segment = this.#segments[Math.floor(block / BLOCKS_PER_SEGMENT)];
      if (segment === undefined) return;
      const from = (block % BLOCKS_PER_SEGMENT) * BLOCK_BYTES + LINK_BYTES;
      const take = Math.min(PAYLOAD_BYTES, count - at);
      for (let i = 0; i < take; i++) into[at + i] = segment.bytes[from + i] ?? 0;
      block = this.#link(block);
    }
  }

  /** Gives all blocks from `head` on back. */
  release(head: number): void {
    for (let block = head; block !== NONE;) {
      const next = this.#link(block);
      this.#setLink(block, this.#free);
      this.#free = block;
      this.#used--;
      block = next;
    }
  }

  #link(id: number): number {
    return (
      this.#segments[Math.floor(id / BLOCKS_PER_SEGMENT)]?.words[(id % BLOCKS_PER_SEGMENT) * (BLOCK_BYTES / 4)] ?? NONE
    );
  }

  #setLink(id: number, next: number): void {
    const segment = this.#segments[Math.floor(id / BLOCKS_PER_SEGMENT)];
    if (segment !== undefined) segment.words[(id % BLOCKS_PER_SEGMENT) * (BLOCK_BYTES / 4)] = next;
  }
}
