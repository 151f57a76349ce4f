/** The bytes are no protobuf message, or end in the middle of one. */
export class ProtoError extends Error {}

/** A field of a message: its number, and its value as its wire type has it (a message or text as its bytes). */
export interface ProtoField {
  readonly number: number;
  readonly value: number | bigint | Uint8Array;
}

const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;
const FIXED32 = 5;

/** Reads the wire format of protocol buffers. Source: protobuf.dev, "Encoding". Throws `ProtoError` on anything else. */
export class ProtoReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get done(): boolean {
    return this.#at >= this.#bytes.length;
  }

  /** The fields in their order; fixed numbers come as doubles and, of four bytes, as unsigned whole numbers. */
  *fields(): Generator<ProtoField> {
    while (!this.done) {
      const tag = Number(this.varint());
      const number = Math.floor(tag / 8);
      if (number < 1) throw new ProtoError('a field has no number');
      switch (tag & 7) {
        case VARINT:
          yield { number, value: this.varint() };
          break;
        case FIXED64:
          yield { number, value: this.double() };
          break;
        case BYTES:
          yield { number, value: this.#take(Number(this.varint())) };
          break;
        case FIXED32:
          this.#take(4);
          break;
        default:
          throw new ProtoError('a field is of an unknown wire type');
      }
    }
  }

  varint(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.#bytes[this.#at++];
      if (byte === undefined) throw new ProtoError('a number is cut off');
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asUintN(64, value);
    }
    throw new ProtoError('a number is longer than ten bytes');
  }

  double(): number {
    if (this.#at + 8 > this.#bytes.length) throw new ProtoError('a number is cut off');
    this.#at += 8;
    return this.#view.getFloat64(this.#at - 8, true);
  }

  #take(length: number): Uint8Array {
    const start = this.#at;
    if (length > this.#bytes.length - start) throw new ProtoError('a field is longer than its message');
    this.#at += length;
    return this.#bytes.subarray(start, this.#at);
  }
}

/** A signed number in zigzag form (`sint32`, `sint64`). */
export function zigzag(value: bigint): number {
  return Number((value >> 1n) ^ -(value & 1n));
}
