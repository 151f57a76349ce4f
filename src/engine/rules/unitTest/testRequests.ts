import { globSync, readFileSync } from 'node:fs';
import type { RuleTest, RuleTestRun } from '../../../protocol/rules.ts';
import { runRuleTests } from './runRuleTests.ts';
import { readTestFile } from './testFile.ts';

/** The unit tests of a file; none where it is none of promtool's. */
export function ruleTests(text: string): readonly RuleTest[] {
  return readTestFile(text).tests.map(({ name, range }) => (range === undefined ? { name } : { name, range }));
}

/** Runs unit tests over rule files as they are on disk. */
export function runTests(path: string, text: string, indices: readonly number[] | undefined): RuleTestRun {
  try {
    const { tests, failures } = runRuleTests(path, {
      // The test file itself as the editor has it: it may not be saved yet.
      readText: (file) => (file === path ? text : readFileSync(file, 'utf8')),
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
