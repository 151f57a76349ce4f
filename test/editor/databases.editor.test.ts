// The Databases view in the real VS Code, on a real PostgreSQL, a real Redis and a SQLite file: empty, full, broken, over a reload.
import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import path from 'node:path';
import { need } from '../support/provision/need.ts';
import { type Postgres, startPostgres } from '../support/provision/postgres.ts';
import { type Redis, startRedis } from '../support/provision/redis.ts';
import { createFaultyDatabase, type FaultyDatabase } from '../engine/postgres/faultyDatabase.ts';
import { Editor, type Workspace } from './support/editor.ts';
import { tellFailure } from './support/tellFailure.ts';
import { type Theme, THEMES, type Workbench } from './support/workbench.ts';

describe('the Databases view in the real VS Code', function () {
  let postgres: Postgres;
  let redis: Redis;
  let faulty: FaultyDatabase;
  let editor: Editor;
  let workspace: Workspace;
  let workbench: Workbench;
  const web = { tcp: '127.0.0.1:1' };

  before(async function () {
    await need(this, 'chromium', 'postgresql', 'redis');
    postgres = await startPostgres({ settings: { max_prepared_transactions: '5' } });
    faulty = await createFaultyDatabase(postgres);
    redis = await startRedis();
    editor = await Editor.start();
    workspace = await editor.workspace('databases', {
      'workbench.colorTheme': THEMES.dark,
      'watchpost.interval': '5s',
      'watchpost.services': { web },
    });
    new DatabaseSync(path.join(workspace.folder, 'orders.sqlite3')).exec(
      'CREATE TABLE orders (id INTEGER PRIMARY KEY)',
    );
    workbench = await editor.open(workspace);
    await workbench.showServices();
    await workbench.waitForRow('web', ({ spoken }) => spoken.startsWith('service web: down'));
  });
  after(async () => {
    await editor?.stop();
    await faulty?.stop();
    await postgres?.stop();
    await redis?.stop();
  });
  afterEach(tellFailure(() => workbench));

  const pane = () =>
    workbench.page.locator('.part.sidebar .pane', {
      has: workbench.page.locator('.pane-header', { hasText: 'Databases' }),
    });
  const row = (label: string) =>
    pane().locator('.monaco-list-row', {
      has: workbench.page.locator('.label-name', { hasText: new RegExp(`^${label}$`) }),
    });
  /** Commands right after rows came or went may find none: the editor is still asking for rows. */
  const settled = (): Promise<void> => workbench.page.waitForTimeout(800);
  const button = async (label: string, title: string): Promise<void> => {
    await row(label).hover();
    await row(label).locator(`.actions .action-label[aria-label^="${title}"]`).click();
  };

  it('says what is missing where no service has a database', async () => {
    await pane().getByText('No service has a database yet').waitFor();
    await workbench.screenshot('databases-empty');
  });

  it('has a row for each database with its numbers, and says why one is not to be had', async () => {
    // The rest of the side bar is for this view.
    for (const other of ['Alerts', 'Services'])
      await workbench.page.locator('.pane-header', { hasText: other }).click();
    await workspace.write({
      'watchpost.services': {
        web,
        shop: { postgres: faulty.uri },
        cache: { redis: redis.uri },
        gone: { redis: 'redis://127.0.0.1:1' },
      },
    });
    await row('shop')
      .filter({ hasText: /\d of 100 connections/ })
      .waitFor();
    await row('cache')
      .filter({ hasText: /\d of 10 k clients/ })
      .waitFor();
    await row('gone').filter({ hasText: 'refuse' }).waitFor();
    await row('shop').click();
    await workbench.page.keyboard.press('ArrowRight');
    await row('transactions').filter({ hasText: '/s' }).waitFor({ timeout: 30_000 });
    await row('No report yet').waitFor();
    await workbench.screenshot('databases-numbers');
  });

  it('runs the diagnostics from its row, and shows what they found, the worst first', async () => {
    await settled();
    await button('shop', 'Run Database Diagnostics');
    await workbench.webview('.r-page');
    await row('Report')
      .filter({ hasText: /just now\s+\d+ critical · \d+ warnings/ })
      .waitFor();
    const findings = pane().locator('.monaco-list-row[aria-level="3"]');
    await findings.first().waitFor();
    const spoken = await findings.evaluateAll((all) => all.map((one) => one.getAttribute('aria-label') ?? ''));
    assert.match(spoken[0] ?? '', /^critical finding /);
    // Two services are down, and one database has critical findings.
    await workbench.until('the badge', async () => (await workbench.badge()) === '3');
    await workbench.screenshot('databases-report');
  });

  it('opens the report at the finding that is clicked', async () => {
    await settled();
    await workbench.closeEditors();
    const finding = pane().locator('.monaco-list-row[aria-label*="finding sequences"]');
    await finding.click();
    const frame = await workbench.webview('.r-page');
    await frame.locator('.r-finding[data-id=sequences][open] summary:focus').waitFor();
    // Another one, in the panel that is open.
    await pane().locator('.monaco-list-row[aria-label*="finding invalid-indexes"]').click();
    await frame.locator('.r-finding[data-id=invalid-indexes][open] summary:focus').waitFor();
  });

  it('opens sessions and keys from the row, and explains what is typed', async () => {
    await settled();
    await workbench.closeEditors();
    await button('shop', 'Show Database Activity');
    await workbench.webview('.a-page');
    // Folded, there is room for the rows below.
    await row('shop').click();
    await workbench.page.keyboard.press('ArrowLeft');
    await settled();
    await button('cache', 'Show Redis Keys');
    await workbench.page.locator('.quick-input-widget', { hasText: 'Keys of cache' }).waitFor();
    await workbench.page.keyboard.press('Escape');
    await workbench.closeEditors();
    await button('shop', 'Explain SQL');
    await workbench.answer('SELECT 1');
    await workbench.pick('Plan').click();
    await workbench.webview('.r-finding[data-id=plan]');
    await workbench.closeEditors();
  });

  it('has a row for a SQLite file once it was diagnosed', async () => {
    await workbench.run('View: Show Explorer');
    await workbench.page
      .locator('.explorer-folders-view .monaco-list-row', { hasText: 'orders.sqlite3' })
      .click({ button: 'right' });
    await workbench.choose('Run Database Diagnostics');
    await workbench.webview('.r-page');
    await workbench.showServices();
    await row('orders.sqlite3').filter({ hasText: 'info' }).waitFor();
    await row('shop').click();
    await workbench.page.keyboard.press('ArrowRight');
    await row('Report').waitFor();
  });

  for (const theme of ['dark', 'light', 'contrast'] as const satisfies readonly Theme[]) {
    it(`can be read in the ${theme} theme`, async () => {
      await workspace.write({ 'workbench.colorTheme': THEMES[theme] });
      await workbench.themeShown(theme);
      await row('Report').waitFor();
      assert.ok(await pane().locator('.monaco-list-row[aria-label*="critical finding"]').first().isVisible());
      await workbench.screenshot(`databases-${theme}`);
    });
  }

  it('has its reports and its panels again after a reload of the window, and asks nobody for them', async () => {
    await workbench.closeEditors();
    await settled();
    await pane().locator('.monaco-list-row[aria-label*="finding sequences"]').click();
    await workbench.webview('.r-page');
    await workbench.webview('.r-finding[data-id=sequences]');
    await button('shop', 'Show Database Activity');
    await workbench.webview('.a-page tbody tr');
    await workbench.reload();
    await workbench.webview('.a-page tbody tr');
    await row('shop').click();
    await workbench.page.keyboard.press('ArrowLeft');
    await row('orders.sqlite3').filter({ hasText: 'info' }).waitFor();
    await row('shop')
      .filter({ hasText: /\d+ critical · \d+ warnings/ })
      .waitFor();
    // The one behind comes back once it is in front.
    await workbench.page.locator('.part.editor .tab', { hasText: 'shop: postgres report' }).click();
    const frame = await workbench.webview('.r-page');
    await frame.locator('.r-finding[data-id=sequences]').waitFor();
    await frame.getByRole('button', { name: 'Run Again' }).click();
    await row('shop')
      .filter({ hasText: 'being diagnosed' })
      .or(row('Report').filter({ hasText: 'just now' }))
      .first()
      .waitFor();
    await workbench.closeEditors();
  });

  it('forgets a report', async () => {
    await settled();
    await row('orders.sqlite3').click({ button: 'right' });
    await workbench.choose('Forget the Report');
    await row('orders.sqlite3').waitFor({ state: 'detached' });
  });
});
