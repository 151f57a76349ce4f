// The overview's page as a user meets it.
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { FakeOverviewHost } from './support/fakeOverviewHost.ts';
import { frames, pageTime, usePanelPages } from './support/panelPages.ts';

interface OverviewWindow {
  readonly host: FakeOverviewHost;
  readonly pwned?: boolean;
}

describe('the overview in a browser', function () {
  const pages = usePanelPages('overview');

  const calls = async (page: Page): Promise<FakeOverviewHost['calls']> => {
    await pageTime(page, 60);
    return page.evaluate(() => (window as unknown as OverviewWindow).host.calls);
  };
  const picture = (page: Page): Promise<string> =>
    page.locator('.grid-canvas').evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
  const summary = async (page: Page): Promise<string> => (await page.locator('.summary').textContent()) ?? '';
  const current = async (page: Page): Promise<string> => (await page.getByRole('gridcell').textContent()) ?? '';
  const grid = (page: Page) => page.getByRole('grid', { name: 'Services' });

  it('shows every service, with bars of those in sight', async () => {
    const page = await pages.open('.grid');
    await frames(page, 10);
    assert.equal(await summary(page), '40 services: 2 down, 3 degraded, 2 unknown, 32 up, 1 paused');
    const asked = (await calls(page)).filter(([method]) => method === 'bars');
    assert.deepEqual(asked.at(0)?.[2], '24h');
    assert.ok(asked.flatMap(([, ids]) => ids as string[]).length <= 40);
  });

  it('is filtered by text and status, and says what is left', async () => {
    const page = await pages.open('.grid');
    await page.getByRole('searchbox').fill('production SERVICE-1');
    await frames(page);
    assert.match(await summary(page), /^3 of 40 services: /);
    await page.getByRole('searchbox').fill('');
    await page.getByRole('button', { name: /^Down/ }).click();
    await frames(page);
    assert.equal(await summary(page), '2 of 40 services: 2 down');
    await page.getByRole('button', { name: /^Paused/ }).press('Enter');
    await frames(page);
    assert.equal(await summary(page), '3 of 40 services: 2 down, 1 paused');
    await page.getByRole('searchbox').fill('nothing is called this');
    await frames(page);
    assert.equal(await page.getByText('No service is like this.').isVisible(), true);
  });

  it('is walked through and opened with the keyboard', async () => {
    const page = await pages.open('.grid');
    await page.getByRole('combobox', { name: 'Group' }).selectOption('none');
    await grid(page).focus();
    await frames(page);
    // The worst first, then by name.
    assert.match(await current(page), /^service-4: Down, since .*, the connection .* refused/);
    assert.equal(await grid(page).getAttribute('aria-activedescendant'), 'current-cell');
    await page.keyboard.press('ArrowRight');
    assert.match(await current(page), /^service-27: Down/);
    assert.match((await page.locator('.detail').textContent()) ?? '', /^service-27: Down/);
    await page.keyboard.press('Control+End');
    assert.match(await current(page), /^service-9: Paused/);
    await page.keyboard.press('Enter');
    assert.deepEqual((await calls(page)).at(-1), ['openService', 's9']);
    await page.keyboard.press('Control+Home');
    assert.match(await current(page), /^service-4: Down/);
  });

  it('is opened by a click, and says what is pointed at', async () => {
    const page = await pages.open('.grid');
    await page.getByRole('combobox', { name: 'Group' }).selectOption('none');
    await frames(page);
    const box = (await page.locator('.grid').boundingBox())!;
    await page.mouse.move(box.x + 20, box.y + 20);
    await frames(page);
    assert.match((await page.locator('.detail').textContent()) ?? '', /^service-4: Down/);
    await page.mouse.click(box.x + 20, box.y + 20);
    assert.deepEqual((await calls(page)).at(-1), ['openService', 's4']);
  });

  it('moves on with each change, and keeps the keyboard on its service', async () => {
    const page = await pages.open('.grid');
    await page.getByRole('combobox', { name: 'Group' }).selectOption('none');
    await grid(page).focus();
    await page.keyboard.press('ArrowRight');
    const before = await picture(page);
    await page.evaluate(() => {
      const { host } = window as unknown as OverviewWindow;
      host.changed(
        host.services.slice(10, 14).map((service) => Object.assign({}, service, { status: 'down' as const })),
        ['s4'],
      );
    });
    await pageTime(page, 50);
    await frames(page);
    assert.equal(await summary(page), '39 services: 5 down, 3 degraded, 2 unknown, 28 up, 1 paused');
    assert.notEqual(await picture(page), before);
    assert.match(await current(page), /^service-27: Down/);
  });

  it('says why nobody is called, on the card and in words', async () => {
    const page = await pages.open('.grid');
    await page.getByRole('combobox', { name: 'Group' }).selectOption('none');
    await grid(page).focus();
    const before = await picture(page);
    await page.evaluate(() => {
      const { host } = window as unknown as OverviewWindow;
      const service = host.services.find(({ id }) => id === 's4');
      if (service)
        host.changed([Object.assign({}, service, { handling: { kind: 'acknowledged', note: 'on it', atMs: 5 } })]);
    });
    await pageTime(page, 50);
    await frames(page);
    assert.match(await current(page), /^service-4: Down, .* refused .*, acknowledged: on it, /);
    assert.notEqual(await picture(page), before);
  });

  it('asks for the bars of all to sort by uptime', async () => {
    const page = await pages.open('.grid');
    await page.getByRole('combobox', { name: 'Size' }).selectOption('tiles');
    await page.getByRole('combobox', { name: 'Group' }).selectOption('none');
    await page.getByRole('combobox', { name: 'Sort' }).selectOption('uptime');
    await pageTime(page, 300);
    await frames(page);
    const asked = (await calls(page)).filter(([method]) => method === 'bars').flatMap(([, ids]) => ids as string[]);
    assert.equal(new Set(asked).size, 40);
    await grid(page).focus();
    assert.match(await current(page), /Down.*, 90 % in the last 24 hours$/);
  });

  it('asks for the bars of another range', async () => {
    const page = await pages.open('.grid');
    await page.getByRole('radio', { name: 'Last 30 days' }).check({ force: true });
    await frames(page);
    assert.equal((await calls(page)).at(-1)?.[2], '30d');
  });

  it('is as it was when it comes back', async () => {
    const page = await pages.open('.grid');
    await page.getByRole('combobox', { name: 'Group' }).selectOption('status');
    await page.getByRole('combobox', { name: 'Sort' }).selectOption('name');
    await page.getByRole('searchbox').fill('service-1');
    await page.getByRole('radio', { name: 'Last 7 days' }).check({ force: true });
    await pageTime(page, 50);
    const said = await summary(page);
    await page.reload();
    await page.waitForSelector('.grid');
    await frames(page);
    assert.equal(await summary(page), said);
    assert.equal(await page.getByRole('combobox', { name: 'Group' }).inputValue(), 'status');
    assert.equal(await page.getByRole('combobox', { name: 'Sort' }).inputValue(), 'name');
    assert.equal(await page.getByRole('radio', { name: 'Last 7 days' }).isChecked(), true);
  });

  it('says that it loads, that there is none, that it could not, and that the engine is away', async () => {
    const loading = await pages.open('.placeholder', { kind: 'loading' });
    assert.match((await loading.locator('#root').textContent()) ?? '', /Loading the services…/);
    const empty = await pages.open('.placeholder-message', { kind: 'empty' });
    await empty.getByRole('button', { name: 'Add a service' }).click();
    assert.deepEqual((await calls(empty)).at(-1), ['addService']);
    await pages.checkAccess(empty);
    await pages.screenshot(empty, 'overview-empty');
    const fails = await pages.open('.placeholder-message', { kind: 'fails' });
    assert.match((await fails.locator('#root').textContent()) ?? '', /could not be loaded: the engine is not there/);
    await fails.getByRole('button', { name: 'Try again' }).click();
    assert.equal((await calls(fails)).length, 2);
    await pages.screenshot(fails, 'overview-fails');
    const page = await pages.open('.grid');
    await page.evaluate(() => (window as unknown as OverviewWindow).host.notice('The engine ended.'));
    await page.getByText('The engine ended.').waitFor();
  });

  it('shows texts from outside as text', async () => {
    const page = await pages.open('.grid', { kind: 'hostile' });
    await grid(page).focus();
    assert.match(await current(page), /^<img src=x/);
    assert.equal(await page.evaluate(() => (window as unknown as OverviewWindow).pwned), undefined);
  });

  for (const width of [1200, 320])
    it(`is accessible and looks right in each theme, ${width} px wide`, async () => {
      for (const theme of ['light', 'dark', 'contrast']) {
        const page = await pages.open('.grid', { theme, width });
        await pageTime(page, 150);
        await grid(page).focus();
        await page.keyboard.press('ArrowRight');
        await frames(page);
        await pages.checkAccess(page);
        await pages.screenshot(page, `overview-${theme}-${width}`);
        const overflow = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        assert.equal(overflow, 0);
      }
    });

  it('draws 5,000 services within a frame, as tiles and as cards, while they change', async () => {
    for (const density of ['tiles', 'cards'] as const) {
      const page = await pages.open('.grid', { kind: 'many', width: 1600, height: 1000 });
      await page.getByRole('combobox', { name: 'Size' }).selectOption(density);
      await pageTime(page, 300);
      await pages.screenshot(page, `overview-5000-${density}`);
      const figures = await page.evaluate(async () => {
        const { host } = window as unknown as OverviewWindow;
        const element = document.querySelector('.grid')!;
        const busy: number[] = [];
        const observer = new PerformanceObserver((list) => busy.push(...list.getEntries().map((e) => e.duration)));
        observer.observe({ entryTypes: ['longtask'] });
        const lasted: number[] = [];
        let last = performance.now();
        const until = last + 3_000;
        let next = last;
        let turn = 0;
        while (performance.now() < until) {
          await new Promise((resolve) => requestAnimationFrame(resolve));
          const now = performance.now();
          lasted.push(now - last);
          last = now;
          element.scrollTop += 30;
          if (now < next) continue;
          next += 500;
          const from = (turn++ * 250) % 5_000;
          host.changed(
            host.services.slice(from, from + 250).map((service) =>
              Object.assign({}, service, {
                status: turn % 2 === 0 ? ('up' as const) : ('down' as const),
                durationMs: turn,
              }),
            ),
          );
        }
        observer.disconnect();
        lasted.sort((a, b) => a - b);
        const at = (share: number): number => lasted[Math.floor(lasted.length * share)] ?? 0;
        return { median: at(0.5), p95: at(0.95), longest: at(0.999), longTasks: busy.length };
      });
      const { median, p95, longest, longTasks } = figures;
      console.log(
        `      5,000 services as ${density}, scrolling, 500 changes a second: frame median ${median.toFixed(1)} ms, ` +
          `p95 ${p95.toFixed(1)} ms, longest ${longest.toFixed(0)} ms, tasks over 50 ms: ${longTasks}`,
      );
      assert.ok(median < 34, `${median} ms`);
    }
  });

  it('is small', () => {
    console.log(`      overview.js, minified: ${(pages.server.scriptBytes / 1000).toFixed(1)} kB`);
    assert.ok(pages.server.scriptBytes < 60_000);
  });
});
