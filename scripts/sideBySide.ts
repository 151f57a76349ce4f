import { runToText } from './run.ts';

/** A program of the project to run. */
export interface Job {
  readonly name: string;
  readonly command: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** How a job went. */
export interface Outcome {
  readonly job: Job;
  readonly code: number;
  readonly seconds: number;
}

/**
 * Runs all of `jobs`, `atOnce` at a time, and prints what each wrote when it has ended, whole. They are taken from both ends in turn:
 * where those at the beginning keep the processor busy and those at the end wait, one of each runs at a time.
 */
export async function sideBySide(jobs: readonly Job[], atOnce: number): Promise<Outcome[]> {
  const left = [...jobs];
  const outcomes: Outcome[] = [];
  const lane = async (take: () => Job | undefined): Promise<void> => {
    for (let job = take(); job !== undefined; job = take()) {
      const startedMs = performance.now();
      const { code, text } = await runToText(job.command, job.env);
      const seconds = (performance.now() - startedMs) / 1000;
      console.log(
        `\n── ${job.name}: ${seconds.toFixed(1)} s${code === 0 ? '' : `, failed with ${code}`}\n${text.trimEnd()}`,
      );
      outcomes.push({ job, code, seconds });
    }
  };
  const lanes = Array.from({ length: atOnce }, (_, i) => lane(i % 2 === 0 ? () => left.shift() : () => left.pop()));
  await Promise.all(lanes);
  return outcomes;
}
