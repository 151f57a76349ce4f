import fs from 'node:fs';
import path from 'node:path';
import { readRuleFile } from '../../src/engine/rules/readRuleFile.ts';
import { runRuleTests } from '../../src/engine/rules/unitTest/runRuleTests.ts';
import { type Score, Scoreboard, type SuiteOptions } from './scoreboard.ts';
import { suiteFolder } from './suiteFolder.ts';

/** promtool's own files that are no rule files. */
const GOOD_FILES = [
  'rules.yml',
  'at-modifier.yml',
  'negative-offset.yml',
  'bad-rules-error.yml',
  'rules_duplicates.yml',
  'prometheus-rules.lint.yml',
];
const BAD_FILES = ['rules-bad.yml', 'rules_extrafields.yml', 'bad-rules-syntax.yml'];
/** Unit tests with the verdict of upstream's own test (cmd/promtool/unittest_test.go). */
const UNIT_TESTS: readonly (readonly [file: string, passes: boolean, run?: string])[] = [
  ['unittest.yml', true],
  ['long-period.yml', true],
  ['no-test-group-interval.yml', true],
  ['start-time-test.yml', true],
  ['at-modifier-test.yml', true],
  ['negative-offset-test.yml', true],
  ['bad-input-series.yml', false],
  ['bad-promql.yml', false],
  ['bad-rules-syntax-test.yml', false],
  ['bad-rules-error-test.yml', false],
  ['failing.yml', false],
  ['rules_run.yml', false],
  ['rules_run.yml', true, 'correct'],
  ['rules_run_no_fuzzy.yml', false],
];

/** Rule files judged as Prometheus does, and promtool's unit tests with their verdicts. */
export async function run(options: SuiteOptions, print: (line: string) => void = console.log): Promise<Score> {
  const board = new Scoreboard('rules', options, print);
  const folder = suiteFolder('rules', options.path);
  if (folder === undefined) {
    board.skip('rules', 'the folder is not there');
    return board.end();
  }
  const judge = (file: string, good: boolean, names: 'legacy' | 'utf8' = 'utf8') => {
    const { problems } = readRuleFile(fs.readFileSync(path.join(folder, file), 'utf8'), { names });
    const found = good === (problems.length === 0) ? undefined : (problems[0]?.message ?? 'was taken');
    return { name: file, found };
  };
  const list = (name: string): string[] => fs.readdirSync(path.join(folder, name)).map((file) => `${name}/${file}`);
  board.file(
    'rulefmt',
    list('rulefmt').map((file) => judge(file, !file.includes('.bad.'), file.includes('legacy') ? 'legacy' : 'utf8')),
  );
  board.file(
    'fixtures',
    list('fixtures').map((file) => judge(file, !file.includes('invalid'))),
  );
  board.file('promtool files', [
    ...GOOD_FILES.map((file) => judge(`promtool/${file}`, true)),
    ...BAD_FILES.map((file) => judge(`promtool/${file}`, false)),
  ]);
  const cases = [];
  for (const [file, passes, only] of UNIT_TESTS) {
    const whole = path.join(folder, 'promtool', file);
    const result = runRuleTests(whole, {
      readText: (name) => fs.readFileSync(name, 'utf8'),
      glob: expand,
      ...(only !== undefined && { runs: (name) => name.includes(only) }),
    });
    const found = (result.failures.length === 0) === passes ? undefined : (result.failures[0] ?? 'passed');
    cases.push({ name: only === undefined ? file : `${file} --run ${only}`, found });
  }
  board.file('promtool unit tests', cases);
  return board.end();
}

function expand(pattern: string): string[] {
  return fs.globSync(pattern);
}
