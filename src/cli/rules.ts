import { globSync, readFileSync } from 'node:fs';
import type { TextRange } from '../model/problem.ts';
import { compileRegexp } from '../engine/regexp/compileRegexp.ts';
import { duplicateRules } from '../engine/rules/lintRules.ts';
import { readRuleFile } from '../engine/rules/readRuleFile.ts';
import { runRuleTests } from '../engine/rules/unitTest/runRuleTests.ts';
import { type Command, printError, readArguments, UsageError } from './command.ts';

/** promtool's exit code for findings of a lint where `--lint-fatal` is given. */
const LINT_EXIT = 3;

/** `watchpost rules`: promtool's `check rules` and `test rules`. Exit 0, 1 where a file or a test fails, 3 on fatal lints. */
export const rules: Command = {
  usage: 'rules check [--lint all|duplicate-rules|none] [--lint-fatal] FILE... | rules test [--run NAME] FILE...',
  purpose: "check Prometheus rule files, or run unit tests of promtool's format; exit 1 where one fails",
  run([action, ...args]) {
    if (action === 'check') return Promise.resolve(check(args));
    if (action === 'test') return Promise.resolve(test(args));
    throw new UsageError(action === undefined ? 'say `check` or `test`' : `there is no \`rules ${action}\``);
  },
};

function check(args: readonly string[]): number {
  const { values, positionals } = readArguments({
    args: [...args],
    allowPositionals: true,
    options: { lint: { type: 'string', default: 'duplicate-rules' }, 'lint-fatal': { type: 'boolean' } },
  });
  if (positionals.length === 0) throw new UsageError('name at least one file');
  if (!['all', 'duplicate-rules', 'none'].includes(values.lint))
    throw new UsageError(`there is no lint ${values.lint}`);
  let [failed, linted] = [false, false];
  for (const file of positionals) {
    console.log(`Checking ${file}`);
    const text = readOrSay(file);
    const read = text === undefined ? undefined : readRuleFile(text);
    if (read === undefined || read.problems.length > 0) {
      failed = true;
      printError('  FAILED:');
      for (const { message, range } of read?.problems ?? []) printError(`${file}: ${place(range)}${message}`);
    } else {
      const repeated = values.lint === 'none' ? [] : duplicateRules(read.groups);
      const count = read.groups.reduce((sum, group) => sum + group.rules.length, 0);
      if (repeated.length === 0) console.log(`  SUCCESS: ${count} rules found`);
      else {
        linted = true;
        printError(`  FAILED:\nlint error ${repeated.length} duplicate rule(s) found.`);
        for (const { name, labels } of repeated) {
          const lines = Object.entries(labels).map(([label, value]) => `\t${label}: ${value}`);
          printError([`Metric: ${name}`, ...(lines.length > 0 ? ['Label(s):', ...lines] : [])].join('\n'));
        }
        printError('Might cause inconsistency while recording expressions');
      }
    }
    console.log('');
  }
  if (failed) return 1;
  return linted && values['lint-fatal'] === true ? LINT_EXIT : 0;
}

function test(args: readonly string[]): number {
  const { values, positionals } = readArguments({
    args: [...args],
    allowPositionals: true,
    options: { run: { type: 'string' } },
  });
  if (positionals.length === 0) throw new UsageError('name at least one file');
  const pattern = values.run === undefined ? undefined : compileRegexp(`.*(?:${values.run}).*`);
  if (pattern?.ok === false) throw new UsageError(`--run: ${pattern.error}`);
  let failed = false;
  for (const file of positionals) {
    console.log(`Unit Testing:  ${file}`);
    const failures = testFile(file, pattern?.value.matches);
    if (failures.length === 0) console.log('  SUCCESS');
    else {
      failed = true;
      printError(['  FAILED:', ...failures].join('\n'));
    }
    console.log('');
  }
  return failed ? 1 : 0;
}

function testFile(file: string, runs: ((name: string) => boolean) | undefined): readonly string[] {
  try {
    const readText = (name: string): string => readFileSync(name, 'utf8');
    return runRuleTests(file, { readText, glob: globSync, ...(runs !== undefined && { runs }) }).failures;
  } catch (error) {
    if (error instanceof Error && 'code' in error) return [error.message];
    throw error;
  }
}

function readOrSay(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    printError(error instanceof Error ? error.message : String(error));
    return undefined;
  }
}

/** `3:5: `, from 1 as promtool counts. */
function place(range: TextRange | undefined): string {
  return range === undefined ? '' : `${range.startLine + 1}:${range.startColumn + 1}: `;
}
