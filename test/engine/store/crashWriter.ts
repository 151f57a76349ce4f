// The process that `crash.test.ts` kills: appends a sample every few milliseconds and prints its timestamp. Its clock
// runs twenty times as fast, so that seconds of flushing pass in a test's time.
import { Store } from '../../../src/engine/store/store.ts';
import { toDisposable } from '../../../src/base/disposable.ts';
import { LabelSet } from '../../../src/model/labelSet.ts';

const SPEED = 20;
const startMs = 1_700_000_000_000;
const monotonic = (): number => performance.now() * SPEED;
const store = Store.open({
  file: process.argv[2] ?? '',
  maxAgeMs: 3_600_000,
  maxBytes: 2 ** 24,
  clock: {
    now: () => startMs + Math.floor(monotonic()),
    monotonic,
    setTimeout: (callback, delayMs) => {
      const handle = setTimeout(callback, delayMs / SPEED);
      return toDisposable(() => clearTimeout(handle));
    },
  },
});
const ref = store.ref(LabelSet.from({ __name__: 'up' }));
setInterval(() => {
  const timestampMs = startMs + Math.floor(monotonic());
  if (store.append(ref, timestampMs, timestampMs % 1000) === 'ok') process.stdout.write(`${timestampMs}\n`);
}, 5);
