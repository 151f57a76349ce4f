import { writeFileSync } from 'node:fs';
import Mocha from 'mocha';

/** Of a failure that is told again at the end of a whole run: enough to know what and where. */
const FAILURE_CHARS = 1_500;

/** What a run of mocha leaves behind for the script that started it, as JSON. */
export interface RunSummary {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: readonly string[];
  /** Of each test or hook that failed: its full title, and below it what it said, the places included. */
  readonly failures: readonly string[];
}

/** The spec reporter, which also writes a `RunSummary` into the file that WATCHPOST_TEST_SUMMARY names. */
export default class SummaryReporter extends Mocha.reporters.Spec {
  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    const skipped: string[] = [];
    const failures: string[] = [];
    runner.on(Mocha.Runner.constants.EVENT_TEST_PENDING, (test) => skipped.push(test.fullTitle()));
    runner.on(Mocha.Runner.constants.EVENT_TEST_FAIL, (test: Mocha.Runnable, error: Error) => {
      failures.push(`${test.fullTitle()}\n${(error.stack ?? String(error)).slice(0, FAILURE_CHARS)}`);
    });
    runner.on(Mocha.Runner.constants.EVENT_RUN_END, () => {
      const file = process.env['WATCHPOST_TEST_SUMMARY'];
      const summary: RunSummary = { passed: this.stats.passes, failed: this.stats.failures, skipped, failures };
      if (file !== undefined) writeFileSync(file, JSON.stringify(summary));
    });
  }
}
