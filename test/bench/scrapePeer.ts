// The peer of the scrape benchmark, in a thread of its own so that its garbage does not slow us down: the npm parser on
// one body, which it wants as a string. Tells how long each of four runs took, in milliseconds.
import { createRequire } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';

const { peer, body } = workerData as { peer: string; body: Uint8Array };
const loaded = createRequire(import.meta.url)(peer) as { default?: (text: string) => unknown } & ((
  text: string,
) => unknown);
const parse = loaded.default ?? loaded;
const text = Buffer.from(body).toString('latin1');
const times = Array.from({ length: 4 }, () => {
  const started = performance.now();
  parse(text);
  return performance.now() - started;
});
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
parentPort?.postMessage(times);
