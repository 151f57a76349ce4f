// Uptime and incidents on the service panel's page.
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { FakeServiceHost } from './support/fakeServiceHost.ts';
import { pageTime, usePanelPages } from './support/panelPages.ts';

describe('uptime and incidents on a service panel', function () {
  const pages = usePanelPages('service');

  const texts = (page: Page, selector: string): Promise<string[]> =>
    page.locator(selector).evaluateAll((elements) => elements.map((element) => element.textContent ?? ''));
  const host = (page: Page): Promise<FakeServiceHost['calls']> =>
    page.evaluate(() => (window as unknown as { host: FakeServiceHost }).host.calls);

  it('says the uptime of each range, with what it leaves out', async () => {
    const page = await pages.open('.uptime-value');
    assert.deepEqual(await texts(page, '.uptime dt'), ['Last hour', 'Last 24 hours', 'Last 7 days', 'Last 30 days']);
    // Down for 125 s of a day: 99.855 %, never rounded up; the month was watched for three days of it.
    assert.deepEqual(await texts(page, '.uptime-value'), ['100 %', '99.85 %', '99.95 %', '99.95 %']);
    assert.deepEqual(await texts(page, '.uptime-detail'), [
      '',
      'down 2 m 5 s, degraded 10 m',
      'down 2 m 5 s, degraded 10 m, watched 3 d',
      'down 2 m 5 s, degraded 10 m, watched 3 d',
    ]);
    assert.equal(await page.locator('.uptime').last().locator('.beat-none').count(), 27);
  });

  it('lists incidents with start, end and reason, and opens the response that one began with', async () => {
    const page = await pages.open('.incident');
    assert.deepEqual(await texts(page, '.incident-when'), [
      '10:57:55 to 11:00:00, 2 m 5 s',
      '08:57:55 to 09:00:00, 2 m 5 s',
      '06:57:55 to 07:00:00, 2 m 5 s; it was not watched when it ended',
    ]);
    assert.equal((await texts(page, '.incident-reason'))[0], 'health: HTTP 503: the check "database" is down');
    const buttons = page.getByRole('button', { name: /^Show the first failing response/ });
    assert.equal(await buttons.nth(1).isDisabled(), true, 'none is kept');
    await buttons.nth(2).focus();
    await page.keyboard.press('Enter');
    await pageTime(page, 50);
    assert.deepEqual((await host(page)).at(-1), ['showIncident', 'incident-2']);
  });

  it('says since when one lasts', async () => {
    const page = await pages.open('.incident', { kind: 'down' });
    assert.equal((await texts(page, '.incident-when'))[0], 'Since 10:57:55, for 2 m 5 s');
  });

  it('shows few of many incidents, and all of them when asked', async () => {
    const page = await pages.open('.incident', { kind: 'many' });
    assert.equal(await page.locator('.incident').count(), 5);
    await page.getByRole('button', { name: 'Show all 60 incidents' }).click();
    assert.equal(await page.locator('.incident').count(), 60);
  });

  it('shows neither where nothing is known', async () => {
    const page = await pages.open('.probe', { kind: 'empty' });
    assert.equal(await page.getByRole('heading', { name: 'Uptime' }).isVisible(), false);
    assert.equal(await page.getByRole('heading', { name: 'Incidents' }).isVisible(), false);
  });

  it('shows texts from outside as text', async () => {
    const page = await pages.open('.incident', { kind: 'hostile' });
    assert.equal(await page.locator('.incident img').count(), 0);
    assert.match((await texts(page, '.incident-reason'))[0] ?? '', /<img src=x/);
  });

  it('is accessible and looks right in each theme, wide and narrow', async () => {
    for (const theme of ['light', 'dark', 'contrast'])
      for (const width of [1200, 380]) {
        const page = await pages.open('.incident', { theme, width, height: 1400 });
        await pages.checkAccess(page);
        await pages.screenshot(page, `record-${theme}-${width}`);
      }
  });
});
