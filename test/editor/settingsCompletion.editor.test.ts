// Completion within texts of settings, in the real VS Code: what the settings' schema cannot know.
import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { need } from '../support/provision/need.ts';
import { Editor, type Workspace } from './support/editor.ts';
import { startMetricsServer } from './support/metricsServer.ts';
import { tellFailure } from './support/tellFailure.ts';
import { THEMES, type Workbench } from './support/workbench.ts';

describe('completion in settings, in the real VS Code', function () {
  let target: Awaited<ReturnType<typeof startMetricsServer>>;
  let editor: Editor;
  let workbench: Workbench;
  let workspace: Workspace;

  before(async function () {
    await need(this, 'chromium');
    target = await startMetricsServer();
    editor = await Editor.start();
    workspace = await editor.workspace('settingsCompletion', {
      'workbench.colorTheme': THEMES.light,
      // What is chosen is not to be in the next test.
      'files.autoSave': 'off',
      'watchpost.interval': '1s',
      'watchpost.services': {
        'database-main': { tcp: 'localhost:1' },
        shop: {
          group: '',
          health: 'http://localhost:1/',
          metrics: { url: `${target.origin}/metrics` },
          dependsOn: ['d'],
          logs: [{ file: 'logs/' }],
          thresholds: { '': { warn: '> 5' } },
          signals: { queued: 'sum(jobs_run)' },
          environments: { staging: { health: { '': '' } } },
        },
        mail: { group: 'Office', health: { url: 'http://localhost:1/', headers: { 'X-Key': '${secret:mail-key}' } } },
      },
    });
    await mkdir(path.join(workspace.folder, 'logs', 'old'), { recursive: true });
    await writeFile(path.join(workspace.folder, 'logs', 'shop.log'), 'started\n');
    await writeFile(path.join(workspace.folder, '.env'), 'SHOP_PORT=1\n');
    workbench = await editor.open(workspace);
    await workbench.showServices();
    await workbench.row('shop').waitFor();
    await workbench.openFile('settings.json');
    await workbench.until('the settings', async () => (await workbench.editorTitle()).includes('settings.json'));
  });
  after(async () => {
    await editor?.stop();
    await target?.stop();
  });
  afterEach(tellFailure(() => workbench));

  /** Puts the cursor behind `before` where it first stands after `key`, and asks what may be written there. */
  const suggestAt = async (key: string, before: string): Promise<void> => {
    const text = await readFile(workspace.settingsFile, 'utf8');
    const at = text.indexOf(before, text.indexOf(key) + key.length) + before.length;
    const lines = text.slice(0, at).split('\n');
    await workbench.page.keyboard.press('Control+G');
    await workbench.quickInput.fill(`:${lines.length}:${(lines.at(-1) ?? '').length + 1}`);
    // Before it has read the line, the input takes no Enter.
    await workbench.until('the line', async () => {
      if (await workbench.quickInput.isVisible())
        await workbench.quickInput.press('Enter', { timeout: 1_000 }).catch(() => undefined);
      await workbench.page.waitForTimeout(200);
      return !(await workbench.quickInput.isVisible());
    });
    await workbench.page.keyboard.press('Control+Space');
  };
  const entry = (label: string) =>
    workbench.page
      .locator('.suggest-widget.visible .monaco-list-row')
      .filter({ has: workbench.page.locator('.label-name', { hasText: new RegExp(`^${label}$`) }) })
      .first();
  const revert = async (): Promise<void> => {
    await workbench.page.keyboard.press('Escape');
    await workbench.run('File: Revert File');
  };
  const count = async (part: string): Promise<number> => (await workbench.editorText()).split(part).length - 1;
  const choose = async (label: string, result: string): Promise<void> => {
    const before = await count(result);
    await entry(label).click();
    await workbench.until(result, async () => (await count(result)) === before + 1);
    await revert();
  };

  it('offers a service to depend on, and takes it in place of what was begun', async () => {
    await suggestAt('"dependsOn"', '"d');
    await entry('"database-main"').waitFor();
    assert.equal(await entry('"shop"').count(), 0);
    await choose('"database-main"', '"database-main"');
  });

  it('offers groups that there are', async () => {
    await suggestAt('"group"', ': "');
    await choose('"Office"', '"group": "Office"');
  });

  it('offers secrets and variables', async () => {
    await suggestAt('"shop"', 'localhost:1/');
    await workbench.page.keyboard.press('Escape');
    await workbench.page.keyboard.type('$');
    await entry('\\$\\{env:SHOP_PORT\\}').waitFor();
    await workbench.screenshot('settings-completion');
    await choose('\\$\\{secret:mail-key\\}', 'http://localhost:1/${secret:mail-key}"');
  });

  it('offers files of the folder', async () => {
    await suggestAt('"file"', '"logs/');
    await entry('old').waitFor();
    await choose('shop.log', '"logs/shop.log"');
  });

  it('offers metrics of the service, and PromQL', async () => {
    await suggestAt('"thresholds"', '{\n        "');
    await entry('jobs_running').waitFor();
    await workbench.page.keyboard.press('Escape');
    await suggestAt('"queued"', 'sum(jobs_run');
    await choose('jobs_running', '"sum(jobs_running)"');
  });

  it('offers in an environment the keys of the probe', async () => {
    await suggestAt('"staging"', '"health": {\n            "');
    await choose('expectedStatus', '"expectedStatus"');
  });
});
