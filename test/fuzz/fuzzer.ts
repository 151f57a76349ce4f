/** Makes inputs from seeds and holds the code to what must be true of any input. */
export interface Fuzzer {
  readonly name: string;
  /** Inputs from `seed`, one a call: the same for the same seed. Each has its text, for a report, and its check, which throws. */
  readonly start: (seed: number) => (round: number) => FuzzInput;
}

export interface FuzzInput {
  readonly text: string;
  check(): void | Promise<void>;
}

/** What a run found: `failure` where a check threw, with the input's text. */
export interface FuzzReport {
  readonly inputs: number;
  readonly seconds: number;
  readonly slowest: { readonly ms: number; readonly round: number; readonly text: string };
  /** Bytes of the heap, garbage collected, after the first inputs (code compiled, tables filled) and at the end. */
  readonly heapStart: number;
  readonly heapEnd: number;
  readonly failure?: { readonly round: number; readonly text: string; readonly error: unknown };
}

export interface FuzzRun {
  readonly seed: number;
  /** The run ends after so many inputs or so many milliseconds, whichever comes first. */
  readonly inputs: number;
  readonly forMs: number;
  /** So many inputs go through, however long they take. */
  readonly atLeast?: number;
  /** The garbage collector, where it can be called; without it the heap is as it happens to be. */
  readonly collect?: () => void;
  readonly onRound?: (round: number) => void;
}

/** The heap is looked at first when so many inputs have been through. */
const WARM_UP = 20_000;

/** Runs inputs through a fuzzer, until the first that fails. */
export async function runFuzzer(fuzzer: Fuzzer, run: FuzzRun): Promise<FuzzReport> {
  const inputOf = fuzzer.start(run.seed);
  const startMs = performance.now();
  const warm = Math.min(WARM_UP, Math.floor(run.inputs / 10));
  let slowest = { ms: 0, round: 0, text: '' };
  let heapStart = heapUsed(run);
  let round = 0;
  const report = (): FuzzReport => {
    const seconds = (performance.now() - startMs) / 1000;
    return { inputs: round, seconds, slowest, heapStart, heapEnd: heapUsed(run) };
  };
  const mayEnd = (): boolean => round >= (run.atLeast ?? 0) && performance.now() - startMs >= run.forMs;
  for (; round < run.inputs && !mayEnd(); round++) {
    run.onRound?.(round);
    if (round === warm) heapStart = heapUsed(run);
    const input = inputOf(round);
    const begin = process.threadCpuUsage();
    try {
      const pending = input.check();
      if (pending !== undefined) await pending;
    } catch (error) {
      return { ...report(), failure: { round, text: input.text, error } };
    }
    const { user, system } = process.threadCpuUsage(begin);
    const ms = (user + system) / 1000;
    // The first inputs find code that is not compiled yet.
    if (ms > slowest.ms && round >= warm) slowest = { ms, round, text: input.text };
  }
  return report();
}

function heapUsed({ collect }: FuzzRun): number {
  collect?.();
  return process.memoryUsage().heapUsed;
}
