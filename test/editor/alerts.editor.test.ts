// Alerts in the real VS Code: they fire, are shown, silenced, acknowledged, told of once, and kept over a reload.
import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { need } from '../support/provision/need.ts';
import { Editor } from './support/editor.ts';
import { THEMES, type Workbench } from './support/workbench.ts';

const RULES = `groups:
  - name: demo
    interval: 1s
    rules:
      - record: demo:jobs:sum
        expr: sum(demo_jobs)
      - alert: TooManyJobs
        expr: demo_jobs{queue="mail"} > 5
        labels: { severity: page }
        annotations:
          summary: '{{ $value }} jobs wait in {{ $labels.queue }}'
          runbook_url: https://wiki.example/jobs
      - alert: SlowQueue
        expr: demo_jobs{queue="video"} > 5
        labels: { severity: warning }
        annotations: { description: 'The queue {{ $labels.queue }} is slow' }
      - alert: ManyInAll
        expr: demo:jobs:sum > 10
        for: 1h
        labels: { severity: low }
`;

describe('alerts in the real VS Code', function () {
  this.timeout(90_000);
  let target: Server;
  let editor: Editor;
  let workbench: Workbench;
  let workspace: Awaited<ReturnType<Editor['workspace']>>;
  const jobs = { mail: 7, video: 9 };

  before(async function () {
    await need(this, 'chromium');
    target = createServer((_request, response) => {
      const lines = Object.entries(jobs).map(([queue, count]) => `demo_jobs{queue="${queue}"} ${count}\n`);
      response.setHeader('content-type', 'text/plain; version=0.0.4').end(lines.join(''));
    });
    await new Promise<void>((resolve) => target.listen(0, '127.0.0.1', resolve));
    editor = await Editor.start();
    const { port } = target.address() as AddressInfo;
    workspace = await editor.workspace('alerts', {
      'workbench.colorTheme': THEMES.light,
      'watchpost.services': { demo: { metrics: { url: `http://127.0.0.1:${port}/metrics`, interval: '1s' } } },
      'watchpost.rules': ['rules/*.yml'],
    });
    await mkdir(path.join(workspace.folder, 'rules'));
    await writeFile(path.join(workspace.folder, 'rules', 'demo.yml'), RULES);
    workbench = await editor.open(workspace);
    await workbench.showServices();
  });
  after(async () => {
    await editor?.stop();
    target?.close();
    target?.closeAllConnections();
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') console.error((await workbench.failure(this.currentTest.title)).message);
  });

  it('shows what fires and what is pending, by severity, with value and labels', async () => {
    await workbench.run('Watchpost: Show Alerts');
    const page = await workbench.waitForRow('TooManyJobs', ({ spoken }) => spoken.startsWith('critical alert'));
    assert.match(
      page.spoken,
      /^critical alert TooManyJobs: firing, demo · queue=mail · instance=127\.0\.0\.1:\d+, 7, since /,
    );
    await workbench.waitForRow('SlowQueue', ({ spoken }) => spoken.startsWith('warning alert SlowQueue: firing'));
    await workbench.waitForRow('ManyInAll', ({ spoken }) => spoken.startsWith('info alert ManyInAll: pending'));
    await workbench.until('the status bar', async () => /^1 up\s+2$/.test(await workbench.statusBar()));
    await workbench.waitForRow('demo', ({ description }) => description.startsWith('2 alerts'));
  });

  it('tells of a critical one, once', async () => {
    await workbench.run('Notifications: Show Notifications');
    await workbench.until('the notification', async () =>
      (await workbench.notifications()).some((text) => text.includes('TooManyJobs: 7 jobs wait in mail')),
    );
    await workbench.screenshot('alerts-notification');
    const texts = await workbench.notifications();
    assert.equal(texts.filter((text) => text.includes('SlowQueue')).length, 0, 'a warning is told of to nobody');
    await workbench.dismissNotifications();
  });

  it('looks like it belongs, in each theme', async () => {
    for (const theme of ['light', 'dark', 'contrast'] as const) {
      await workspace.write({ 'workbench.colorTheme': THEMES[theme] });
      await workbench.themeShown(theme);
      await workbench.screenshot(`alerts-${theme}`);
    }
  });

  it('opens the rule at its line, with its state above it', async () => {
    await workbench.rowMenu('SlowQueue', 'Open Rule');
    await workbench.until('the file', async () => (await workbench.editorTitle()).includes('demo.yml'));
    const lens = workbench.page.locator('.codelens-decoration', { hasText: '1 firing · 9' });
    await lens.first().waitFor();
    await workbench.page.locator('.codelens-decoration', { hasText: '16' }).first().waitFor();
    await workbench.screenshot('alerts-lenses');
    await workbench.page.locator('.codelens-decoration a', { hasText: 'would have fired…' }).nth(1).click();
    const title = workbench.page.locator('.quick-input-title', { hasText: 'would have fired once in 1 d' });
    await title.waitFor();
    await workbench.page.keyboard.press('Escape');
  });

  it('is silenced for what the matchers say, which is listed and can be ended', async () => {
    await workbench.rowMenu('SlowQueue', 'Silence Alert…');
    await workbench.pick('For 1 hour').click();
    await workbench.answer('alertname="SlowQueue"');
    await workbench
      .waitForRow('SlowQueue', ({ spoken }) => spoken.includes('firing, silenced'), 15_000)
      .catch(async () => {
        // Its group is closed until it is opened.
        await workbench.row('Silenced or Acknowledged').click();
        await workbench.waitForRow('SlowQueue', ({ spoken }) => spoken.includes('firing, silenced'));
      });
    await workbench.until('one less', async () => /^1 up\s+1$/.test(await workbench.statusBar()));
    await workbench.run('Watchpost: List Silences');
    await workbench.pick('alertname="SlowQueue"').click();
    await workbench.until('one more', async () => /^1 up\s+2$/.test(await workbench.statusBar()));
  });

  it('is acknowledged with a note, and not told of again after a reload', async () => {
    await workbench.rowMenu('TooManyJobs', 'Acknowledge Alert…');
    await workbench.answer('I am on it');
    await workbench.until('one less', async () => /^1 up\s+1$/.test(await workbench.statusBar()));
    await workbench.reload();
    await workbench.until(
      'the same after a reload',
      async () => /^1 up\s+1$/.test(await workbench.statusBar()),
      30_000,
    );
    await new Promise((resolve) => setTimeout(resolve, 4_000));
    assert.deepEqual(
      (await workbench.notifications()).filter((text) => text.includes('TooManyJobs')),
      [],
    );
  });

  it('ends, and stays to be seen for a while', async () => {
    jobs.video = 1;
    await workbench.run('Watchpost: Show Alerts');
    await workbench.until('none calls', async () => (await workbench.statusBar()) === '1 up');
    await workbench.row('Recently Resolved').click();
    await workbench.waitForRow('SlowQueue', ({ spoken }) => spoken.includes('SlowQueue: resolved'));
    await workbench.screenshot('alerts-resolved');
  });
});
