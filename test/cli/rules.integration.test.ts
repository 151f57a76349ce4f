// `watchpost rules` beside the real promtool, on the same files.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { need } from '../support/provision/need.ts';

const CLI = path.join(import.meta.dirname, '../../src/cli.ts');

const GOOD = `groups:
  - name: g
    rules:
      - record: job:up:sum
        expr: sum by (job) (up)
      - alert: Down
        expr: up == 0
        for: 2m
        labels: { severity: page }
        annotations: { summary: "{{ $labels.instance }} is down" }
`;
const FILES = {
  'good.yml': GOOD,
  'bad-expr.yml': GOOD.replace('sum by (job) (up)', 'rate(up)'),
  'bad-template.yml': GOOD.replace('$labels.instance', '$label.instance'),
  'unknown-field.yml': GOOD.replace('for:', 'foor:'),
  'twice.yml': GOOD.replace(/$/, GOOD.slice(GOOD.indexOf('  - name'))),
  'duplicates.yml': GOOD.replace(
    '      - alert',
    '      - record: job:up:sum\n        expr: sum by (job) (up)\n      - alert',
  ),
  'none.yml': '',
};
const TEST = `rule_files: [good.yml]
evaluation_interval: 1m
tests:
  - interval: 1m
    input_series:
      - series: 'up{job="a", instance="x"}'
        values: '1 0 0 0 0'
    alert_rule_test:
      - eval_time: 1m
        alertname: Down
        exp_alerts: []
      - eval_time: 3m
        alertname: Down
        exp_alerts:
          - exp_labels: { severity: page, job: a, instance: x }
            exp_annotations: { summary: x is down }
    promql_expr_test:
      - expr: job:up:sum
        eval_time: 0m
        exp_samples: [{ labels: 'job:up:sum{job="a"}', value: 1 }]
      - expr: ALERTS{alertstate="firing"}
        eval_time: 4m
        exp_samples:
          - labels: 'ALERTS{alertname="Down", alertstate="firing", severity="page", job="a", instance="x"}'
            value: 1
`;
const TESTS = {
  'passes.test.yml': TEST,
  'wrong-value.test.yml': TEST.replace('value: 1 }', 'value: 2 }'),
  'wrong-alert.test.yml': TEST.replace('x is down', 'y is down'),
  'unexpected-alert.test.yml': TEST.replace('eval_time: 1m', 'eval_time: 4m'),
  'no-rules.test.yml': TEST.replace('good.yml', 'bad-expr.yml'),
  'no-series.test.yml': TEST.replace("'up{job=", "'up{job"),
};

describe('watchpost rules', function () {
  let folder: string;
  before(async function () {
    await need(this, 'prometheus');
    folder = mkdtempSync(path.join(tmpdir(), 'watchpost-rules-'));
    for (const [name, text] of Object.entries({ ...FILES, ...TESTS })) writeFileSync(path.join(folder, name), text);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const ours = (...args: string[]) =>
    spawnSync(process.execPath, [CLI, 'rules', ...args], { cwd: folder, encoding: 'utf8' });
  const theirs = (...args: string[]) => spawnSync('promtool', args, { cwd: folder, encoding: 'utf8' });

  for (const file of Object.keys(FILES)) {
    it(`judges ${file} as promtool does`, () => {
      const [mine, peer] = [ours('check', file), theirs('check', 'rules', file)];
      assert.equal(mine.status, peer.status, mine.stderr + peer.stderr);
      assert.equal(mine.stdout.includes('SUCCESS'), peer.stdout.includes('SUCCESS'), mine.stdout);
      assert.equal(/SUCCESS.*/.exec(mine.stdout)?.[0], /SUCCESS.*/.exec(peer.stdout)?.[0]);
    });
  }

  for (const file of Object.keys(TESTS)) {
    it(`runs ${file} as promtool does`, () => {
      const [mine, peer] = [ours('test', file), theirs('test', 'rules', file)];
      assert.equal(mine.status, peer.status, mine.stderr + peer.stderr);
      assert.equal(mine.stdout.includes('SUCCESS'), peer.stdout.includes('SUCCESS'));
    });
  }

  it('finds the built-in rules to do what their tests say, as promtool does', () => {
    const file = path.join(import.meta.dirname, '../rules/watchpost.test.yml');
    const [mine, peer] = [ours('test', file), theirs('test', 'rules', file)];
    assert.equal(peer.status, 0, peer.stderr);
    assert.equal(mine.status, 0, mine.stderr);
  });

  it('runs only the tests that are asked for', () => {
    const named = TEST.replace('  - interval', '  - name: one\n    interval').replace('value: 1 }', 'value: 2 }');
    writeFileSync(path.join(folder, 'named.test.yml'), named);
    assert.equal(ours('test', 'named.test.yml').status, 1);
    assert.equal(ours('test', '--run', 'two', 'named.test.yml').status, 0);
    assert.equal(ours('test', '--run', '(', 'named.test.yml').status, 2);
  });

  it('ends with 3 on a lint that is fatal, and with 2 on wrong arguments', () => {
    assert.equal(
      ours('check', '--lint-fatal', 'duplicates.yml').status,
      theirs('check', 'rules', '--lint-fatal', 'duplicates.yml').status,
    );
    assert.equal(ours('check', '--lint', 'none', 'duplicates.yml').status, 0);
    for (const args of [[], ['check'], ['test'], ['nope'], ['check', '--lint', 'nope', 'good.yml']]) {
      assert.equal(ours(...args).status, 2, args.join(' '));
    }
    assert.equal(ours('check', 'missing.yml').status, 1);
    assert.equal(ours('test', 'missing.yml').status, 1);
  });
});
