// Alerts in the real VS Code: they fire, are shown, silenced, acknowledged, told of once, and kept over a reload.
import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { parseDuration } from '../../src/base/duration.ts';
import { need } from '../support/provision/need.ts';
import { Editor } from './support/editor.ts';
import { tellFailure } from './support/tellFailure.ts';
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
  let target: Server;
  let editor: Editor;
  let workbench: Workbench;
  let workspace: Awaited<ReturnType<Editor['workspace']>>;
  let health = 200;
  const jobs = { mail: 7, video: 9 };

  before(async function () {
    await need(this, 'chromium');
    target = createServer((request, response) => {
      if (request.url === '/health') {
        response.writeHead(health).end('{}');
        return;
      }
      const lines = Object.entries(jobs).map(([queue, count]) => `demo_jobs{queue="${queue}"} ${count}\n`);
      response.setHeader('content-type', 'text/plain; version=0.0.4').end(lines.join(''));
    });
    await new Promise<void>((resolve) => target.listen(0, '127.0.0.1', resolve));
    editor = await Editor.start();
    const { port } = target.address() as AddressInfo;
    workspace = await editor.workspace('alerts', {
      'workbench.colorTheme': THEMES.light,
      'watchpost.services': {
        demo: {
          interval: '1s',
          metrics: `http://127.0.0.1:${port}/metrics`,
          health: `http://127.0.0.1:${port}/health`,
        },
      },
      'watchpost.alerts.builtIn': { WatchpostServiceDown: false },
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
  afterEach(tellFailure(() => workbench));

  /** While rows come and go the editor finds none for a command, for as long as a message takes to it and back. */
  const settled = (): Promise<void> => workbench.page.waitForTimeout(700);

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

  it('opens its query in the query panel, from its row and from above its rule', async () => {
    await workbench.rowMenu('SlowQueue', 'Open Query');
    const shows = async (query: string): Promise<void> => {
      const frame = await workbench.webview('.q-page');
      await workbench.until(query, async () =>
        (await frame.locator('.cm-content').first().innerText()).includes(query),
      );
    };
    await shows('demo_jobs{queue="video"} > 5');
    await workbench.page.locator('.part.editor .tab', { hasText: 'demo.yml' }).click();
    await workbench.page.locator('.codelens-decoration a', { hasText: '16' }).first().click();
    await shows('sum(demo_jobs)');
    await workbench.closeEditors();
  });

  it('is copied as JSON with the names of Alertmanager', async () => {
    await workbench.rowMenu('TooManyJobs', 'Copy Alert');
    await workbench.until('the clipboard', async () => (await workbench.clipboard()).includes('TooManyJobs'));
    const copied = JSON.parse(await workbench.clipboard()) as Record<string, unknown>;
    assert.equal(copied['status'], 'firing');
    assert.deepEqual(copied['annotations'], {
      summary: '7 jobs wait in mail',
      runbook_url: 'https://wiki.example/jobs',
    });
    assert.equal((copied['labels'] as Record<string, string>)['queue'], 'mail');
  });

  it('opens its runbook in a browser, after the editor asked', async () => {
    await workbench.rowMenu('TooManyJobs', 'Open Runbook');
    const dialog = workbench.page.locator('.monaco-dialog-box', { hasText: 'https://wiki.example/jobs' });
    await dialog.waitFor();
    await workbench.page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
  });

  it('is grouped by service, and by severity again', async () => {
    const header = workbench.page.locator('.part.sidebar .pane-header', { hasText: 'Alerts' });
    const choose = async (entry: string): Promise<void> => {
      await header.hover();
      await header.locator('.action-label[aria-label*="More Actions"]').first().click();
      await workbench.choose(entry);
    };
    await choose('Group by Service');
    await workbench.until('the group', async () =>
      (await workbench.rows()).some(({ spoken }) => spoken === 'demo: 2 alerts'),
    );
    await workbench.screenshot('alerts-by-service');
    await choose('Group by Severity');
    await workbench.waitForRow('Critical', ({ spoken }) => spoken === 'Critical: 1 alert');
  });

  it('is silenced for what the matchers say, which is listed and can be ended', async () => {
    await workbench.choosePick(() => workbench.rowMenu('SlowQueue', 'Silence Alert…'), 'For 1 hour');
    await workbench.answer('alertname="SlowQueue"');
    // Its group is closed until it is opened.
    await workbench.waitForRow('Silenced or Acknowledged', ({ description }) => description === '1');
    await workbench.row('Silenced or Acknowledged').click();
    await workbench.waitForRow('SlowQueue', ({ spoken }) => spoken.includes('firing, silenced'));
    await workbench.until('one less', async () => /^1 up\s+1$/.test(await workbench.statusBar()));
    await workbench.choosePick(() => workbench.run('Watchpost: List Silences'), 'alertname="SlowQueue"');
    await workbench.until('one more', async () => /^1 up\s+2$/.test(await workbench.statusBar()));
  });

  it('is silenced for as long as was chosen', async () => {
    const tomorrow = new Date();
    tomorrow.setDate(tomorrow.getDate() + 1);
    tomorrow.setHours(9, 0, 0, 0);
    const hours = (count: number) => () => Date.now() + count * 3_600_000;
    for (const [choice, answer, endsAtMs] of [
      ['For 15 minutes', undefined, hours(0.25)],
      ['For 4 hours', undefined, hours(4)],
      ['Until tomorrow, 9:00', undefined, () => tomorrow.getTime()],
      ['For another time…', '2d', hours(48)],
    ] as const) {
      await workbench.choosePick(() => workbench.run('Watchpost: Silence Alert…'), 'SlowQueue');
      await workbench.pick(choice).click();
      const expectedMs = endsAtMs();
      if (answer !== undefined) await workbench.answer(answer);
      await workbench.answer('alertname="SlowQueue"');
      await workbench.until(`one less ${choice}`, async () => /^1 up\s+1$/.test(await workbench.statusBar()));
      await workbench.run('Watchpost: List Silences');
      const listed = await workbench.pick('alertname="SlowQueue"').innerText();
      const left = parseDuration(/for another (\w+)/.exec(listed)?.[1] ?? '') ?? NaN;
      // The list tells whole minutes, and a busy machine takes its time.
      const lateMs = expectedMs - (Date.now() + left);
      assert.ok(Math.abs(lateMs) < 3 * 60_000, `${choice}: ${listed}, ${lateMs} ms off`);
      await workbench.pick('alertname="SlowQueue"').click();
      await workbench.until(`one more ${choice}`, async () => /^1 up\s+2$/.test(await workbench.statusBar()));
    }
  });

  it('is acknowledged with a note, and not told of again after a reload', async () => {
    await settled();
    await workbench.rowMenu('TooManyJobs', 'Acknowledge Alert…');
    await workbench.answer('I am on it');
    await workbench.until('one less', async () => /^1 up\s+1$/.test(await workbench.statusBar()));
    await settled();
    if (!(await workbench.row('TooManyJobs').isVisible())) await workbench.row('Silenced or Acknowledged').click();
    await workbench.rowMenu('TooManyJobs', 'Take Back the Acknowledgement');
    await workbench.until('one more', async () => /^1 up\s+2$/.test(await workbench.statusBar()));
    await settled();
    await workbench.rowMenu('TooManyJobs', 'Acknowledge Alert…');
    await workbench.answer('still');
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

  it('comes from the rules that Watchpost brings along, which open as a file', async () => {
    health = 429;
    await workbench.waitForRow('WatchpostRateLimited', ({ spoken }) => spoken.includes(': firing'), 40_000);
    await workbench.rowMenu('WatchpostRateLimited', 'Open Rule');
    await workbench.until('the file', async () => (await workbench.editorTitle()).includes('watchpost.rules.yml'));
    assert.deepEqual(
      (await workbench.rows()).filter(({ label }) => label === 'WatchpostServiceDown'),
      [],
    );
  });
});
