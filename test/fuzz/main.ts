// npm run fuzz -- [--inputs N] [--seed N] [--only NAME]: many seeded inputs through everything that reads bytes from outside.
// Ends with 1 where an input failed, hung, or the heap grew.
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import type { FuzzThreadData, ThreadReport } from './fuzzThread.ts';
import { FUZZERS } from './registry.ts';

/** A single input that takes longer hangs. */
const HANG_MS = 20_000;
/** A run may leave so much more on the heap than its first inputs did. */
const GROWTH_BYTES = 16_000_000;

const { values } = parseArgs({
  options: {
    inputs: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string', default: '' },
  },
});
const inputs = Number(values.inputs);
const seed = Number(values.seed);
const chosen = FUZZERS.filter(({ name }) => name.includes(values.only));
if (!Number.isInteger(inputs) || inputs < 1 || !Number.isInteger(seed) || chosen.length === 0) {
  console.error('usage: npm run fuzz -- [--inputs N] [--seed N] [--only NAME]');
  console.error(`  NAME is a part of: ${FUZZERS.map(({ name }) => name).join(', ')}`);
  process.exitCode = 2;
} else {
  console.log(`fuzz: ${inputs.toLocaleString('en')} inputs each, seed ${seed}`);
  for (const { name } of chosen) if (!(await runThread(name))) process.exitCode = 1;
}

/** Runs a fuzzer, prints what came of it, and tells whether all was well. */
async function runThread(name: string): Promise<boolean> {
  const round = new SharedArrayBuffer(4);
  const current = new Int32Array(round);
  const data: FuzzThreadData = { name, seed, inputs, round };
  const worker = new Worker(new URL('fuzzThread.ts', import.meta.url), { workerData: data });
  let seen = -1;
  const watch = setInterval(() => {
    const at = Atomics.load(current, 0);
    if (at === seen) {
      console.log(`  ${name}: HANGS at input ${at} of seed ${seed}`);
      void worker.terminate();
    }
    seen = at;
  }, HANG_MS);
  try {
    const [report] = (await Promise.race([once(worker, 'message'), once(worker, 'exit')])) as [ThreadReport | number];
    if (typeof report === 'number') return false;
    return print(name, report);
  } catch (error) {
    console.log(`  ${name}: CRASHED at input ${Atomics.load(current, 0)} of seed ${seed}: ${String(error)}`);
    return false;
  } finally {
    clearInterval(watch);
    await worker.terminate();
  }
}

function print(name: string, { inputs: done, seconds, slowest, heapStart, heapEnd, failure }: ThreadReport): boolean {
  const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);
  const rate = Math.round(done / seconds).toLocaleString('en');
  const grew = heapEnd - heapStart > GROWTH_BYTES;
  console.log(
    `  ${name}: ${done.toLocaleString('en')} inputs in ${seconds.toFixed(1)} s, ${rate}/s; slowest ${slowest.ms.toFixed(1)} ms;` +
      ` heap ${megabytes(heapStart)} MB at the start, ${megabytes(heapEnd)} MB at the end${grew ? ': GREW' : ''}`,
  );
  if (slowest.text !== '') console.log(`    slowest, input ${slowest.round}: ${slowest.text.slice(0, 300)}`);
  if (failure !== undefined) {
    console.log(`  ${name}: FAILED at input ${failure.round} of seed ${seed}: ${failure.text}\n${failure.error}`);
  }
  return failure === undefined && !grew;
}
