// The package as a user gets it: built, installed from its file, opened without any help of the tests.
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { packageExtension } from '../../scripts/package.ts';
import { need } from '../support/provision/need.ts';
import { type OwnedFolder, ownedFolder } from '../support/provision/ownedFolder.ts';
import { Editor } from './support/editor.ts';
import { type Loopback, startLoopback } from './support/loopback.ts';
import type { Workbench } from './support/workbench.ts';

describe('the packaged extension, in the real VS Code', function () {
  this.timeout(120_000);
  let editor: Editor;
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
    const workspace = await editor.workspace('packaged', {
      'watchpost.interval': '1s',
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
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') console.error((await workbench.failure(this.currentTest.title)).message);
  });

  it('watches a service', async () => {
    await workbench.waitForRow('web', ({ spoken }) => spoken.startsWith('service web: up, '), 30_000);
  });

  it('takes no secrets from the environment, as it does in development', async () => {
    await workbench.waitForRow('secret', ({ spoken }) => /^service secret: unknown, .*has not been set/.test(spoken));
    assert.equal(server.count('/secret'), 0);
  });

  it('draws the panel', async () => {
    await workbench.row('web').click();
    const frame = await workbench.webview('.plot canvas');
    assert.equal(await frame.locator('.header-name h1').innerText(), 'web');
    await workbench.until('a run', async () => (await frame.locator('.beat').count()) > 0);
  });
});
