// The sessions of a real PostgreSQL in the real VS Code: the tree of who waits, and sessions that are ended only on the user's word.
import assert from 'node:assert/strict';
import type { Client } from 'pg';
import type { Frame } from 'playwright-core';
import { need } from '../support/provision/need.ts';
import { type Postgres, startPostgres } from '../support/provision/postgres.ts';
import { open } from '../engine/postgres/faultyDatabase.ts';
import { Editor, type Workspace } from './support/editor.ts';
import { seriousViolations } from './support/panel.ts';
import { tellFailure } from './support/tellFailure.ts';
import { type Theme, THEMES, type Workbench } from './support/workbench.ts';

const PAGE = '.a-page';

describe('database activity in the real VS Code', function () {
  let postgres: Postgres;
  let editor: Editor;
  let workspace: Workspace;
  let workbench: Workbench;
  let holder: Client & { processID: number };
  let waiter: Client & { processID: number };
  let waiting: Promise<unknown>;

  before(async function () {
    await need(this, 'chromium', 'postgresql');
    postgres = await startPostgres();
    [holder, waiter] = (await Promise.all([open(postgres.superuserUri), open(postgres.superuserUri)])) as [
      Client & { processID: number },
      Client & { processID: number },
    ];
    await holder.query('CREATE TABLE orders (id int)');
    await holder.query('BEGIN; LOCK TABLE orders');
    waiting = waiter.query("SELECT '<b>bold</b>' FROM orders").then(
      () => 'ended',
      (error: { code?: string }) => error.code,
    );
    editor = await Editor.start();
    workspace = await editor.workspace('activity', {
      'workbench.colorTheme': THEMES.dark,
      'watchpost.services': {
        shop: { postgres: postgres.superuserUri },
        live: { postgres: postgres.superuserUri, environment: 'production' },
      },
    });
    workbench = await editor.open(workspace);
    await workbench.showServices();
    await workbench.waitForRow('shop', ({ spoken }) => spoken.startsWith('service shop: up'));
  });
  after(async () => {
    await editor?.stop();
    await Promise.all([holder, waiter].map((client) => client?.end().catch(() => undefined)));
    await postgres?.stop();
  });
  afterEach(tellFailure(() => workbench));

  const panel = (): Promise<Frame> => workbench.webview(PAGE);

  it('shows who waits for whom', async () => {
    await workbench.rowMenu('shop', 'Show Database Activity');
    const frame = await panel();
    const row = frame.locator('tbody tr', { hasText: `↳ ${waiter.processID}` });
    await row.waitFor();
    assert.match((await row.textContent()) ?? '', new RegExp(`waits for ${holder.processID} \\(Lock: relation\\)`));
    // A statement is text.
    assert.match((await row.textContent()) ?? '', /<b>bold<\/b>/);
    const pids = await frame.locator('tbody th').allTextContents();
    assert.deepEqual(pids.slice(0, 2), [String(holder.processID), `↳ ${waiter.processID}`]);
  });

  it('goes on by itself, and filters', async () => {
    const frame = await panel();
    const late = await open(postgres.superuserUri);
    await late.query('SELECT 4711 AS late');
    await frame.locator('tbody tr', { hasText: '4711' }).waitFor();
    await frame.locator('.a-filter').fill('4711');
    assert.equal(await frame.locator('tbody tr').count(), 1);
    await frame.locator('.a-filter').fill('');
    await late.end();
    await frame.locator('tbody tr', { hasText: '4711' }).waitFor({ state: 'detached' });
  });

  for (const theme of ['dark', 'light', 'contrast'] as const satisfies readonly Theme[]) {
    it(`can be read in the ${theme} theme`, async () => {
      await workspace.write({ 'workbench.colorTheme': THEMES[theme] });
      await workbench.themeShown(theme);
      const frame = await panel();
      await frame.locator('tbody tr').first().waitFor();
      await workbench.screenshot(`activity-${theme}`);
      assert.deepEqual(await seriousViolations(frame), []);
    });
  }

  it('cancels a query once the user says so', async () => {
    const frame = await panel();
    const dialog = workbench.page.locator('.monaco-dialog-box');
    const cancel = frame.getByRole('button', { name: `Cancel the query of ${waiter.processID}` });
    await cancel.click();
    await dialog.getByRole('button', { name: 'Cancel', exact: true }).click();
    await frame.locator('tbody tr', { hasText: `↳ ${waiter.processID}` }).waitFor();
    await cancel.click();
    await dialog.getByRole('button', { name: 'Cancel Query' }).click();
    assert.equal(await waiting, '57014');
  });

  it('terminates a session in production only for who types the name', async () => {
    await workbench.run('View: Close All Editors');
    await workbench.rowMenu('live', 'Show Database Activity');
    const frame = await panel();
    await frame.getByRole('button', { name: `Terminate ${holder.processID}` }).click();
    await workbench.page.locator('.quick-input-widget', { hasText: 'is in production. Type its name' }).waitFor();
    await workbench.page.keyboard.type('shop');
    await workbench.page.keyboard.press('Enter');
    await workbench.page.locator('.quick-input-widget', { hasText: 'This is not live' }).waitFor();
    assert.equal((await holder.query('SELECT 1')).rows.length, 1);
    await workbench.page.keyboard.press('ControlOrMeta+a');
    await workbench.page.keyboard.type('live');
    await workbench.page.keyboard.press('Enter');
    await frame.locator('tbody tr', { hasText: String(holder.processID) }).waitFor({ state: 'detached' });
    await assert.rejects(holder.query('SELECT 1'));
  });
});
