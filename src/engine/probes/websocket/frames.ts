import { randomBytes } from 'node:crypto';
import { t } from '../../../base/l10n.ts';

/** The opcodes of RFC 6455, 5.2. */
export const OPCODES = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

/** A frame as a client sends it: whole and masked (RFC 6455, 5.3). */
export function encodeFrame(opcode: number, payload: Buffer): Buffer {
  const { length } = payload;
  const head = Buffer.alloc(length < 126 ? 2 : length < 65_536 ? 4 : 10);
  head[0] = 0x80 | opcode;
  if (length < 126) head[1] = 0x80 | length;
  else if (length < 65_536) {
    head[1] = 0x80 | 126;
    head.writeUInt16BE(length, 2);
  } else {
    head[1] = 0x80 | 127;
    head.writeBigUInt64BE(BigInt(length), 2);
  }
  const mask = randomBytes(4);
  const masked = Buffer.alloc(length);
  for (let i = 0; i < length; i++) masked[i] = (payload[i] ?? 0) ^ (mask[i & 3] ?? 0);
  return Buffer.concat([head, mask, masked]);
}

/** A whole message, or a control frame. */
export interface Message {
  readonly opcode: number;
  readonly payload: Buffer;
}

/** Parts of one message: empty ones cost memory as well. */
const MAX_PARTS = 10_000;

/** Puts the frames of a server together to messages; what breaks the protocol, or is too long, ends it with a sentence. */
export class FrameReader {
  readonly #maxBytes: number;
  /** Grows by doubling: of a long frame that comes byte by byte not all is copied with each. */
  #held = Buffer.alloc(0);
  #pending = this.#held;
  #parts: Buffer[] = [];
  #partBytes = 0;
  #opcode = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** The messages that `chunk` completes, in order; the sentence ends the reading. */
  push(chunk: Buffer): { readonly messages: readonly Message[]; readonly error?: string } {
    this.#keep(chunk);
    const messages: Message[] = [];
    for (;;) {
      const frame = this.#next();
      if (frame === undefined) return { messages };
      if (typeof frame === 'string') return { messages, error: frame };
      const { opcode, payload, last } = frame;
      if (opcode >= OPCODES.close) {
        messages.push({ opcode, payload });
        continue;
      }
      if ((opcode === OPCODES.continuation) === (this.#parts.length === 0)) {
        return { messages, error: t('the parts of a message are out of order') };
      }
      if (opcode !== OPCODES.continuation) this.#opcode = opcode;
      this.#parts.push(payload);
      this.#partBytes += payload.length;
      if (this.#parts.length > MAX_PARTS) return { messages, error: t('a message has too many parts') };
      if (this.#partBytes > this.#maxBytes) return { messages, error: this.#tooLong() };
      if (!last) continue;
      messages.push({ opcode: this.#opcode, payload: Buffer.concat(this.#parts) });
      this.#parts = [];
      this.#partBytes = 0;
    }
  }

  #next(): { opcode: number; payload: Buffer; last: boolean } | string | undefined {
    const bytes = this.#pending;
    const [first, second] = bytes;
    if (first === undefined || second === undefined) return undefined;
    if ((first & 0x70) !== 0) return t('a frame uses an extension that was not agreed on');
    // A server's frames are not masked (RFC 6455, 5.1).
    if ((second & 0x80) !== 0) return t('a frame of the server is masked');
    const opcode = first & 0x0f;
    const last = (first & 0x80) !== 0;
    let length = second & 0x7f;
    let at = 2;
    if (opcode >= OPCODES.close && (length > 125 || !last)) return t('a control frame is too long');
    if (length === 126) {
      if (bytes.length < 4) return undefined;
      length = bytes.readUInt16BE(2);
      at = 4;
    } else if (length === 127) {
      if (bytes.length < 10) return undefined;
      length = Number(bytes.readBigUInt64BE(2));
      at = 10;
    }
    if (length > this.#maxBytes) return this.#tooLong();
    if (bytes.length < at + length) return undefined;
    this.#pending = bytes.subarray(at + length);
    // A copy: a few bytes do not keep all that came with them, and what comes next takes their place.
    return { opcode, payload: Buffer.from(bytes.subarray(at, at + length)), last };
  }

  #keep(chunk: Buffer): void {
    const { length } = this.#pending;
    const start = this.#pending.byteOffset - this.#held.byteOffset;
    if (start + length + chunk.length <= this.#held.length) {
      chunk.copy(this.#held, start + length);
      this.#pending = this.#held.subarray(start, start + length + chunk.length);
      return;
    }
    const larger = Buffer.allocUnsafeSlow(Math.max(2 * length, length + chunk.length));
    this.#pending.copy(larger);
    chunk.copy(larger, length);
    this.#held = larger;
    this.#pending = larger.subarray(0, length + chunk.length);
  }

  #tooLong(): string {
    return t('a message is longer than {0} kB', this.#maxBytes / 1024);
  }
}
