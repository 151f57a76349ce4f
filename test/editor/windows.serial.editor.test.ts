// Two windows of the real VS Code on one folder: one polls, both show it, what is done in one is known in the other, and the
// one that is left takes over.
import assert from 'node:assert/strict';
import { need } from '../support/provision/need.ts';
import { Editor } from './support/editor.ts';
import { type Loopback, startLoopback } from './support/loopback.ts';
import type { Workbench } from './support/workbench.ts';

describe('two windows on one folder, in the real VS Code', function () {
  let editor: Editor;
  let first: Workbench;
  let second: Workbench;
  let backend: Loopback;

  before(async function () {
    await need(this, 'chromium');
    backend = await startLoopback();
    editor = await Editor.start();
    const workspace = await editor.workspace('windows', {
      'watchpost.interval': '1s',
      'watchpost.failureThreshold': 1,
      'watchpost.services': {
        api: { health: `${backend.origin}/api` },
        mail: { health: `${backend.origin}/mail`, environments: { staging: { health: `${backend.origin}/staging` } } },
      },
    });
    first = await editor.open(workspace);
    await first.showServices();
    await first.allRowsUp(['api', 'mail']);
    second = await editor.open(workspace);
    await second.showServices();
  });
  after(async () => {
    await editor?.stop();
    await backend?.stop();
  });
  afterEach(async function () {
    if (this.currentTest?.state !== 'failed') return;
    for (const workbench of [first, second])
      console.error(await workbench.failure(this.currentTest.title).then(({ message }) => message, String));
  });

  const runsIn = async (ms: number): Promise<number> => {
    const before = backend.count('/api');
    await second.page.waitForTimeout(ms);
    return backend.count('/api') - before;
  };

  it('show the same, and ask no more than one', async () => {
    await second.allRowsUp(['api', 'mail']);
    const runs = await runsIn(6_000);
    assert.ok(runs >= 4 && runs <= 7, `${runs} runs in six seconds`);
    backend.answers.set('/mail', { code: 503, body: { status: 'down' } });
    for (const workbench of [first, second])
      await workbench.waitForRow('mail', ({ spoken }) => spoken.startsWith('service mail: down'));
  });

  it('draw the panel of a service in the one that does not poll', async () => {
    await second.page.waitForTimeout(700);
    await second.rowMenu('api', 'Open Panel');
    // Looked for anew each time: a tab that has just opened may get its page a second time.
    const says = async (selector: string): Promise<string> => {
      const frame = await second.webview('.header h1');
      const text = frame.locator(selector).innerText({ timeout: 2_000 });
      return text.catch(() => '');
    };
    await second.until('the name', async () => (await says('.header h1')) === 'api');
    await second.until('its runs', async () => /\d+ runs/.test(await says('body')));
    await second.screenshot('windows-second');
  });

  it('know of what is snoozed and paused in the other', async () => {
    await second.page.waitForTimeout(700);
    await second.choosePick(() => second.rowMenu('mail', 'Snooze…'), 'For 1 hour');
    for (const workbench of [first, second])
      await workbench.waitForRow('mail', ({ description }) => description.startsWith('snoozed until'));
    await first.page.waitForTimeout(700);
    await first.rowMenu('mail', 'Pause');
    await second.waitForRow('mail', ({ spoken }) => spoken.startsWith('service mail: paused'));
    // What the second one keeps of it now: resumed there, it is still snoozed.
    await second.page.waitForTimeout(700);
    await second.rowMenu('mail', 'Resume');
    await first.waitForRow('mail', ({ description }) => description.startsWith('snoozed until'));
  });

  it('watch the same environment', async () => {
    const item = (workbench: Workbench) => workbench.page.locator('.statusbar-item[id*="watchpost.environment"]');
    await first.choosePick(() => first.run('Watchpost: Switch Environment'), 'staging');
    for (const workbench of [first, second]) {
      await workbench.until('the switch', async () => (await item(workbench).innerText()).includes('staging'));
      await workbench.waitForRow('mail (staging)', ({ spoken }) => spoken.startsWith('service mail (staging): up'));
      await workbench.until('no other', async () => !(await workbench.rows()).some(({ label }) => label === 'mail'));
    }
    await second.choosePick(() => second.run('Watchpost: Switch Environment'), 'All Environments');
    await first.waitForRow('mail', ({ description }) => description.startsWith('snoozed until'));
  });

  it('go on when the one that polled is closed', async () => {
    await first.close();
    await second.until('runs', async () => (await runsIn(2_000)) >= 1, 40_000);
    backend.answers.delete('/mail');
    await second.waitForRow('mail', ({ spoken }) => spoken.startsWith('service mail: up'), 30_000);
    const runs = await runsIn(4_000);
    assert.ok(runs >= 3 && runs <= 5, `${runs} runs in four seconds`);
    await second.waitForRow('mail', ({ description }) => description.startsWith('snoozed until'));
  });
});
