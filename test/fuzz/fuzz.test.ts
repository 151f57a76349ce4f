// A moment of each fuzzer; `npm run fuzz` runs them for long, sees hangs, and watches the heap.
import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { type Fuzzer, runFuzzer } from './fuzzer.ts';
import { FUZZERS } from './registry.ts';

const BUDGET_MS = 400;
/** On a machine that is busy with other things, too. */
const AT_LEAST = 20;
const SEED = 1;
/** A single input over this little data that takes longer hangs. */
const TOO_LONG_MS = 2000;

describe('fuzzing', function () {
  for (const fuzzer of FUZZERS) {
    it(fuzzer.name, async () => {
      const { slowest, failure } = await runFuzzer(fuzzer, {
        seed: SEED,
        inputs: Infinity,
        forMs: BUDGET_MS,
        atLeast: AT_LEAST,
      });
      if (failure !== undefined) {
        throw new Error(`input ${failure.round} of seed ${SEED}: ${failure.text}`, { cause: failure.error });
      }
      assert.ok(slowest.ms < TOO_LONG_MS, `took ${slowest.ms} ms: ${slowest.text}`);
    });
  }

  it('reports the input that fails, and gives it again for the same seed', async () => {
    const picky: Fuzzer = {
      name: 'picky',
      start: (seed) => (round) => ({
        text: `${seed}:${round}`,
        check: () => assert.notEqual(round, 7),
      }),
    };
    const { inputs, failure } = await runFuzzer(picky, { seed: 3, inputs: 100, forMs: Infinity });
    assert.deepEqual([inputs, failure?.round, failure?.text], [7, 7, '3:7']);
    for (const fuzzer of FUZZERS) {
      const [one, other] = [fuzzer.start(5), fuzzer.start(5)];
      for (let round = 0; round < 10; round++) assert.equal(one(round).text, other(round).text);
    }
  });
});
