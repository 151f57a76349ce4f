// The log view's page: what it shows at once, and what it keeps on screen while rows are on their way.
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { FakeLogHost } from './support/fakeLogHost.ts';
import { untilAsked, usePanelPages } from './support/panelPages.ts';

describe('the page of a log view', () => {
  const pages = usePanelPages('logs');

  const host = <T>(page: Page, read: (host: FakeLogHost) => T): Promise<T> =>
    page.evaluate(`(${read.toString()})(window.host)`) as Promise<T>;
  const status = (page: Page, text: string | RegExp): Promise<void> =>
    page.locator('.log-status', { hasText: text }).waitFor();
  const messages = (page: Page): Promise<string[]> => page.locator('.log-row .log-message').allTextContents();
  const methods = (page: Page): Promise<string[]> => host(page, ({ calls }) => calls.map(([method]) => method));

  it('draws the rows that its document holds before it asks for anything', async () => {
    const page = await pages.open('.log-row');
    const atOnce = await host(page, ({ atOnce: rows }) => rows);
    assert.equal(atOnce.at(-1), 'record 9999');
    assert.ok(atOnce.length > 20, `${atOnce.length} rows`);
    assert.equal(await page.getByLabel('Field conditions', { exact: true }).inputValue(), 'n>=9700');
    await status(page, '10,000 records · pino');
    await page.locator('.log-row[data-row="9999"]', { hasText: 'record 9999' }).waitFor();
    const asked = await methods(page);
    assert.equal(asked[0], 'begun');
    assert.ok(!asked.includes('open') && !asked.includes('sources') && !asked.includes('filter'), asked.join());
    assert.deepEqual(await host(page, ({ state }) => state), {
      filter: { where: ['n>=9700'] },
      columns: [],
      sources: [{ name: 'api.log', file: '/logs/api.log' }],
    });
    await pages.checkAccess(page, 'serious');
  });

  it('shows what is in records as text, in rows and in all of one', async () => {
    const page = await pages.open('.log-row', { kind: 'hostile' });
    await page.locator('.log-row[data-row="9999"]').click();
    await page.locator('.log-side', { hasText: 'of 9999' }).waitFor();
    const HOSTILE = /<script>window\.pwned=true<\/script>.*<a href="command:quit">a<\/a> \[b\]\(command:quit\)/;
    assert.match((await messages(page)).at(-1) ?? '', HOSTILE);
    assert.match(await page.locator('.log-side').innerText(), HOSTILE);
    assert.equal(await page.locator('main a, main img, main script').count(), 0);
    assert.equal(await page.evaluate('window.pwned'), undefined);
  });

  it('keeps the rows on screen until those of the whole log are there, and takes no click on them', async () => {
    const page = await pages.open('.log-row', { kind: 'late' });
    await status(page, '10,000 records');
    await untilAsked(page, 'rows');
    const before = await messages(page);
    assert.equal(before.at(-1), 'record 9999');
    await page.locator('.log-row', { hasText: 'record 9998' }).click();
    await host(page, (fake) => fake.release());
    await page.locator('.log-row[data-row="9998"]', { hasText: 'record 9998' }).waitFor();
    assert.equal((await messages(page)).at(-1), 'record 9999');
    await page.locator('.log-row[data-row="9997"]').click();
    await untilAsked(page, 'detail');
    assert.deepEqual(await host(page, ({ calls }) => calls.filter(([method]) => method === 'detail')), [
      ['detail', 1, 9997],
    ]);
  });

  it('asks where what its document holds is out of date', async () => {
    const page = await pages.open('.log-row', { kind: 'back' });
    await status(page, '10,000 records');
    assert.deepEqual((await methods(page)).slice(0, 2), ['begun', 'open']);
    // It was hidden, and comes back with the same document and what it kept.
    await page.evaluate(`sessionStorage.setItem('state', JSON.stringify({ filter: { text: 'x' } }))`);
    await page.reload();
    await status(page, '10,000 records');
    assert.deepEqual(await host(page, ({ atOnce }) => atOnce), []);
    assert.deepEqual(await host(page, ({ calls }) => calls[0]), ['open', { text: 'x' }]);
  });
});
