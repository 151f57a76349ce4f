// Log views that come back after a reload, in the real VS Code, when the user trusts the workspace no more.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { appendFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type FakeLoki, startFakeLoki } from '../support/fakeLoki.ts';
import { need } from '../support/provision/need.ts';
import { Editor, type Workspace } from './support/editor.ts';
import { tellFailure } from './support/tellFailure.ts';
import type { Workbench } from './support/workbench.ts';

describe('restored log views, in the real VS Code', function () {
  let editor: Editor;
  let workspace: Workspace;
  let workbench: Workbench;
  let loki: FakeLoki;
  let mark: string;
  const line = (msg: string): string =>
    `${JSON.stringify({ level: 30, time: Date.now(), pid: 1, hostname: 'h', msg })}\n`;

  before(async function () {
    await need(this, 'chromium');
    loki = await startFakeLoki();
    loki.nowNs = BigInt(Date.now()) * 1_000_000n;
    loki.lines.push({ ns: loki.nowNs - 1n, line: 'from Loki' });
    editor = await Editor.start({ trusted: false });
    mark = path.join(editor.folder.path, 'the-program-ran');
    workspace = await editor.workspace('restored', {
      'watchpost.services': {
        shop: {
          tcp: '127.0.0.1:9',
          logs: [
            { file: 'shop.log' },
            { command: ['sh', '-c', `touch "${mark}"; echo from the program; sleep 60`] },
            { loki: { url: loki.url, query: '{app="api"}' } },
          ],
        },
      },
    });
    await writeFile(path.join(workspace.folder, 'shop.log'), line('from the file'));
    workbench = await editor.open(workspace);
    await workbench.stayUntrusted();
  });
  after(async () => {
    await editor?.stop();
    await loki?.close();
  });
  afterEach(tellFailure(() => workbench));

  const shows = async (text: string): Promise<void> =>
    (await workbench.webview('.log-page')).locator('.log-row', { hasText: text }).waitFor();

  it('show in a trusted workspace what they showed', async () => {
    assert.deepEqual([existsSync(mark), loki.asked.length], [false, 0]);
    await workbench.run('Workspaces: Manage Workspace Trust');
    await workbench.page
      .locator('.workspace-trust-editor .monaco-button', { hasText: /^Trust$/ })
      .first()
      .click();
    await workbench.until('the settings', async () => (await workbench.statusBar()).startsWith('shop'));
    await workbench.closeEditors();
    await workbench.openPicks(() => workbench.run('Watchpost: Tail Logs'), 'shop');
    await workbench.page.keyboard.press('Enter');
    for (const text of ['from the file', 'from the program', 'from Loki']) await shows(text);
    await workbench.reload();
    for (const text of ['from the file', 'from the program', 'from Loki']) await shows(text);
  });

  it('read nothing, run nothing and ask nobody once the workspace is trusted no more', async () => {
    await workbench.distrust('restored');
    await rm(mark, { force: true });
    const asked = loki.asked.length;
    await appendFile(path.join(workspace.folder, 'shop.log'), line('written since'));
    await workbench.reload();
    await workbench.stayUntrusted();
    // Nothing happens: there is no condition to wait for but time.
    await workbench.page.waitForTimeout(5_000);
    assert.equal(existsSync(mark), false, 'the program did not run');
    assert.equal(loki.asked.length, asked);
    assert.equal(await workbench.page.locator('.tab', { hasText: 'shop: logs' }).count(), 0);
    await workbench.screenshot('logs-restricted');
  });
});
