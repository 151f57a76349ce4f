import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Socket } from 'node:net';

const NONCE_BYTES = 32;
const PROOF_BYTES = 32;

/**
 * Both sides of a connection prove that they know `token`, and neither sends it: where a socket's name is not protected (a named pipe
 * of Windows), whoever took it first would learn what lets him in, and be told the secrets of the window that came to him. Here
 * the side that listens; false where the other one is none of ours, or is gone. The socket is paused afterwards.
 */
export async function greetGuest(socket: Socket, token: Buffer): Promise<boolean> {
  const theirs = await readBytes(socket, NONCE_BYTES);
  if (theirs === undefined) return false;
  const mine = randomBytes(NONCE_BYTES);
  const said = Buffer.concat([theirs, mine]);
  socket.write(Buffer.concat([mine, proofOf(token, 'polling', said)]));
  const shown = await readBytes(socket, PROOF_BYTES);
  return shown !== undefined && timingSafeEqual(shown, proofOf(token, 'guest', said));
}

/** The side that connects; see `greetGuest`. */
export async function greetPolling(socket: Socket, token: Buffer): Promise<boolean> {
  const mine = randomBytes(NONCE_BYTES);
  socket.write(mine);
  const answer = await readBytes(socket, NONCE_BYTES + PROOF_BYTES);
  if (answer === undefined) return false;
  const said = Buffer.concat([mine, answer.subarray(0, NONCE_BYTES)]);
  if (!timingSafeEqual(answer.subarray(NONCE_BYTES), proofOf(token, 'polling', said))) return false;
  socket.write(proofOf(token, 'guest', said));
  return true;
}

function proofOf(token: Buffer, who: 'polling' | 'guest', said: Buffer): Buffer {
  return createHmac('sha256', token).update(who).update(said).digest();
}

/** So many bytes, and no more, of what comes; undefined where the connection ends before. */
function readBytes(socket: Socket, count: number): Promise<Buffer | undefined> {
  return new Promise((resolve) => {
    let read = Buffer.alloc(0);
    const end = (bytes: Buffer | undefined): void => {
      socket.off('data', onData);
      socket.off('close', onClose);
      socket.pause();
      resolve(bytes);
    };
    const onData = (chunk: Buffer): void => {
      read = Buffer.concat([read, chunk]);
      if (read.length < count) return;
      end(read.subarray(0, count));
      if (read.length > count) socket.unshift(read.subarray(count));
    };
    const onClose = (): void => end(undefined);
    if (socket.destroyed) return resolve(undefined);
    socket.on('data', onData);
    socket.on('close', onClose);
    socket.resume();
  });
}
