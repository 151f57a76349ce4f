import { globSync, readFileSync, statSync } from 'node:fs';
import type { RuleTest, RuleTestRun } from '../../../protocol/rules.ts';
import { runRuleTests } from './runRuleTests.ts';
import { readTestFile } from './testFile.ts';

/** The unit tests of a file; none where it is none of promtool's. */
export function ruleTests(text: string): readonly RuleTest[] {
  return readTestFile(text).tests.map(({ name, range }) => (range === undefined ? { name } : { name, range }));
}

/** As large as a rule file that is watched may be. */
const RULE_FILE_MAX_BYTES = 4 * 1024 * 1024;

/** Runs unit tests over rule files as they are on disk. */
export function runTests(path: string, text: string, indices: readonly number[] | undefined): RuleTestRun {
  try {
    const { tests, failures } = runRuleTests(path, {
      // The test file itself as the editor has it: it may not be saved yet.
      readText: (file) => (file === path ? text : readRules(file)),
      glob: globSync,
      ...(indices !== undefined && { runs: (_name: string, index: number) => indices.includes(index) }),
    });
    return { tests, problems: tests.length === 0 ? failures : [] };
  } catch (error) {
    // A rule file that cannot be read is the file's trouble.
    if (error instanceof Error && 'code' in error) return { tests: [], problems: [error.message] };
    throw error;
  }
}

/** A file that a test names may be anything: to read a pipe or a device would never end. */
function readRules(file: string): string {
  const stats = statSync(file);
  if (stats.isFile() && stats.size <= RULE_FILE_MAX_BYTES) return readFileSync(file, 'utf8');
  throw Object.assign(new Error(`${file} is no rule file: it is larger than 4 MB, or no file at all`), {
    code: 'EINVAL',
  });
}
