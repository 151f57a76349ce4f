// What the Test Explorer asks of the engine.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ruleTests, runTests } from '../../../src/engine/rules/unitTest/testRequests.ts';
import { assertComputed } from '../../support/cpuTime.ts';

const RULES = `groups:
  - name: g
    rules:
      - alert: Down
        expr: up == 0
`;
const TESTS = `rule_files: [rules.yml]
tests:
  - name: one
    input_series: [{ series: up, values: '0 0' }]
    alert_rule_test:
      - eval_time: 0m
        alertname: Down
        exp_alerts: [{}]
  - input_series: [{ series: up, values: '1 1' }]
    promql_expr_test:
      - expr: up
        eval_time: 0m
        exp_samples: [{ labels: up, value: 1 }]
      - expr: up + 1
        eval_time: 0m
        exp_samples: [{ labels: '{}', value: 3 }]
`;

describe('unit tests of rules, for the editor', () => {
  let folder: string;
  let file: string;
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'watchpost-tests-'));
    file = path.join(folder, 'a.test.yml');
    writeFileSync(path.join(folder, 'rules.yml'), RULES);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('are listed with their places', () => {
    assert.deepEqual(
      ruleTests(TESTS).map(({ name, range }) => [name, range?.startLine]),
      [
        ['one', 2],
        ['', 8],
      ],
    );
    assert.deepEqual(ruleTests('a: 1'), []);
    assert.deepEqual(ruleTests('['), []);
  });

  it('are run as they are in the editor, with the differences at their checks', () => {
    const { tests, problems } = runTests(file, TESTS, undefined);
    assert.deepEqual(problems, []);
    assert.deepEqual(
      tests.map(({ index, failures }) => [index, failures.length]),
      [
        [0, 0],
        [1, 1],
      ],
    );
    const [failure] = tests[1]!.failures;
    assert.equal(failure!.range!.startLine, 13);
    assert.equal(failure!.expected, '{} 3');
    assert.equal(failure!.actual, '{} 2');
    assert.match(failure!.text, /expr: "up \+ 1", time: 0s/);
  });

  it('are run one by one', () => {
    assert.deepEqual(
      runTests(file, TESTS, [0]).tests.map(({ index }) => index),
      [0],
    );
  });

  it('say why none was run', () => {
    assert.match(runTests(file, TESTS.replace('rules.yml', 'none.yml'), undefined).problems[0]!, /no file match/);
    assert.match(runTests(file, `${TESTS}bad: 1\n`, undefined).problems[0]!, /field bad not found/);
  });

  it('are refused where a few words stand for more than there is room or time for', () => {
    const before = process.threadCpuUsage();
    const problem = (text: string): string => runTests(file, text, undefined).problems.join();
    const series = (values: string, count: number): string =>
      `tests:\n  - interval: 1m\n    input_series:\n${`      - { series: up, values: "${values}" }\n`.repeat(count)}`;
    assert.match(problem(series('0+1x10000000000', 1)), /a series has 1000000 values at most/);
    assert.match(problem(series('_x10000000000', 1)), /a series has 1000000 values at most/);
    assert.match(problem(series('1x999999', 20)), /the series of the file have more than 5000000 values/);
    assert.deepEqual(ruleTests(series('1x999999', 20)), []);
    assert.match(problem('&t tests: [&q { interval: 1m, <<: *q }]'), /contains itself/);
    const often = 'evaluation_interval: 1ms\ntests: [{ promql_expr_test: [{ expr: up, eval_time: 100d }] }]';
    assert.match(runTests(file, often, undefined).tests[0]!.failures[0]!.text, /more than 5000000 times/);
    assertComputed(10_000, before);
  }).timeout(60_000);

  it('read no pipe and no device that a test names as a file of rules', () => {
    execFileSync('mkfifo', [path.join(folder, 'pipe')]);
    for (const name of ['pipe', '/dev/zero'])
      assert.match(runTests(file, `rule_files: ["${name}"]`, undefined).problems[0]!, /is no rule file/);
  });
});
