// Uptime and incidents in the real VS Code: counted, shown in the panel and the tooltip, kept over a reload.
import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { need } from '../support/provision/need.ts';
import { type OwnedFolder, ownedFolder } from '../support/provision/ownedFolder.ts';
import { Editor, type Workspace } from './support/editor.ts';
import { type Loopback, startLoopback } from './support/loopback.ts';
import { seriousViolations } from './support/panel.ts';
import { tellFailure } from './support/tellFailure.ts';
import type { Workbench } from './support/workbench.ts';

const SECRET = 'correct-horse-battery';

describe('uptime and incidents, in the real VS Code', function () {
  let editor: Editor;
  let workbench: Workbench;
  let workspace: Workspace;
  let server: Loopback;
  let folder: OwnedFolder;

  before(async function () {
    await need(this, 'chromium');
    server = await startLoopback();
    folder = await ownedFolder('uptime');
    const secrets = path.join(folder.path, 'secrets.json');
    await writeFile(secrets, JSON.stringify([{ name: 'token', value: SECRET, origins: [server.origin] }]));
    editor = await Editor.start({ env: { WATCHPOST_DEV_SECRETS: secrets } });
    workspace = await editor.workspace('uptime', {
      'watchpost.interval': '1s',
      'watchpost.failureThreshold': 1,
      'watchpost.services': {
        api: { health: { url: `${server.origin}/health`, headers: { Authorization: 'Bearer ${secret:token}' } } },
      },
    });
    workbench = await editor.open(workspace);
    await workbench.showServices();
    await workbench.waitForRow('api', ({ spoken }) => spoken.startsWith('service api: up'), 30_000);
  });
  after(async () => {
    await editor?.stop();
    await server?.stop();
    await folder?.remove();
  });
  afterEach(tellFailure(() => workbench));

  it('an incident begins, ends, and keeps the response that it began with', async () => {
    const said = { status: 'unhealthy', database: 'the disk is full', token: SECRET };
    server.answers.set('/health', { code: 503, body: said });
    await workbench.waitForRow('api', ({ spoken }) => spoken.startsWith('service api: down'));
    await workbench.openPanel('api');
    const frame = await workbench.webview('.incident');
    await workbench.until('it lasts', async () =>
      ((await frame.locator('.incident-when').first().textContent()) ?? '').startsWith('Since '),
    );
    server.answers.delete('/health');
    await workbench.until('it is over', async () =>
      / to .*, [\d.]+ m?s$/.test((await frame.locator('.incident-when').first().textContent()) ?? ''),
    );
    const uptime = (await frame.locator('.uptime-value').first().textContent()) ?? '';
    assert.match(uptime, /^\d+(?:\.\d+)? %$/);
    assert.notEqual(uptime, '100 %');
    assert.deepEqual(await seriousViolations(frame), []);
    await workbench.screenshot('uptime-panel');
    await frame.getByRole('button', { name: /^Show the first failing response/ }).click();
    await workbench.until('the response', async () => (await workbench.editorTitle()).includes('api health incident'));
    await workbench.until('its text', async () => (await workbench.editorText()).includes('the disk is full'));
    const text = await workbench.editorText();
    assert.match(text, /status: 503/);
    assert.ok(!text.includes(SECRET), text);
  });

  it('the tooltip says the uptime', async () => {
    // A row that is drawn anew each second takes its tooltip with it.
    await workspace.write({ 'watchpost.interval': '5m' });
    await workbench.page.waitForTimeout(2_000);
    await workbench.row('api').hover();
    const hover = workbench.page.locator('.workbench-hover', { hasText: /uptime.*30d.*\d %/s });
    await hover.first().waitFor();
    await workbench.screenshot('uptime-tooltip');
    await workbench.page.mouse.move(700, 300);
  });

  it('it is all there again after a reload, and no secret is on disk', async () => {
    await workbench.closeEditors();
    await workbench.reload();
    await workbench.showServices();
    await workbench.waitForRow('api', ({ spoken }) => spoken.startsWith('service api: up'), 30_000);
    await workbench.openPanel('api');
    const frame = await workbench.webview('.incident');
    await frame.getByRole('button', { name: /^Show the first failing response/ }).click();
    await workbench.until('its text', async () => (await workbench.editorText()).includes('the disk is full'));
    const files = await readdir(editor.server.dataDir, { recursive: true });
    const kept = files.filter((name) => /services\.sqlite(-wal)?$/.test(name));
    assert.ok(kept.length > 0);
    const bytes = await Promise.all(kept.map((name) => readFile(path.join(editor.server.dataDir, name), 'latin1')));
    assert.ok(bytes.join('').includes('the disk is full'));
    assert.ok(!bytes.join('').includes(SECRET));
  });
});
