// Configurations of Alertmanager and Prometheus in the real VS Code: what they refuse, and where an alert would go.
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { need } from '../support/provision/need.ts';
import { Editor } from './support/editor.ts';
import { startMetricsServer } from './support/metricsServer.ts';
import { tellFailure } from './support/tellFailure.ts';
import { THEMES, type Workbench } from './support/workbench.ts';

const ALERTMANAGER = `route:
  receiver: mail
  group_by: [alertname]
  routes:
    - receiver: page
      matchers: ['severity="critical"']
      group_wait: 5s
      continue: true
    - receiver: chat
      matchers: ['severity=~"critical|warning"']
receivers:
  - name: mail
    email_configs: [{ to: a@b.c, from: d@e.f, smarthost: 'localhost:25' }]
  - name: page
    pagerduty_configs: [{ routing_key: x }]
  - name: chat
    slack_configs: [{ api_url: 'https://hooks.example/x', channel: '#alerts' }]
`;
const RULES = `groups:
  - name: demo
    interval: 1s
    rules:
      - alert: JobsRun
        expr: jobs_running{queue="mail"}
        labels: { severity: critical }
`;

describe('configurations of Alertmanager and Prometheus in the real VS Code', function () {
  let target: Awaited<ReturnType<typeof startMetricsServer>>;
  let editor: Editor;
  let workbench: Workbench;
  let folder: string;

  before(async function () {
    await need(this, 'chromium');
    target = await startMetricsServer();
    editor = await Editor.start();
    const workspace = await editor.workspace('configFiles', {
      'workbench.colorTheme': THEMES.dark,
      'watchpost.services': { demo: { metrics: { url: `${target.origin}/metrics`, interval: '1s' } } },
      'watchpost.rules': ['demo.yml'],
      'watchpost.alerts.notify': 'never',
    });
    ({ folder } = workspace);
    await writeFile(path.join(folder, 'alertmanager.yml'), ALERTMANAGER);
    await writeFile(path.join(folder, 'alertmanager-deployment.yaml'), 'apiVersion: apps/v1\nroute: { nothing: 1 }\n');
    await writeFile(path.join(folder, 'demo.yml'), RULES);
    workbench = await editor.open(workspace);
    await workbench.showServices();
  });
  after(async () => {
    await editor?.stop();
    await target?.stop();
  });
  afterEach(tellFailure(() => workbench));

  const problem = (text: string) =>
    workbench.page.locator('.markers-panel .monaco-list-row', { hasText: text }).first();

  it('marks what Alertmanager and Prometheus would refuse, and nothing in another file of such a name', async () => {
    await workbench.run('View: Toggle Problems');
    await writeFile(path.join(folder, 'alertmanager.yml'), ALERTMANAGER.replace('receiver: chat', 'receiver: chats'));
    await problem('undefined receiver "chats" used in route').waitFor();
    await writeFile(path.join(folder, 'prometheus.yml'), 'scrape_configs: [{ job_name: a }, { job_name: a }]\n');
    await problem('found multiple scrape configs with job name "a"').waitFor();
    await workbench.screenshot('configuration-problems');
    await writeFile(path.join(folder, 'alertmanager.yml'), ALERTMANAGER);
    await problem('undefined receiver').waitFor({ state: 'detached' });
    const rows = await workbench.page.locator('.markers-panel .monaco-list-row').allInnerTexts();
    assert.deepEqual(
      rows.filter((text) => text.includes('deployment') || text.includes('nothing')),
      [],
    );
    await workbench.run('View: Toggle Problems');
  });

  it('shows which receivers an alert would reach, and the route in its file', async () => {
    await workbench.run('Watchpost: Show Alerts');
    await workbench.waitForRow('JobsRun', ({ spoken }) => spoken.includes(': firing'));
    await workbench.page.waitForTimeout(700);
    await workbench.openPicks(() => workbench.rowMenu('JobsRun', 'Show Route'), 'page');
    const entries = await workbench.page.locator('.quick-input-list .monaco-list-row').allInnerTexts();
    assert.equal(entries.length, 2);
    assert.match(
      entries[0] ?? '',
      /page\s*all › severity="critical"\s+grouped by alertname; after 5s, changes after 5m, again after 4h/,
    );
    assert.match(entries[1] ?? '', /chat\s*all › severity=~"critical\|warning"\s+grouped by alertname; after 30s/);
    await workbench.screenshot('show-route');
    await workbench.pick('chat').click();
    await workbench.until('the file', async () => (await workbench.editorTitle()).includes('alertmanager.yml'));
    const selected = workbench.page.locator('.part.statusbar', { hasText: /Ln \d+/ });
    assert.match(await selected.innerText(), /selected/);
  });

  it('asks for the labels where there is no alert', async () => {
    await workbench.run('Watchpost: Show Route');
    await workbench.answer('severity=info');
    await workbench.pick('mail').waitFor();
    await workbench.page.keyboard.press('Escape');
  });
});
