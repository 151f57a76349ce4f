import type { Socket } from 'node:net';
import { t } from '../../../base/l10n.ts';
import { encodeFrame, FrameReader, OPCODES } from './frames.ts';

const MESSAGE_MAX_BYTES = 1024 * 1024;
/** A server that talks without an end is not listened to for ever, whatever the timeout. */
const MAX_MESSAGES = 1_000;
/** Answers to pings that the server has not read. */
const UNREAD_MAX_BYTES = 64 * 1024;
/** What is left of a connection after this is cut. */
const CLOSE_WAIT_MS = 100;

/** How listening ended. */
export interface Heard {
  /** The message that was waited for. */
  readonly message?: Buffer;
  /** Messages that were something else. */
  readonly passedOver: number;
  /** The last of them. */
  readonly last?: Buffer;
  /** Why there will be none, in a sentence's end. */
  readonly failed?: string;
  readonly aborted: boolean;
}

/** How much is listened to. */
export interface ListenLimits {
  readonly messageBytes: number;
  readonly messages: number;
}

const LIMITS: ListenLimits = { messageBytes: MESSAGE_MAX_BYTES, messages: MAX_MESSAGES };

/** Listens on an open WebSocket until a message `fits`; answers pings meanwhile. Never rejects; ends at once when `signal` fires. */
export function listen(
  socket: Socket,
  head: Buffer,
  fits: (message: Buffer) => boolean,
  signal: AbortSignal,
  limits = LIMITS,
): Promise<Heard> {
  return new Promise((resolve) => {
    const reader = new FrameReader(limits.messageBytes);
    let passedOver = 0;
    let last: Buffer | undefined;
    const end = (result: Partial<Heard>): void => {
      signal.removeEventListener('abort', onAbort);
      socket.removeListener('data', onData);
      socket.removeListener('close', onClose);
      resolve({ passedOver, aborted: false, ...(last !== undefined && { last }), ...result });
    };
    const onAbort = (): void => end({ aborted: true });
    const onClose = (): void => end({ failed: t('the connection was closed') });
    const onData = (chunk: Buffer): void => {
      const { messages, error } = reader.push(chunk);
      for (const { opcode, payload } of messages) {
        if (opcode === OPCODES.ping) {
          if (socket.writableLength > UNREAD_MAX_BYTES)
            return end({ failed: t('the server does not read the answers to its pings') });
          socket.write(encodeFrame(OPCODES.pong, payload));
        } else if (opcode === OPCODES.close) return end({ failed: closedWith(payload) });
        else if (opcode === OPCODES.text || opcode === OPCODES.binary) {
          if (fits(payload)) return end({ message: payload });
          last = payload;
          if (++passedOver >= limits.messages)
            return end({ failed: t('{0} messages were something else', limits.messages) });
        }
      }
      if (error !== undefined) end({ failed: error });
    };
    if (signal.aborted) return end({ aborted: true });
    signal.addEventListener('abort', onAbort);
    socket.on('data', onData);
    socket.on('close', onClose);
    onData(head);
  });
}

/** Says goodbye and lets go of the connection. */
export function hangUp(socket: Socket): void {
  const timer = setTimeout(() => socket.destroy(), CLOSE_WAIT_MS);
  timer.unref();
  socket.once('close', () => clearTimeout(timer));
  socket.resume();
  socket.end(encodeFrame(OPCODES.close, Buffer.from([0x03, 0xe8])));
}

function closedWith(payload: Buffer): string {
  const code = payload.length >= 2 ? payload.readUInt16BE(0) : 1005;
  const why = payload.subarray(2).toString('utf8').slice(0, 123);
  return t('the server closed the connection with {0}', why === '' ? code : `${code} (${why})`);
}
