/** Writes bits, most significant first, into `bytes` from bit `at` on; bits beyond `at` in its byte are overwritten. */
export class BitWriter {
  bytes: Uint8Array;
  /** The next bit to write. */
  at = 0;

  constructor(capacityBytes: number) {
    this.bytes = new Uint8Array(capacityBytes);
  }

  /** The low `count` bits of `value`; `count` is 1 to 32. */
  write(value: number, count: number): void {
    const bytes = this.bytes;
    let rest = count;
    while (rest > 0) {
      const used = this.at & 7;
      const take = Math.min(8 - used, rest);
      rest -= take;
      const part = (value >>> rest) & ((1 << take) - 1);
      const index = this.at >>> 3;
      const kept = used === 0 ? 0 : (bytes[index] ?? 0) & (0xff00 >>> used);
      bytes[index] = kept | (part << (8 - used - take));
      this.at += take;
    }
  }

  /** A whole number below 2^53 in `count` bits, 0 to 53. */
  writeWide(value: number, count: number): void {
    if (count > 32) {
      this.write(Math.floor(value / 0x1_0000_0000), count - 32);
      this.write(value >>> 0, 32);
    } else if (count > 0) this.write(value >>> 0, count);
  }

  /** Makes room for `extraBytes` more; the bytes may move. */
  reserve(extraBytes: number): void {
    const needed = (this.at >>> 3) + 1 + extraBytes;
    if (needed <= this.bytes.length) return;
    const grown = new Uint8Array(Math.max(needed, this.bytes.length * 2));
    grown.set(this.bytes);
    this.bytes = grown;
  }
}

/** Reads what `BitWriter` wrote. Past the end it gives zeros and `overrun` tells. */
export class BitReader {
  #bytes: Uint8Array = new Uint8Array(0);
  #at = 0;
  #end = 0;

  reset(bytes: Uint8Array, fromByte: number, toByte: number): void {
    this.#bytes = bytes;
    this.#at = fromByte * 8;
    this.#end = Math.min(toByte, bytes.length) * 8;
  }

  get overrun(): boolean {
    return this.#at > this.#end;
  }

  /** The next bit to read, counted from the start of the bytes. */
  get at(): number {
    return this.#at;
  }

  set at(bit: number) {
    this.#at = bit;
  }

  /** One bit. */
  bit(): number {
    const at = this.#at++;
    return at < this.#end ? ((this.#bytes[at >>> 3] ?? 0) >>> (7 - (at & 7))) & 1 : 0;
  }

  /** An unsigned number of `count` bits, 0 to 32. */
  read(count: number): number {
    const at = this.#at;
    this.#at += count;
    if (this.#at > this.#end || count === 0) return 0;
    return peekWord(this.#bytes, at) >>> (32 - count);
  }

  /** A whole number of `count` bits, 0 to 53. */
  readWide(count: number): number {
    if (count <= 32) return this.read(count);
    const high = this.read(count - 32);
    return high * 0x1_0000_0000 + this.read(32);
  }
}

/** How many bits the whole number `value` (0 to 2^53) takes; 0 for 0. */
export function bitLength(value: number): number {
  return value < 0x1_0000_0000 ? 32 - Math.clz32(value) : 64 - Math.clz32(value / 0x1_0000_0000);
}

/** The 32 bits from bit `at` on, zeros beyond the bytes; the first of them is the sign. */
export function peekWord(bytes: Uint8Array, at: number): number {
  // Five bytes hold any 32 bits.
  const byte = at >>> 3;
  const shift = at & 7;
  const word =
    ((bytes[byte] ?? 0) << 24) |
    ((bytes[byte + 1] ?? 0) << 16) |
    ((bytes[byte + 2] ?? 0) << 8) |
    (bytes[byte + 3] ?? 0);
  return shift === 0 ? word : (word << shift) | ((bytes[byte + 4] ?? 0) >>> (8 - shift));
}
