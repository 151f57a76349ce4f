// Discover Services in the real VS Code: from the files of a workspace to the settings, and what happens when a file changes.
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { need } from '../support/provision/need.ts';
import { Editor, type Workspace } from './support/editor.ts';
import { type Loopback, startLoopback } from './support/loopback.ts';
import { tellFailure } from './support/tellFailure.ts';
import { THEMES, type Workbench } from './support/workbench.ts';

describe('discovering services, in the real VS Code', function () {
  let editor: Editor;
  let workspace: Workspace;
  let workbench: Workbench;
  let backend: Loopback;

  before(async function () {
    await need(this, 'chromium');
    backend = await startLoopback();
    editor = await Editor.start();
    workspace = await editor.workspace('discover', { 'workbench.colorTheme': THEMES.light });
    await writeFile(path.join(workspace.folder, 'prometheus.yml'), prometheus());
    await writeFile(path.join(workspace.folder, 'compose.yml'), 'services: { web: { ports: ["9:80"] } }\n');
    await writeFile(path.join(workspace.folder, '.env'), 'DATABASE_URL=postgres://ann:hunter2@localhost:9/shop\n');
    workbench = await editor.open(workspace);
    await workbench.showServices();
  });
  after(async () => {
    await editor?.stop();
    await backend?.stop();
  });
  afterEach(tellFailure(() => workbench));

  const port = (): string => new URL(backend.origin).port;
  function prometheus(more = ''): string {
    return `scrape_configs:
  - job_name: shop
    authorization: { credentials: hunter2 }
    static_configs: [{ targets: ['127.0.0.1:${port()}'] }]
${more}`;
  }
  const services = async (): Promise<Record<string, unknown>> =>
    ((await workspace.read())['watchpost.services'] ?? {}) as Record<string, unknown>;
  const rows = () => workbench.page.locator('.quick-input-list .monaco-list-row');

  it('proposes what the files speak of, and writes what is picked, without secrets', async () => {
    await workbench.run('Watchpost: Discover Services…');
    await rows().filter({ hasText: 'shop' }).first().waitFor();
    await workbench.screenshot('discover');
    const seen = (await rows().allInnerTexts()).join('\n');
    assert.ok(!seen.includes('hunter2'), seen);
    for (const name of ['shop', 'web', 'database']) assert.ok(seen.includes(name), seen);
    await rows()
      .filter({ hasText: `127.0.0.1:${port()}` })
      .click();
    await workbench.page.keyboard.press('Enter');
    await workbench.until('the service', async () => 'shop' in (await services()));
    assert.deepEqual(await services(), {
      shop: { metrics: { url: `http://127.0.0.1:${port()}/metrics`, auth: { bearer: '${secret:shop-token}' } } },
    });
    assert.ok(!(await readFile(workspace.settingsFile, 'utf8')).includes('hunter2'));
    await workbench.waitForRow('shop', ({ spoken }) => /needs|secret/.test(spoken), 30_000);
    await workbench.closeEditors();
  });

  it('offers what changes in the file, and does nothing by itself', async () => {
    await workbench.dismissNotifications();
    const before = await readFile(workspace.settingsFile, 'utf8');
    await writeFile(
      path.join(workspace.folder, 'prometheus.yml'),
      prometheus(
        `    metrics_path: /internal\n  - job_name: added\n    static_configs: [{ targets: ['127.0.0.1:9'] }]\n`,
      ),
    );
    await workbench.answerNotification(/prometheus\.yml changed: 2 services differ from the settings\./, 'Review…');
    assert.equal(await readFile(workspace.settingsFile, 'utf8'), before);
    await rows().filter({ hasText: 'is new in' }).first().waitFor();
    assert.equal(await rows().count(), 2);
    await workbench.screenshot('discover-review');
    await workbench.page.keyboard.press('Enter');
    await workbench.until('both', async () => 'added' in (await services()));
    const now = (await services()) as Record<string, { metrics: { url: string } }>;
    assert.equal(now['shop']?.metrics.url, `http://127.0.0.1:${port()}/internal`);
    assert.equal(now['added']?.metrics.url, 'http://127.0.0.1:9/metrics');
  });
});
