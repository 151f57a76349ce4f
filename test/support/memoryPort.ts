import { toDisposable } from '../../src/base/disposable.ts';
import type { Port } from '../../src/protocol/rpc.ts';

/** Two ports joined in memory: what one posts the other receives in a later microtask, cloned as a worker's message is. */
export function memoryPorts(): [Port, Port] {
  const listeners: [Set<(m: unknown) => void>, Set<(m: unknown) => void>] = [new Set(), new Set()];
  const port = (own: 0 | 1): Port => ({
    post(message, transfer) {
      const clone: unknown = structuredClone(message, { transfer: [...transfer] });
      queueMicrotask(() => listeners[own === 0 ? 1 : 0].forEach((listener) => listener(clone)));
    },
    onMessage(listener) {
      listeners[own].add(listener);
      return toDisposable(() => listeners[own].delete(listener));
    },
  });
  return [port(0), port(1)];
}
