// Rule files in the real VS Code: evaluated over what is scraped, with what is wrong with one in Problems.
import assert from 'node:assert/strict';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { need } from '../support/provision/need.ts';
import { Editor, type Workspace } from './support/editor.ts';
import { tellFailure } from './support/tellFailure.ts';
import type { Workbench } from './support/workbench.ts';

const RULES = `groups:
  - name: demo
    interval: 1s
    rules:
      - record: demo:jobs:sum
        expr: sum(demo_jobs)
      - alert: TooManyJobs
        expr: demo_jobs > 5
        labels: { severity: page }
`;

describe('rules in the real VS Code', function () {
  let target: Server;
  let editor: Editor;
  let workbench: Workbench;
  let workspace: Workspace;
  let folder: string;

  before(async function () {
    await need(this, 'chromium');
    target = createServer((_request, response) => {
      response.setHeader('content-type', 'text/plain; version=0.0.4').end('demo_jobs 7\n');
    });
    await new Promise<void>((resolve) => target.listen(0, '127.0.0.1', resolve));
    editor = await Editor.start();
    const { port } = target.address() as AddressInfo;
    workspace = await editor.workspace('rules', {
      'watchpost.services': { demo: { metrics: { url: `http://127.0.0.1:${port}/metrics`, interval: '1s' } } },
      'watchpost.rules': ['rules/*.yml', 'later/on/*.yml'],
    });
    folder = workspace.folder;
    await mkdir(path.join(folder, 'rules'));
    await writeFile(path.join(folder, 'rules', 'demo.yml'), RULES);
    workbench = await editor.open(workspace);
    await workbench.showServices();
    await workbench.waitForRow('demo', ({ spoken }) => spoken.startsWith('service demo: up'));
  });
  after(async () => {
    await editor?.stop();
    target?.close();
    target?.closeAllConnections();
  });
  afterEach(tellFailure(() => workbench));

  it('makes series of its recording rules and alerts', async () => {
    await workbench.run('Watchpost: Query Metrics');
    const frame = await workbench.webview('.q-page');
    const rowOf = async (query: string): Promise<string> => {
      await frame.locator('.cm-content').fill(query);
      await workbench.page.keyboard.press('Escape');
      await workbench.page.keyboard.press('Control+Enter');
      const row = frame.locator('.q-table tbody tr', { hasText: query.split('{')[0] ?? '' }).first();
      await row.waitFor();
      return (await row.textContent()) ?? '';
    };
    assert.match(await rowOf('demo:jobs:sum'), /^demo:jobs:sum.*7$/);
    assert.match(await rowOf('ALERTS{alertstate="firing"}'), /alertname="TooManyJobs".*severity="page".*1$/);
  });

  it('marks what Prometheus would refuse, as soon as it is written', async () => {
    await writeFile(path.join(folder, 'rules', 'demo.yml'), RULES.replace('sum(demo_jobs)', 'rate(demo_jobs)'));
    await workbench.run('View: Toggle Problems');
    const problem = workbench.page.locator('.markers-panel .monaco-list-row', {
      hasText: 'could not parse expression',
    });
    await problem.first().waitFor();
    assert.match(
      (await problem.first().textContent()) ?? '',
      /group "demo", rule 1, "demo:jobs:sum".*expected type range vector/,
    );
    await writeFile(path.join(folder, 'rules', 'demo.yml'), `${RULES}      - record: demo:jobs:sum\n        expr: 1\n`);
    await problem.first().waitFor({ state: 'detached' });
    const lint = workbench.page.locator('.markers-panel .monaco-list-row [class*="codicon-warning"]');
    await lint.first().waitFor();
    await writeFile(path.join(folder, 'rules', 'demo.yml'), RULES);
    await lint.first().waitFor({ state: 'detached' });
  });

  it('finds the rule files that a prometheus.yml of the workspace names, and follows them', async () => {
    const aside = path.join(folder, '..', 'deploy-aside');
    await mkdir(aside);
    const file = path.join(folder, 'deploy', 'alert_rules.yml');
    await writeFile(
      path.join(aside, 'alert_rules.yml'),
      RULES.replace('name: demo', 'name: deployed').replace('sum(demo_jobs)', 'rate(demo_jobs)'),
    );
    const problem = workbench.page.locator('.markers-panel .monaco-list-row', { hasText: 'group "deployed", rule 1' });
    await writeFile(path.join(aside, 'prometheus.yml'), 'rule_files: ["/etc/prometheus/alert_rules.yml"]\n');
    // With its folder, as a switch of branches brings it: of such a file the editor tells the folder only.
    await rename(aside, path.join(folder, 'deploy'));
    await problem.first().waitFor();
    await writeFile(file, RULES);
    await problem.first().waitFor({ state: 'detached' });
  });

  it('finds a file that comes with its folder, and forgets one that goes with it', async () => {
    const later = path.join(folder, 'later');
    const problem = workbench.page.locator('.markers-panel .monaco-list-row', { hasText: 'group "later", rule 1' });
    for (let round = 0; round < 2; round++) {
      await mkdir(path.join(later, 'on'), { recursive: true });
      await writeFile(
        path.join(later, 'on', 'broken.yml'),
        RULES.replace('name: demo', 'name: later').replace('sum(demo_jobs)', 'rate(demo_jobs)'),
      );
      await problem.first().waitFor();
      await rm(later, { recursive: true });
      await problem.first().waitFor({ state: 'detached' });
    }
  });

  it('runs the unit tests of rules in the Test Explorer, with what differs', async () => {
    const tests = `rule_files: [../rules/demo.yml]
tests:
  - name: many jobs
    input_series: [{ series: demo_jobs, values: '7 7' }]
    alert_rule_test:
      - { eval_time: 0m, alertname: TooManyJobs, exp_alerts: [{ exp_labels: { severity: page } }] }
  - name: few jobs
    input_series: [{ series: demo_jobs, values: '1 1' }]
    promql_expr_test:
      - { expr: 'demo:jobs:sum', eval_time: 0m, exp_samples: [{ labels: 'demo:jobs:sum', value: 2 }] }
`;
    await writeFile(path.join(folder, 'rules', 'demo.yml'), RULES);
    const aside = path.join(folder, '..', 'tests-aside');
    await mkdir(aside);
    await writeFile(path.join(aside, 'rules.test.yml'), tests);
    await rename(aside, path.join(folder, 'tests'));
    await workbench.run('Testing: Focus on Test Explorer View');
    const row = (label: string) =>
      workbench.page.locator('.test-explorer .monaco-list-row', { hasText: label }).first();
    await row('rules.test.yml').waitFor();
    await workbench.run('Test: Run All Tests');
    await row('rules.test.yml').click();
    await workbench.page.keyboard.press('ArrowRight');
    await workbench.until('one passed, one failed', async () => {
      const spoken = async (label: string): Promise<string> => (await row(label).getAttribute('aria-label')) ?? '';
      return /passed/i.test(await spoken('many jobs')) && /failed/i.test(await spoken('few jobs'));
    });
    await workbench.screenshot('rule-tests');
  });

  it('leaves them to a Prometheus where the settings say so, and goes on marking them', async () => {
    const hasAlert = async () => (await workbench.rows()).some(({ label }) => label === 'TooManyJobs');
    await workbench.run('Watchpost: Show Alerts');
    await workbench.until('the alert', hasAlert);
    await workspace.write({
      // Nobody listens there.
      'watchpost.prometheus.url': 'http://127.0.0.1:1',
      'watchpost.prometheus.evaluates': true,
    });
    await workbench.until('no alert', async () => !(await hasAlert()));
    await writeFile(path.join(folder, 'rules', 'demo.yml'), RULES.replace('sum(demo_jobs)', 'rate(demo_jobs)'));
    const problem = workbench.page.locator('.markers-panel .monaco-list-row', { hasText: 'group "demo", rule 1' });
    await workbench.run('Problems: Focus on Problems View');
    await problem.first().waitFor();
  });
});
