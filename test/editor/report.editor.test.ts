// Reports in the real VS Code, of a real PostgreSQL and a real Redis: run, read, sorted, copied, opened, exported, run again.
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import path from 'node:path';
import { Redis as RedisClient } from 'ioredis';
import type { Frame } from 'playwright-core';
import { need } from '../support/provision/need.ts';
import { type Postgres, startPostgres } from '../support/provision/postgres.ts';
import { type Redis, startRedis } from '../support/provision/redis.ts';
import { createFaultyDatabase, type FaultyDatabase, ODD_PRINTED } from '../engine/postgres/faultyDatabase.ts';
import { Editor, type Workspace } from './support/editor.ts';
import { seriousViolations } from './support/panel.ts';
import { tellFailure } from './support/tellFailure.ts';
import { type Theme, THEMES, type Workbench } from './support/workbench.ts';

const PAGE = '.r-page';

describe('database reports in the real VS Code', function () {
  let postgres: Postgres;
  let redis: Redis;
  let faulty: FaultyDatabase;
  let editor: Editor;
  let workspace: Workspace;
  let workbench: Workbench;

  before(async function () {
    await need(this, 'chromium', 'postgresql', 'redis');
    postgres = await startPostgres({ settings: { max_prepared_transactions: '5' } });
    faulty = await createFaultyDatabase(postgres);
    redis = await startRedis({ password: 'kept-to-itself' });
    editor = await Editor.start();
    workspace = await editor.workspace('reports', {
      'workbench.colorTheme': THEMES.dark,
      'watchpost.services': {
        shop: { postgres: faulty.uri },
        cache: { redis: redis.uri, environment: 'production' },
      },
    });
    await writeFile(
      path.join(workspace.folder, 'query.sql'),
      'SELECT k.a, count(*) FROM keep k WHERE k.b + 0 < 7 GROUP BY 1 ORDER BY 2;\n',
    );
    new DatabaseSync(path.join(workspace.folder, 'orders.sqlite3')).exec(
      'CREATE TABLE orders (id INTEGER PRIMARY KEY)',
    );
    workbench = await editor.open(workspace);
    await workbench.showServices();
    await workbench.waitForRow('shop', ({ spoken }) => spoken.startsWith('service shop: up'));
  });
  after(async () => {
    await editor?.stop();
    await faulty?.stop();
    await postgres?.stop();
    await redis?.stop();
  });
  afterEach(tellFailure(() => workbench));

  const panel = (): Promise<Frame> => workbench.webview(PAGE);

  it('diagnoses a PostgreSQL from its row, the worst finding first', async () => {
    await workbench.rowMenu('shop', 'Run Database Diagnostics');
    const frame = await panel();
    const findings = await frame.locator('.r-finding').evaluateAll((all) => all.map((one) => one.className));
    assert.ok(findings.length >= 25, String(findings.length));
    assert.match(findings[0] ?? '', /r-critical/);
    assert.match(findings.at(-1) ?? '', /r-ok/);
    const sequences = frame.locator('.r-finding[data-id=sequences]');
    assert.match((await sequences.locator('summary').first().textContent()) ?? '', /numbered_id_seq has used 90 %/);
    assert.equal(await sequences.getAttribute('open'), '');
    assert.ok(!(await frame.locator('body').textContent())?.includes(new URL(faulty.uri).password));
  });

  it('shows what came from the database as text, and runs none of it', async () => {
    const frame = await panel();
    const sizes = frame.locator('.r-finding[data-id=table-sizes]');
    await sizes.locator('summary').first().click();
    await sizes.locator('td', { hasText: ODD_PRINTED }).waitFor();
  });

  it('sorts a table by a column', async () => {
    const frame = await panel();
    const sizes = frame.locator('.r-finding[data-id=table-sizes]');
    const names = (): Promise<string[]> => sizes.locator('tbody td:first-child').allTextContents();
    const given = await names();
    await sizes.getByRole('button', { name: 'table' }).click();
    const sorted = await names();
    assert.deepEqual(
      sorted,
      given.toSorted((a, b) => b.localeCompare(a, 'en', { numeric: true })),
    );
    await sizes.getByRole('columnheader', { name: 'table' }).and(frame.locator('[aria-sort=descending]')).waitFor();
  });

  it('copies a statement, and opens it in an editor', async () => {
    const frame = await panel();
    const invalid = frame.locator('.r-finding[data-id=invalid-indexes]');
    await invalid.getByRole('button', { name: 'Copy' }).first().click();
    await workbench.until('the copy', async () =>
      (await workbench.clipboard()).includes('REINDEX INDEX CONCURRENTLY public.doubles_broken;'),
    );
    await invalid.getByRole('button', { name: 'Open in Editor' }).first().click();
    await workbench.until('the editor', async () => (await workbench.editorText()).includes('REINDEX'));
    await workbench.run('View: Close Editor');
    await workbench.page.locator('.monaco-dialog-box').getByRole('button', { name: "Don't Save" }).click();
  });

  it('shows findings of one severity alone', async () => {
    const frame = await panel();
    await frame.locator('.r-count.r-warning').click();
    const shown = await frame.locator('.r-finding').evaluateAll((all) => all.map((one) => one.className));
    assert.ok(shown.length > 3 && shown.every((name) => name.includes('r-warning')), shown.join());
    await frame.locator('.r-count.r-warning').click();
  });

  for (const theme of ['dark', 'light', 'contrast'] as const satisfies readonly Theme[]) {
    it(`can be read in the ${theme} theme`, async () => {
      await workspace.write({ 'workbench.colorTheme': THEMES[theme] });
      await workbench.themeShown(theme);
      const frame = await panel();
      await frame.locator('.r-summary').waitFor();
      await workbench.screenshot(`report-${theme}`);
      assert.deepEqual(await seriousViolations(frame), []);
    });
  }

  it('says after another run what has become of a finding', async () => {
    await faulty.mendSequence();
    await (await panel()).getByRole('button', { name: 'Run Again' }).click();
    const frame = await panel();
    await frame.locator('.r-finding[data-id=sequences] .r-changed', { hasText: 'was critical' }).waitFor();
    await workbench.screenshot('report-again');
  });

  it('explains the SQL of an editor: its plan alone, or run once the user says so', async () => {
    await workbench.run('View: Close All Editors');
    await workbench.openFile('query.sql');
    await workbench.page.locator('.view-line', { hasText: 'keep' }).waitFor();
    await workbench.choosePick(() => workbench.run('Watchpost: Explain SQL'), 'Plan');
    const plan = (await panel()).locator('.r-finding[data-id=plan]');
    assert.match((await plan.locator('summary').first().textContent()) ?? '', /takes \d+ % of a cost of/);
    await workbench.run('View: Close Editor');
    await workbench.choosePick(() => workbench.run('Watchpost: Explain SQL'), 'Run and Measure');
    await workbench.page.locator('.monaco-dialog-box').getByRole('button', { name: 'Run' }).click();
    const frame = await panel();
    const scan = frame.locator('.r-finding[data-id=filtered-scans]');
    await scan.locator('td', { hasText: 'keep' }).first().waitFor();
    await workbench.screenshot('report-plan');
  });

  it('asks before it looks at keys in production', async () => {
    await workbench.run('View: Close All Editors');
    await workbench.rowMenu('cache', 'Run Database Diagnostics');
    const dialog = workbench.page.locator('.monaco-dialog-box');
    await dialog.getByText('is in production').waitFor();
    await dialog.getByRole('button', { name: 'Without Keys' }).click();
    const frame = await panel();
    await frame.getByText('the keys were not to be looked at').waitFor();
    assert.equal(await frame.locator('.r-finding[data-id=memory]').count(), 1);
    assert.ok(!(await frame.locator('body').textContent())?.includes('kept-to-itself'));
    await workbench.screenshot('report-redis');
  });

  it('shows keys by pattern, in production once the user says so', async () => {
    const client = new RedisClient(redis.uri);
    await client.set('rate:10.0.0.1', '<b>42</b>', 'EX', 600);
    client.disconnect();
    await workbench.run('View: Close All Editors');
    await workbench.rowMenu('cache', 'Show Redis Keys…');
    await workbench.page.locator('.quick-input-widget', { hasText: 'Keys of cache' }).waitFor();
    await workbench.page.keyboard.press('Enter');
    await workbench.page.locator('.monaco-dialog-box').getByRole('button', { name: 'Look for Keys' }).click();
    const row = (await panel()).locator('tr', { hasText: 'rate:10.0.0.1' });
    await row.waitFor();
    assert.match((await row.textContent()) ?? '', /^rate:10\.0\.0\.1<b>42<\/b>(?:9 m|10 m).*string$/);
    await workbench.screenshot('report-keys');
  });

  it('diagnoses a SQLite file from the explorer', async () => {
    await workbench.run('View: Close All Editors');
    await workbench.run('View: Show Explorer');
    await workbench.page
      .locator('.explorer-folders-view .monaco-list-row', { hasText: 'orders.sqlite3' })
      .click({ button: 'right' });
    await workbench.choose('Run Database Diagnostics');
    const frame = await panel();
    await frame.locator('.r-finding[data-id=integrity]', { hasText: 'the file is whole' }).waitFor();
    assert.match((await frame.locator('.r-header').textContent()) ?? '', /^orders\.sqlite3sqlite 3\./);
    await workbench.screenshot('report-sqlite');
  });
});
