import { appendFileSync } from 'node:fs';
import Mocha from 'mocha';

/** Of a failure that is told again at the end of a whole run: enough to know what and where. */
const FAILURE_CHARS = 1_500;

/** So many suites are named with what they took, hooks included: where the time of a run goes. */
const SLOWEST = 12;

/** What a run of mocha leaves behind for the script that started it: one line of JSON. */
export interface RunSummary {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: readonly string[];
  /** Of each test or hook that failed: its full title, and below it what it said, the places included. */
  readonly failures: readonly string[];
}

/** The spec reporter, which also appends a `RunSummary` to the file that WATCHPOST_TEST_SUMMARY names. */
export default class SummaryReporter extends Mocha.reporters.Spec {
  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    const skipped: string[] = [];
    const failures: string[] = [];
    runner.on(Mocha.Runner.constants.EVENT_TEST_PENDING, (test) => skipped.push(test.fullTitle()));
    runner.on(Mocha.Runner.constants.EVENT_TEST_FAIL, (test: Mocha.Runnable, error: Error) => {
      failures.push(`${test.fullTitle()}\n${(error.stack ?? String(error)).slice(0, FAILURE_CHARS)}`);
    });
    const taken: { readonly title: string; readonly ms: number }[] = [];
    let beganMs = 0;
    const isOutermost = (suite: Mocha.Suite): boolean => suite.parent?.root === true;
    runner.on(Mocha.Runner.constants.EVENT_SUITE_BEGIN, (suite) => {
      if (isOutermost(suite)) beganMs = performance.now();
    });
    runner.on(Mocha.Runner.constants.EVENT_SUITE_END, (suite) => {
      if (isOutermost(suite)) taken.push({ title: suite.title, ms: performance.now() - beganMs });
    });
    runner.on(Mocha.Runner.constants.EVENT_RUN_END, () => {
      for (const { title, ms } of taken.sort((a, b) => b.ms - a.ms).slice(0, SLOWEST))
        console.log(`  ${(ms / 1000).toFixed(1).padStart(6)} s  ${title}`);
      const file = process.env['WATCHPOST_TEST_SUMMARY'];
      const summary: RunSummary = { passed: this.stats.passes, failed: this.stats.failures, skipped, failures };
      if (file !== undefined) appendFileSync(file, `${JSON.stringify(summary)}\n`);
    });
  }
}
