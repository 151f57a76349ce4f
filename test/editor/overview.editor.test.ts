// The overview in the real VS Code: every service, live, opens panels, comes back after a reload.
import assert from 'node:assert/strict';
import { need } from '../support/provision/need.ts';
import { Editor, type Workspace } from './support/editor.ts';
import { type Loopback, startLoopback } from './support/loopback.ts';
import { seriousViolations } from './support/panel.ts';
import { tellFailure } from './support/tellFailure.ts';
import { THEMES, type Workbench } from './support/workbench.ts';

const MANY = 60;

describe('the overview, in the real VS Code', function () {
  let editor: Editor;
  let workspace: Workspace;
  let workbench: Workbench;
  let server: Loopback;

  before(async function () {
    await need(this, 'chromium');
    server = await startLoopback();
    editor = await Editor.start();
    const services = Object.fromEntries(
      Array.from({ length: MANY }, (_, i) => [
        `service-${i}`,
        { group: `Team ${i % 3}`, environment: i % 2 === 0 ? 'local' : 'staging', health: `${server.origin}/${i}` },
      ]),
    );
    workspace = await editor.workspace('overview', {
      'watchpost.interval': '1s',
      'watchpost.failureThreshold': 1,
      'watchpost.services': services,
    });
    workbench = await editor.open(workspace);
    await workbench.showServices();
    await workbench.until('all up', async () => (await workbench.statusBar()) === `${MANY} up`, 40_000);
  });
  after(async () => {
    await editor?.stop();
    await server?.stop();
  });
  afterEach(tellFailure(() => workbench));

  it('shows every service, and what becomes of it', async () => {
    await workbench.run('Watchpost: Show Overview');
    const frame = await workbench.webview('.grid');
    const summary = async (): Promise<string> => (await frame.locator('.summary').textContent()) ?? '';
    await workbench.until('all', async () => (await summary()) === `${MANY} services: ${MANY} up`);
    server.answers.set('/7', { code: 503, body: { status: 'unhealthy' } });
    await workbench.until('one down', async () => (await summary()) === `${MANY} services: 1 down, ${MANY - 1} up`);
    await frame.getByRole('searchbox').fill('service-7');
    await workbench.until('one', async () => (await summary()) === `1 of ${MANY} services: 1 down`);
    await frame.getByRole('grid').focus();
    await workbench.until('its uptime', async () =>
      /^service-7: Down.* % in the last 24 hours$/.test((await frame.locator('.detail').textContent()) ?? ''),
    );
    assert.deepEqual(await seriousViolations(frame), []);
    await frame.getByRole('searchbox').fill('');
    await frame.getByRole('combobox', { name: 'Sort' }).selectOption('uptime');
  });

  it('looks like it belongs, in each theme', async () => {
    for (const theme of ['light', 'dark', 'contrast'] as const) {
      await workspace.write({ 'workbench.colorTheme': THEMES[theme] });
      await workbench.themeShown(theme);
      await workbench.page.waitForTimeout(700);
      await workbench.screenshot(`overview-editor-${theme}`);
    }
  });

  it('opens the panel of a service', async () => {
    const frame = await workbench.webview('.grid');
    await frame.getByRole('searchbox').fill('service-7');
    await frame.getByRole('grid').focus();
    await frame.getByRole('grid').press('Enter');
    await workbench.until('the panel', async () => (await workbench.editorTitle()).includes('service-7'));
    const panel = await workbench.webview('h1');
    await panel.locator('h1', { hasText: 'service-7' }).waitFor();
  });

  it('is there again after a reload, as it was', async () => {
    await workbench.closeEditors();
    await workbench.run('Watchpost: Show Overview');
    let frame = await workbench.webview('.grid');
    await frame.getByRole('searchbox').fill('service-5');
    await frame.getByRole('combobox', { name: 'Group' }).selectOption('environment');
    await workbench.page.waitForTimeout(1_500);
    await workbench.reload();
    frame = await workbench.webview('.grid');
    await workbench.until(
      'the same services',
      async () => ((await frame.locator('.summary').textContent()) ?? '') === `11 of ${MANY} services: 11 up`,
      30_000,
    );
    assert.equal(await frame.getByRole('combobox', { name: 'Group' }).inputValue(), 'environment');
    assert.equal(await frame.getByRole('searchbox').inputValue(), 'service-5');
  });

  it('offers to add a service where there is none', async () => {
    await workspace.write({ 'watchpost.services': {} });
    const frame = await workbench.webview('.placeholder-message');
    await frame.getByRole('button', { name: 'Add a service' }).click();
    await workbench.quickInput.waitFor({ state: 'visible' });
    await workbench.page.keyboard.press('Escape');
  });
});
