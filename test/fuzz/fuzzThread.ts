// One fuzzer in a thread of its own, so that whoever started it sees a hang: `rounds` counts on, or does not.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { parentPort, workerData } from 'node:worker_threads';
import { type FuzzReport, runFuzzer } from './fuzzer.ts';
import { FUZZERS } from './registry.ts';

export interface FuzzThreadData {
  readonly name: string;
  readonly seed: number;
  readonly inputs: number;
  /** One 32 bit number: the round that is being run. */
  readonly round: SharedArrayBuffer;
}

/** A report as it goes to the starting thread: errors as text. */
export interface ThreadReport extends Omit<FuzzReport, 'failure'> {
  readonly failure?: { readonly round: number; readonly text: string; readonly error: string };
}

const { name, seed, inputs, round } = workerData as FuzzThreadData;
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
const current = new Int32Array(round);
const fuzzer = FUZZERS.find((one) => one.name === name);
if (fuzzer === undefined) throw new Error(`no fuzzer ${name}`);
const { failure, ...report } = await runFuzzer(fuzzer, {
  seed,
  inputs,
  forMs: Infinity,
  collect,
  onRound: (at) => void Atomics.store(current, 0, at),
});
const error = failure?.error instanceof Error ? (failure.error.stack ?? failure.error.message) : String(failure?.error);
const message: ThreadReport = { ...report, ...(failure === undefined ? {} : { failure: { ...failure, error } }) };
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's, which has none.
parentPort?.postMessage(message);
