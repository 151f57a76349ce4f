// The timeline on the service panel's page.
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { FakeServiceHost } from './support/fakeServiceHost.ts';
import { frames, pageTime, usePanelPages } from './support/panelPages.ts';
import { NOW_MS } from './support/seededView.ts';

interface HostWindow {
  readonly host: FakeServiceHost;
  readonly pwned?: boolean;
}

describe('the timeline of a service panel', function () {
  const pages = usePanelPages('service');

  const open = async (kind = 'full', theme = 'dark', width = 1200): Promise<Page> => {
    const page = await pages.open('.plot canvas', { kind, theme, width, height: 1400 });
    await pageTime(page, 50);
    await frames(page);
    return page;
  };
  const texts = (page: Page, selector: string): Promise<string[]> =>
    page.locator(selector).evaluateAll((elements) => elements.map((element) => element.textContent ?? ''));
  const calls = (page: Page): Promise<FakeServiceHost['calls']> =>
    page.evaluate(() => (window as unknown as HostWindow).host.calls);
  const picture = (page: Page): Promise<string> =>
    page
      .locator('section[aria-labelledby=latency] canvas')
      .first()
      .evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
  const ofWorkspace = async (page: Page): Promise<string[]> =>
    (await texts(page, '.event-what')).filter((text) => /^(Saved|Commit|Branch|Task|Debugging)/.test(text));

  it('lists what happened in the range, newest first, between the changes of status', async () => {
    const page = await open();
    assert.equal(await page.locator('.event-button').count(), 12);
    await page.getByRole('button', { name: /^Show all \d+ events$/ }).click();
    assert.deepEqual(await ofWorkspace(page), [
      'Debugging Launch server',
      'Task build, failed, 1 m',
      'Commit 1a2b3c4d Halve the pool',
      'Saved 2 files: src/pool.ts, src/server.ts',
      'Branch main → pool',
    ]);
    const statuses = (await texts(page, '.event-what')).filter((text) => /^(Up|Down|Degraded)/.test(text));
    assert.ok(statuses.length > 3);
    await page.getByRole('radio', { name: 'Last 24 hours' }).check({ force: true });
    await pageTime(page, 50);
    await frames(page);
    assert.ok((await texts(page, '.event-what')).includes('Saved src/before.ts'));
  });

  it('has its lanes where the same moment is in the charts', async () => {
    const page = await open();
    const plot = (await page.locator('section[aria-labelledby=latency] .u-over').first().boundingBox())!;
    const strip = (await page.locator('.lane-strip').first().boundingBox())!;
    assert.ok(Math.abs(plot.x - strip.x) <= 1, `${plot.x} and ${strip.x}`);
    assert.ok(Math.abs(plot.width - strip.width) <= 1, `${plot.width} and ${strip.width}`);
    assert.deepEqual(await texts(page, '.lane-name'), ['Status', 'Saves', 'Git', 'Debug', 'Tasks']);
    const mark = (await page.locator('.mark-commit').boundingBox())!;
    // Seven of fifteen minutes before the end.
    const expected = strip.x + (strip.width * 8) / 15;
    assert.ok(Math.abs(mark.x + mark.width / 2 - expected) <= 2, `${mark.x} and ${expected}`);
    const task = (await page.locator('.mark-task').boundingBox())!;
    assert.ok(Math.abs(task.width - strip.width / 15) <= 2, 'a task is as wide as it was long');
  });

  it('compares before and after an event, and shows it in the charts', async () => {
    const page = await open();
    const before = await picture(page);
    const commit = page.getByRole('button', { name: /Commit 1a2b3c4d Halve the pool/ });
    await commit.click();
    await page.locator('.around table').waitFor();
    assert.deepEqual(
      (await calls(page)).find(([method]) => method === 'around'),
      ['around', NOW_MS - 7 * 60_000],
    );
    assert.deepEqual(await texts(page, '.around tr'), [
      '5 m before3 m so far after',
      'health p5012 ms80 ms',
      'health p9540 ms–',
      'health errors0 of 203 of 12 (25 %)',
    ]);
    await frames(page);
    assert.notEqual(await picture(page), before);
    assert.equal(await commit.getAttribute('aria-expanded'), 'true');
    await commit.click();
    assert.equal(await page.locator('.around').count(), 0);
    await page.locator('.mark-commit').click();
    await page.locator('.around table').waitFor();
  });

  it('compares the golden signals too', async () => {
    const page = await open('signals');
    await pageTime(page, 100);
    await page.getByRole('button', { name: /Commit 1a2b3c4d/ }).click();
    await page.locator('.around table').waitFor();
    const rows = (await texts(page, '.around tbody th')).filter((text) => text.endsWith('(mean)'));
    assert.ok(rows.length > 0);
  });

  it('is walked through with arrow keys, and the charts follow', async () => {
    const page = await open();
    const buttons = page.locator('.event-button');
    assert.equal(await page.locator('.event-button[tabindex="0"]').count(), 1, 'one stop for Tab');
    await buttons.first().focus();
    await page.keyboard.press('ArrowDown');
    assert.equal(await buttons.nth(1).evaluate((element) => element === document.activeElement), true);
    await frames(page);
    assert.equal(await page.locator('.lane-cursor').isVisible(), true);
    await page.keyboard.press('End');
    await page.keyboard.press('Home');
    await page.keyboard.press('Enter');
    await page.locator('.around table').waitFor();
    assert.equal(await buttons.first().getAttribute('aria-expanded'), 'true');
  });

  it('takes in what happens now, and keeps what is looked at', async () => {
    const page = await open();
    await page.getByRole('button', { name: /Commit 1a2b3c4d/ }).click();
    await page.locator('.around table').waitFor();
    await page.evaluate((atMs) => {
      const { host } = window as unknown as HostWindow;
      for (let i = 0; i < 30; i++) host.event({ id: `n${i}`, kind: 'save', atMs: atMs - 100 + i, title: `new${i}.ts` });
    }, NOW_MS);
    await pageTime(page, 50);
    await frames(page);
    assert.equal((await texts(page, '.event-what'))[0], 'Saved new29.ts');
    assert.equal(await page.getByRole('button', { name: /Commit 1a2b3c4d/ }).getAttribute('aria-expanded'), 'true');
    await page.evaluate((atMs) => {
      const { host } = window as unknown as HostWindow;
      host.event({ id: 'debug', kind: 'debug', atMs: atMs - 180_000, endMs: atMs, title: 'Launch server' });
    }, NOW_MS);
    await pageTime(page, 50);
    await page.getByRole('button', { name: /^Show all/ }).click();
    assert.ok((await texts(page, '.event-what')).includes('Debugging Launch server, 3 m'));
  });

  it('comes into view when it is asked for', async () => {
    const page = await pages.open('.plot canvas', { height: 700 });
    await page.evaluate(() => (window as unknown as HostWindow).host.showTimeline());
    await pageTime(page, 50);
    assert.equal(await page.locator('#timeline').isVisible(), true);
    const top = await page.locator('#timeline').evaluate((element) => element.getBoundingClientRect().top);
    assert.ok(top >= 0 && top < 700, `${top}`);
  });

  it('shows few of many, and says so where there is nothing', async () => {
    const page = await open('many');
    assert.equal(await page.locator('.event-button').count(), 12);
    assert.match((await page.getByRole('button', { name: /^Show all \d+ events/ }).textContent()) ?? '', /\d{3}/);
  });

  it('shows texts from outside as text', async () => {
    const page = await open('hostile');
    assert.equal(await page.locator('.event img').count(), 0);
    assert.ok((await texts(page, '.event-what')).some((text) => text.includes('<img src=x')));
    assert.equal(await page.evaluate(() => (window as unknown as HostWindow).pwned), undefined);
  });

  it('is accessible and looks right in each theme, wide and narrow', async () => {
    for (const theme of ['light', 'dark', 'contrast'])
      for (const width of [1200, 380]) {
        const page = await open('full', theme, width);
        await page.getByRole('button', { name: /Commit 1a2b3c4d/ }).click();
        await page.locator('.around table').waitFor();
        await frames(page);
        await pages.checkAccess(page);
        await page.evaluate(() => (window as unknown as HostWindow).host.showTimeline());
        await frames(page);
        await pages.screenshot(page, `timeline-${theme}-${width}`);
      }
  });
});
