import type { Worker } from 'node:worker_threads';
import { toDisposable } from '../../src/base/disposable.ts';
import type { Port } from '../../src/protocol/rpc.ts';

/** The port to a worker thread, from the thread that started it. */
export function workerPort(worker: Worker): Port {
  return {
    post: (message, transfer) => worker.postMessage(message, [...transfer]),
    onMessage(listener) {
      worker.on('message', listener);
      return toDisposable(() => worker.off('message', listener));
    },
  };
}
