import type { Socket } from 'node:net';
import { deserialize, serialize } from 'node:v8';
import { toDisposable } from '../../base/disposable.ts';
import type { Port } from '../../protocol/rpc.ts';

const HEADER_BYTES = 4;
/** A message that is larger is none of ours. */
const MAX_MESSAGE_BYTES = 256 << 20;

/**
 * Messages over a socket, each as structured clone's bytes with their length before them. A wrong length ends the connection, and
 * so does a side that does not read (it hangs, or is stopped): what waits for it would grow without an end.
 */
export function socketPort(socket: Socket, maxUnreadBytes = MAX_MESSAGE_BYTES): Port {
  const listeners = new Set<(message: unknown) => void>();
  let parts: Buffer[] = [];
  let length = 0;
  let wanted = HEADER_BYTES;
  let isHeader = true;
  const take = (): Buffer => {
    const all = parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts, length);
    const taken = all.subarray(0, wanted);
    parts = all.length > wanted ? [all.subarray(wanted)] : [];
    length -= wanted;
    return taken;
  };
  socket.on('data', (chunk: Buffer) => {
    parts.push(chunk);
    length += chunk.length;
    while (length >= wanted && !socket.destroyed) {
      const bytes = take();
      if (isHeader) {
        wanted = bytes.readUInt32LE();
        isHeader = false;
        if (wanted > MAX_MESSAGE_BYTES) socket.destroy();
        continue;
      }
      wanted = HEADER_BYTES;
      isHeader = true;
      let message: unknown;
      try {
        message = deserialize(bytes);
      } catch {
        socket.destroy();
        return;
      }
      for (const listener of listeners) listener(message);
    }
  });
  return {
    post(message) {
      if (socket.destroyed) return;
      if (socket.writableLength > maxUnreadBytes) {
        socket.destroy();
        return;
      }
      const bytes = serialize(message);
      const header = Buffer.allocUnsafe(HEADER_BYTES);
      header.writeUInt32LE(bytes.length);
      socket.cork();
      socket.write(header);
      socket.write(bytes);
      socket.uncork();
    },
    onMessage(listener) {
      listeners.add(listener);
      return toDisposable(() => listeners.delete(listener));
    },
  };
}
