// The switch between environments in the real VS Code: what is watched, how production is marked, and that the choice is kept.
import assert from 'node:assert/strict';
import { need } from '../support/provision/need.ts';
import { Editor } from './support/editor.ts';
import { type Loopback, startLoopback } from './support/loopback.ts';
import { tellFailure } from './support/tellFailure.ts';
import { THEMES, type Workbench } from './support/workbench.ts';

describe('environments, in the real VS Code', function () {
  let editor: Editor;
  let workbench: Workbench;
  let workspace: Awaited<ReturnType<Editor['workspace']>>;
  let backend: Loopback;

  before(async function () {
    await need(this, 'chromium');
    backend = await startLoopback();
    const health = (name: string) => `${backend.origin}/${name}`;
    editor = await Editor.start();
    workspace = await editor.workspace('environments', {
      'workbench.colorTheme': THEMES.light,
      'watchpost.interval': '1s',
      'watchpost.services': {
        api: {
          health: health('local'),
          environments: {
            staging: { health: health('${environment}') },
            production: { health: health('${environment}') },
          },
        },
        mail: { health: health('mail') },
      },
    });
    workbench = await editor.open(workspace);
    await workbench.showServices();
  });
  after(async () => {
    await editor?.stop();
    await backend?.stop();
  });
  afterEach(tellFailure(() => workbench));

  const item = () => workbench.page.locator('.statusbar-item[id*="watchpost.environment"]');
  const names = async (): Promise<string[]> =>
    (await workbench.rows()).filter(({ spoken }) => spoken.startsWith('service ')).map(({ label }) => label);
  const shows = (expected: readonly string[]): Promise<void> =>
    workbench.until(expected.join(), async () => (await names()).join() === expected.join());

  it('watches all, until one is chosen', async () => {
    await shows(['api', 'api (production)', 'api (staging)', 'mail']);
    await workbench.allRowsUp(['api', 'api (production)', 'api (staging)', 'mail']);
    assert.match(await item().innerText(), /all/);
  });

  it('marks production in the tree and in the panel, in each theme', async () => {
    const row = workbench.row('api (production)');
    await workbench.until('the mark', async () => (await row.innerHTML()).includes('production'));
    await workbench.page.waitForTimeout(700);
    await workbench.rowMenu('api (production)', 'Open Panel');
    const frame = await workbench.webview('.header-production');
    assert.match(await frame.locator('.header-production').innerText(), /production/);
    for (const theme of ['light', 'dark', 'contrast'] as const) {
      await workspace.write({ 'workbench.colorTheme': THEMES[theme] });
      await workbench.themeShown(theme);
      await workbench.screenshot(`environments-${theme}`);
    }
    await workbench.closeEditors();
  });

  it('switches by the status bar, and asks the others no more', async () => {
    await workbench.choosePick(() => item().click(), 'production');
    await shows(['api (production)', 'mail']);
    await workbench.until('the status bar', async () => (await item().innerText()).includes('production'));
    await workbench.screenshot('environments-production');
    await workbench.page.waitForTimeout(1_500);
    const before = backend.count('/staging');
    await workbench.page.waitForTimeout(2_500);
    assert.equal(backend.count('/staging'), before);
  });

  it('keeps the choice over a reload, and takes it back by the palette', async () => {
    await workbench.reload();
    await workbench.showServices();
    await shows(['api (production)', 'mail']);
    await workbench.choosePick(() => workbench.run('Watchpost: Switch Environment'), 'All Environments');
    await shows(['api', 'api (production)', 'api (staging)', 'mail']);
  });

  it('opens the settings of a service where its environment stands', async () => {
    await workbench.waitForRow('api (staging)', ({ spoken }) => spoken.startsWith('service api (staging): up'));
    await workbench.page.waitForTimeout(700);
    await workbench.rowMenu('api (staging)', 'Edit Settings');
    await workbench.until('the file', async () => (await workbench.editorTitle()).includes('settings.json'));
    await workbench.until('the place', async () => (await workbench.editorText()).includes('staging'));
  });
});
