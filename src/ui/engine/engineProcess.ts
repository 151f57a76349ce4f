import { Worker } from 'node:worker_threads';
import { Emitter, type Event } from '../../base/event.ts';
import { type Disposable, toDisposable } from '../../base/disposable.ts';
import { ENGINE_MEMORY, GUEST_ENDED, type EngineStart } from '../../protocol/engine.ts';
import type { Port } from '../../protocol/rpc.ts';

/** The reason of an exit that is none to worry about: another window polled, and is gone. */
export const HAND_OVER = 'the window that polled is gone';

/** A running engine, as the client sees it: a port, and the word that it is gone. Disposing it ends it at once. */
export interface EngineProcess extends Disposable {
  readonly port: Port;
  /** Fires once, with the reason in a few words. */
  readonly onExit: Event<string>;
}

/** Starts the engine as a worker thread from `file`. */
export function startEngineWorker(file: string, start: EngineStart): EngineProcess {
  // The worker's own output would land in the extension host's log among everybody else's.
  const worker = new Worker(file, {
    workerData: start,
    resourceLimits: ENGINE_MEMORY,
    stdout: true,
    stderr: true,
    name: 'watchpost',
  });
  const exited = new Emitter<string>();
  let failure = '';
  let lastWords = '';
  worker.stdout.resume();
  worker.stderr.on('data', (chunk: Buffer) => {
    lastWords = (lastWords + chunk.toString('utf8')).slice(-2_000);
  });
  worker.on('error', (error: Error) => {
    failure = error.stack ?? error.message;
  });
  worker.once('exit', (code) => {
    const why = failure !== '' ? failure : lastWords.trim();
    exited.fire(code === GUEST_ENDED ? HAND_OVER : `the engine ended with code ${code}${why === '' ? '' : `: ${why}`}`);
    exited.dispose();
  });
  return {
    port: {
      post: (message, transfer) => worker.postMessage(message, transfer),
      onMessage(listener) {
        worker.on('message', listener);
        return toDisposable(() => worker.off('message', listener));
      },
    },
    onExit: exited.event,
    dispose: () => void worker.terminate(),
  };
}
