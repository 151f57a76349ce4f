import { appendFileSync } from 'node:fs';
import Mocha from 'mocha';

/** What a run of mocha leaves behind for the script that started it: one line of JSON. */
export interface RunSummary {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: readonly string[];
}

/** The spec reporter, which also appends a `RunSummary` to the file that WATCHPOST_TEST_SUMMARY names. */
export default class SummaryReporter extends Mocha.reporters.Spec {
  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    const skipped: string[] = [];
    runner.on(Mocha.Runner.constants.EVENT_TEST_PENDING, (test) => skipped.push(test.fullTitle()));
    runner.on(Mocha.Runner.constants.EVENT_RUN_END, () => {
      const file = process.env['WATCHPOST_TEST_SUMMARY'];
      const summary: RunSummary = { passed: this.stats.passes, failed: this.stats.failures, skipped };
      if (file !== undefined) appendFileSync(file, `${JSON.stringify(summary)}\n`);
    });
  }
}
