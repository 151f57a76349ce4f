// A dashboard's page as a user meets it.
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { FakeDashboardHost } from './support/fakeDashboardHost.ts';
import { frames, type PageOptions, untilAsked, usePanelPages } from './support/panelPages.ts';

interface HostWindow {
  readonly host: FakeDashboardHost;
  pwned?: boolean;
}

describe('a dashboard in a browser', () => {
  const pages = usePanelPages('dashboard');
  const SHOWS: Readonly<Record<string, string>> = {
    loading: '.placeholder',
    message: '.placeholder-message',
    fails: '.placeholder-message',
    empty: '.dashboard-head',
  };
  const open = async (options: PageOptions = {}): Promise<Page> => {
    const page = await pages.open(SHOWS[options.kind ?? ''] ?? '.panel', { height: 1500, ...options });
    if (SHOWS[options.kind ?? ''] === undefined) await page.locator('.plot canvas').first().waitFor();
    await frames(page);
    return page;
  };
  const panel = (page: Page, title: string) =>
    page.locator('.panel').filter({ has: page.locator('.chart-title', { hasText: new RegExp(`^${title}`) }) });
  const callsOf = (page: Page) => page.evaluate(() => (globalThis as unknown as HostWindow).host.calls);
  const asked = async (page: Page, method: string): Promise<readonly unknown[][]> =>
    (await callsOf(page)).filter(([name]) => name === method).map(([, ...args]) => args);

  it('shows each kind of panel with its value, in its unit', async () => {
    const page = await open();
    assert.equal(await page.locator('h1').textContent(), 'Twinkle API');
    await panel(page, 'Requests$').locator('.stat-value').waitFor();
    assert.match((await panel(page, 'Requests$').locator('.stat-value').textContent()) ?? '', /^\d+(\.\d)? \/s$/);
    assert.equal(await panel(page, 'Database').locator('.stat-value').textContent(), 'bad away');
    assert.equal(await panel(page, 'CPU').locator('.stat-value').textContent(), 'good 55 %');
    assert.equal(await panel(page, 'CPU').locator('.gauge-bounds').textContent(), '0 % to 100 %');
    assert.deepEqual(await panel(page, 'Disks').locator('.bar-row').allTextContents(), [
      '/dev/sda1good 55 %',
      '/dev/sda2warning 75 %',
      '/dev/sda3bad 95 %',
    ]);
    const widths = await panel(page, 'Disks')
      .locator('.bar-share')
      .evaluateAll((bars) => bars.map((bar) => (bar as HTMLElement).style.width));
    assert.deepEqual(widths, ['55%', '75%', '95%']);
    assert.deepEqual(await panel(page, 'Requests by').locator('.legend-name').allTextContents(), [
      'GET /api/users',
      'GET /api/games',
      'GET /health',
    ]);
    // A thousandth of a second is the file's unit.
    assert.match((await panel(page, 'p95').locator('.legend-value').textContent()) ?? '', /^\d+(\.\d)? ms$/);
    const table = panel(page, 'Tables').getByRole('table');
    assert.deepEqual(await table.locator('thead th').allTextContents(), ['device', 'job', 'method', 'route', 'Value']);
    assert.equal(await table.locator('tbody tr').count(), 3);
    assert.equal(
      await panel(page, 'Read me').locator('.panel-text').textContent(),
      '# What this is\nThe API of *Twinkle* for All.',
    );
  });

  it('says what a panel does not show, and why', async () => {
    const page = await open();
    const message = (title: string) => panel(page, title).locator('.panel-message').textContent();
    await panel(page, 'Nothing').getByText('No data in this range.').waitFor();
    assert.equal(
      await panel(page, 'Nothing').locator('.panel-notes').textContent(),
      'No metric nothing is stored, and no rule records it.',
    );
    assert.equal(await message('Wrong'), 'Unclosed left parenthesis.');
    assert.equal(await message('Latency'), 'Watchpost does not show heatmaps.');
    assert.equal(await panel(page, 'p95').locator('.panel-notes').textContent(), 'metric might not be a counter (1:6)');
    await page.getByText('Not shown here: 2').click();
    assert.equal(await page.getByText('2 annotations are not shown.').isVisible(), true);
  });

  it('stands in the grid of the file, and one below another where there is no room', async () => {
    const boxes = (page: Page) =>
      page.locator('.panel:visible').evaluateAll((all) =>
        all.slice(0, 6).map((one) => {
          const { left, top, width } = one.getBoundingClientRect();
          return { left: Math.round(left), top: Math.round(top), width: Math.round(width) };
        }),
      );
    const wide = await boxes(await open());
    assert.equal(new Set(wide.slice(0, 5).map(({ top }) => top)).size, 1, JSON.stringify(wide));
    // Four, four, four, six, six of 24 columns with a gap of 8 between any two.
    assert.ok(Math.abs((wide[3]?.width ?? 0) - (1.5 * (wide[0]?.width ?? 0) + 4)) <= 2, JSON.stringify(wide));
    assert.ok((wide[5]?.top ?? 0) > (wide[0]?.top ?? 0));
    const narrow = await boxes(await open({ width: 400 }));
    assert.equal(new Set(narrow.map(({ left }) => left)).size, 1);
    assert.equal(new Set(narrow.map(({ top }) => top)).size, 6);
  });

  it('asks with the variables filled in, and anew once another is chosen', async () => {
    const page = await open();
    await untilAsked(page, 'query');
    const queries = async (): Promise<unknown[]> =>
      (await asked(page, 'query')).map(([, text]) => text).filter((text) => String(text).startsWith('rate(three'));
    // An interval of 15 s: four scrapes are a minute.
    assert.deepEqual(await queries(), ['rate(three{route=~"(/api/users|/api/games|/health)"}[60s])']);
    assert.deepEqual((await asked(page, 'variableValues'))[0], [
      'label_values(http_requests_total{env="staging"}, route)',
      '/^(.*)$/',
    ]);
    await page.locator('.variable summary').click();
    await page.getByRole('checkbox', { name: '/health' }).check();
    await page.getByText('Requests by route on /health').waitFor();
    assert.equal((await queries()).at(-1), 'rate(three{route=~"/health"}[60s])');
    assert.equal(await page.locator('.variable details').evaluate((one) => (one as HTMLDetailsElement).open), true);
    await page.getByLabel('Environment').selectOption('local');
    await page.waitForFunction(() =>
      (globalThis as unknown as HostWindow).host.calls.some(
        ([name, query]) => name === 'variableValues' && String(query).includes('env="local"'),
      ),
    );
    await page.getByText('Storage of LOCAL').waitFor();
  });

  it('leaves what is being typed, while the values of another variable change', async () => {
    const page = await open();
    await page.getByLabel('Filter').fill('half a wo');
    await page.evaluate(() => {
      const { host } = globalThis as unknown as HostWindow;
      host.routes = ['/new'];
      host.connected();
    });
    // In a list that is closed, where no reader of a screen sees it.
    await page.getByRole('checkbox', { name: '/new', includeHidden: true }).waitFor({ state: 'attached' });
    await page.keyboard.type('rd');
    assert.equal(await page.getByLabel('Filter').inputValue(), 'half a word');
  });

  it('keeps what it shows while the engine is away', async () => {
    const page = await open();
    await panel(page, 'CPU').locator('.stat-value').waitFor();
    const before = (await asked(page, 'query')).length;
    await page.evaluate(() => {
      const { host } = globalThis as unknown as HostWindow;
      host.isAway = true;
      host.connected();
    });
    await page.waitForFunction(
      (count) =>
        (globalThis as unknown as HostWindow).host.calls.filter(([name]) => name === 'query').length > count + 8,
      before,
    );
    await frames(page);
    assert.equal(await panel(page, 'CPU').locator('.stat-value').textContent(), 'good 55 %');
    assert.equal(await panel(page, 'Requests by').locator('.legend-name').count(), 3);
  });

  it('keeps file, range, choices and rows over hiding and showing', async () => {
    const page = await open();
    await page.getByRole('radio', { name: 'Last hour' }).check();
    await page.getByLabel('Environment').selectOption('local');
    await page.getByText('Closed at first').click();
    await panel(page, 'Hidden').locator('canvas').waitFor();
    const state = await page.evaluate(() => (globalThis as unknown as HostWindow).host.state);
    assert.equal((state as { file: string }).file, 'file:///work/monitoring/dashboards/twinkle.json');
    await page.reload();
    await panel(page, 'Hidden').locator('canvas').waitFor();
    assert.equal(await page.getByRole('radio', { name: 'Last hour' }).isChecked(), true);
    assert.equal(await page.getByLabel('Environment').inputValue(), 'local');
  });

  it('asks only for panels that are in view, a few at a time', async () => {
    const page = await open({ kind: 'many' });
    await page.locator('.plot canvas').nth(3).waitFor();
    await frames(page);
    const keys = new Set((await asked(page, 'query')).map(([key]) => key));
    assert.ok(keys.size >= 8 && keys.size < 30, `${keys.size} of 200 panels were asked for`);
    await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight));
    await page.waitForFunction(() =>
      (globalThis as unknown as HostWindow).host.calls.some(([name, key]) => name === 'query' && key === '200/0'),
    );
  });

  it('shows text from outside as text', async () => {
    const page = await open({ kind: 'hostile' });
    await frames(page);
    assert.equal(await page.evaluate(() => (globalThis as unknown as HostWindow).pwned), undefined);
    assert.match((await page.locator('h1').textContent()) ?? '', /^<img src=x onerror=/);
    assert.equal(await page.locator('#root img, #root script').count(), 0);
  });

  for (const kind of ['full', 'long', 'hostile', 'nodata', 'empty', 'message', 'loading']) {
    it(`fits into 300 px: ${kind}`, async () => {
      const page = await open({ kind, width: 300 });
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      assert.equal(overflow, 0);
    });
  }

  for (const kind of ['full', 'message', 'empty']) {
    it(`has nothing in any theme that axe would find: ${kind}`, async () => {
      const page = await open({ kind });
      for (const theme of ['dark', 'light', 'contrast'] as const) {
        await page.evaluate((name) => (globalThis as unknown as HostWindow).host.setTheme(name), theme);
        await frames(page);
        await pages.checkAccess(page);
        if (kind === 'full') await pages.screenshot(page, `dashboard-${theme}`);
      }
    });
  }

  it('says that it loads, that there is nothing, or why, and tries again', async () => {
    assert.match(
      (await (await open({ kind: 'loading' })).locator('#root').textContent()) ?? '',
      /Loading the dashboard/,
    );
    assert.equal(await (await open({ kind: 'empty' })).getByText('The dashboard has no panels.').isVisible(), true);
    const message = await open({ kind: 'message' });
    await message.getByRole('button', { name: 'Add a service' }).click();
    await untilAsked(message, 'addService');
    const fails = await open({ kind: 'fails' });
    assert.match(
      (await fails.locator('.placeholder').textContent()) ?? '',
      /could not be loaded: the engine is not there/,
    );
    await fails.getByRole('button', { name: 'Try again' }).click();
    await fails.waitForFunction(
      () => (globalThis as unknown as HostWindow).host.calls.filter(([name]) => name === 'open').length === 2,
    );
  });

  it('asks the editor for the file and for the query panel', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'Open the file' }).click();
    await page.getByRole('button', { name: 'Open the query of p95 in the query panel' }).click();
    await untilAsked(page, 'openQuery');
    assert.deepEqual(await asked(page, 'openFile'), [[]]);
    assert.deepEqual(await asked(page, 'openQuery'), [['one']]);
  });

  it('follows the editor: another file, a message, a notice, an engine that is back', async () => {
    const page = await open();
    const host = <T>(act: (host: FakeDashboardHost) => T): Promise<T> =>
      page.evaluate(`(${String(act)})(globalThis.host)`) as Promise<T>;
    await host((one) => one.notice('Line 3: this is no JSON.'));
    await page.getByText('Line 3: this is no JSON.').waitFor();
    await host((one) => one.notice(''));
    await page.getByText('Line 3: this is no JSON.').waitFor({ state: 'hidden' });
    const before = (await asked(page, 'query')).length;
    await host((one) => one.connected());
    await page.waitForFunction(
      (count) => (globalThis as unknown as HostWindow).host.calls.filter(([name]) => name === 'query').length > count,
      before,
    );
    await host((one) => one.content('other'));
    await page.getByRole('heading', { name: 'Another title' }).waitFor();
    await host((one) => one.content('message'));
    await page.locator('.placeholder-message').waitFor();
    assert.equal(await page.locator('.panel').count(), 0);
  });

  it('is small', () => {
    console.log(`      dashboard.js, minified with uPlot: ${(pages.server.scriptBytes / 1000).toFixed(1)} kB`);
    assert.ok(pages.server.scriptBytes < 150_000);
  });
});
