// Restricted Mode as the editor has it: a folder that nobody trusts names a service and a command.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { need } from '../support/provision/need.ts';
import { Editor } from './support/editor.ts';
import { type Loopback, startLoopback } from './support/loopback.ts';
import { tellFailure } from './support/tellFailure.ts';
import type { Workbench } from './support/workbench.ts';

/** As long as several runs would take. */
const SILENCE_MS = 5_000;

describe('an untrusted workspace, in the real VS Code', function () {
  let editor: Editor;
  let workbench: Workbench;
  let server: Loopback;
  let mark: string;

  before(async function () {
    await need(this, 'chromium');
    server = await startLoopback();
    editor = await Editor.start({ trusted: false });
    mark = path.join(editor.folder.path, 'the-command-ran');
    const workspace = await editor.workspace('untrusted', {
      'watchpost.interval': '1s',
      'watchpost.services': {
        web: { health: `${server.origin}/web`, metrics: `${server.origin}/metrics` },
        job: { command: ['touch', mark] },
      },
    });
    workbench = await editor.open(workspace);
  });
  after(async () => {
    await editor?.stop();
    await server?.stop();
  });
  afterEach(tellFailure(() => workbench));

  it('stays silent: opens no connection, runs no command', async () => {
    await workbench.stayUntrusted();
    await workbench.showServices();
    await workbench.page.locator('.part.sidebar', { hasText: 'This workspace is not trusted' }).waitFor();
    // Nothing happens: there is no condition to wait for but time.
    await workbench.page.waitForTimeout(SILENCE_MS);
    assert.deepEqual(server.requests, []);
    assert.ok(!existsSync(mark), 'the command did not run');
    assert.deepEqual(await workbench.rows(), []);
    await workbench.screenshot('restricted');
  });

  it('says so in the tree and the status bar, and why', async () => {
    const text = await workbench.page.locator('.part.sidebar .pane-body').first().innerText();
    assert.match(text, /opens no connection, runs no command and reads no secret/);
    assert.equal(await workbench.statusBar(), 'Watchpost');
  });

  it('runs no step of a runbook', async () => {
    await workbench.run('Watchpost: Run a Step of the Runbook…');
    await workbench.run('Notifications: Show Notifications');
    await workbench.until('the refusal', async () =>
      (await workbench.notifications()).some((text) => text.includes('a workspace without trust runs no steps')),
    );
    await workbench.dismissNotifications();
  });

  it('starts to watch once the user trusts it', async () => {
    await workbench.page.locator('.part.sidebar .monaco-button', { hasText: 'Manage Workspace Trust' }).click();
    const page = workbench.page.locator('.workspace-trust-editor');
    await page.locator('.monaco-button', { hasText: /^Trust$/ }).click();
    await workbench.waitForRow('web', ({ spoken }) => spoken.startsWith('service web: '), 30_000);
    await workbench.until('a request', () => Promise.resolve(server.count('/web') > 0));
    await workbench.waitForRow('job', ({ spoken }) => spoken.startsWith('service job: up'));
    assert.ok(existsSync(mark), 'the command ran');
  });
});
