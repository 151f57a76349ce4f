// The peer of the polling benchmark: undici asks each address at the interval, reads the body to its end, and counts. It begins and
// waits as the engine's scheduler does: how requests lie in time decides how often a thread wakes up for them.
import { parentPort, workerData } from 'node:worker_threads';
import { Agent, request } from 'undici';

const { urls, intervalMs } = workerData as { urls: readonly string[]; intervalMs: number };
const dispatcher = new Agent({ connections: 32 });
let requests = 0;
/** Of the last so many requests, what each took, in milliseconds. */
const LAST = 1_000;
const durationsMs = new Float64Array(LAST);
urls.forEach((url) => {
  const ask = async (): Promise<void> => {
    const startedMs = performance.now();
    const { body } = await request(url, { dispatcher });
    await body.arrayBuffer();
    durationsMs[requests++ % LAST] = performance.now() - startedMs;
    setTimeout(() => void ask(), intervalMs * (0.95 + Math.random() / 10) - (performance.now() - startedMs));
  };
  setTimeout(() => void ask(), Math.random() * 800);
});
const parent = parentPort;
setInterval(() => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port has no origin.
  parent?.postMessage({ requests, medianMs: durationsMs.toSorted()[LAST / 2] });
}, 100);
