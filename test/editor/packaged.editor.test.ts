// The package as a user gets it: built, installed from its file, opened without any help of the tests.
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { packageExtension } from '../../scripts/package.ts';
import { need } from '../support/provision/need.ts';
import { type OwnedFolder, ownedFolder } from '../support/provision/ownedFolder.ts';
import { Editor, type Workspace } from './support/editor.ts';
import { type Loopback, startLoopback } from './support/loopback.ts';
import { tellFailure } from './support/tellFailure.ts';
import type { Workbench } from './support/workbench.ts';

describe('the packaged extension, in the real VS Code', function () {
  let editor: Editor;
  let workspace: Workspace;
  let workbench: Workbench;
  let server: Loopback;
  let folder: OwnedFolder;

  before(async function () {
    await need(this, 'chromium');
    const vsix = await packageExtension();
    server = await startLoopback();
    folder = await ownedFolder('packaged');
    const secrets = path.join(folder.path, 'secrets.json');
    await writeFile(secrets, JSON.stringify([{ name: 'token', value: 'development', origins: [server.origin] }]));
    editor = await Editor.start({ vsix, env: { WATCHPOST_DEV_SECRETS: secrets } });
    workspace = await editor.workspace('packaged', {
      'watchpost.interval': '1s',
      // The terminal's rows are then elements of the page.
      'terminal.integrated.gpuAcceleration': 'off',
      'watchpost.services': {
        web: { health: `${server.origin}/web` },
        secret: { health: { url: `${server.origin}/secret`, headers: { Authorization: '${secret:token}' } } },
      },
    });
    workbench = await editor.open(workspace);
    await workbench.showServices();
  });
  after(async () => {
    await editor?.stop();
    await server?.stop();
    await folder?.remove();
  });
  afterEach(tellFailure(() => workbench));

  it('watches a service', async () => {
    await workbench.waitForRow('web', ({ spoken }) => spoken.startsWith('service web: up, '), 30_000);
  });

  it('takes no secrets from the environment, as it does in development', async () => {
    await workbench.waitForRow('secret', ({ spoken }) => /^service secret: unknown, .*has not been set/.test(spoken));
    assert.equal(server.count('/secret'), 0);
  });

  it('speaks German where the editor does', async () => {
    const german = await editor.open(workspace, { language: 'de' });
    await german.showServices();
    await german.waitForRow('web', ({ spoken }) => spoken.startsWith('Dienst web: verfügbar, '), 30_000);
    assert.ok((await german.commands('Watchpost: Übersicht')).includes('Watchpost: Übersicht anzeigen'));
    await german.close();
  });

  it('brings its command line into the terminals', async () => {
    await workbench.run('Terminal: Create New Terminal');
    await workbench.page.locator('.terminal-wrapper.active .xterm').click();
    // What it prints is not in the line that is typed.
    await workbench.page.keyboard.type('watchpost --version | tr a-z A-Z; watchpost check');
    await workbench.page.keyboard.press('Enter');
    const text = async (): Promise<string> =>
      (await workbench.page.locator('.terminal-wrapper.active .xterm-rows > div').allTextContents()).join('\n');
    await workbench.until('its version', async () => /WATCHPOST 0\.1\.0/.test(await text()));
    await workbench.until('what it saw', async () =>
      /web\s+health\s+up/.test((await text()).replaceAll('\u00a0', ' ')),
    );
  });

  it('draws the panel', async () => {
    await workbench.openPanel('web');
    const frame = await workbench.webview('.plot canvas');
    assert.equal(await frame.locator('.header-name h1').innerText(), 'web');
    await workbench.until('a run', async () => (await frame.locator('.beat').count()) > 0);
  });
});
