// The panel's page as a user meets it. Above 400 lines because all of it shares one browser, one server and the same few helpers.
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { FakeServiceHost } from './support/fakeServiceHost.ts';
import { frames, type PageOptions, pageTime, usePanelPages } from './support/panelPages.ts';

declare global {
  interface Window {
    readonly host: FakeServiceHost;
    pwned?: boolean;
  }
}

describe('the service panel in a browser', function () {
  const pages = usePanelPages('service');

  function open(options: PageOptions = {}): Promise<Page> {
    const { kind = 'full' } = options;
    const shows = { loading: '.placeholder', message: '.placeholder-message', fails: '.placeholder-message' }[kind];
    return pages.open(shows ?? (kind === 'empty' ? '.probe' : '.plot canvas'), options);
  }

  const texts = (page: Page, selector: string): Promise<string[]> =>
    page.locator(selector).evaluateAll((elements) => elements.map((element) => element.textContent ?? ''));
  /** What the page has asked for, once what is under way has arrived. */
  const calls = async (page: Page): Promise<FakeServiceHost['calls']> => {
    await pageTime(page, 50);
    return page.evaluate(() => window.host.calls);
  };
  const delta = async (page: Page, options: { skip?: number; stepMs?: number } = {}): Promise<void> => {
    await page.evaluate((o) => window.host.delta(o), options);
    await pageTime(page, 30);
    await frames(page);
  };
  /** A canvas as a short text that changes with its pixels. */
  const picture = (page: Page, index = 0): Promise<string> =>
    page
      .locator('.plot canvas')
      .nth(index)
      .evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());

  it('shows who the service is, how it is and why', async () => {
    const page = await open();
    assert.equal(await page.locator('h1').textContent(), 'twinkle-api');
    assert.match((await page.locator('.header-status').textContent()) ?? '', /^Degraded.*2 h 5 m.*Twinkle.*local$/);
    const numbers = await texts(page, '.numbers > div');
    assert.deepEqual(numbers.slice(0, 4), [
      'health p5011.9 ms',
      'health p9543.1 ms',
      'health p99180 ms',
      'heap used45.2 MB',
    ]);
    assert.equal(await page.locator('.beats .beat').count(), 90);
    assert.equal(await page.locator('.timeline-row').count(), 4);
    assert.equal(await page.locator('.chart-grid .chart-card').count(), 11);
    assert.match((await page.locator('.info-card').textContent()) ?? '', /^nodejs_version_info.*versionv24\.21\.0/);
    assert.match((await page.locator('.zone').textContent()) ?? '', /Europe\/Berlin, UTC\+01:00/);
    const pending = await page.locator('.probe-pending:visible').textContent();
    assert.equal(pending, '1 of 3 failures: timed out after 5 s');
  });

  it('shows where the time of a run went, in figures and as a bar', async () => {
    const page = await open({ height: 2000 });
    const row = page.locator('.phase-row', { hasText: 'Last run of health' });
    assert.deepEqual(
      (await row.locator('.phase-list li').allTextContents()).map((text) => text.trim()),
      ['resolve 400 µs', 'connect 1.1 ms', 'TLS 4.2 ms', 'processing 5.8 ms', 'transfer 800 µs'],
    );
    const widths = await row
      .locator('.phase-bar .phase')
      .evaluateAll((parts) => parts.map((part) => (part as HTMLElement).getBoundingClientRect().width));
    const wholeMs = 0.4 + 1.1 + 4.2 + 5.8 + 0.8;
    const whole = widths.reduce((sum, width) => sum + width, 0);
    // The TLS handshake's part of the bar is its part of the time; the gaps between parts take a little.
    assert.ok(Math.abs(widths[2]! / whole - 4.2 / wholeMs) < 0.03, String(widths));
  });

  it('shows the values at the cursor in all charts at once', async () => {
    const page = await open({ height: 2000 });
    // Of the charts that are drawn: one that was in view while the page took its shape keeps its values, and follows no cursor.
    const values = (): Promise<string[]> => texts(page, '.line-chart:has(canvas) .legend-value');
    const before = await values();
    const box = (await page.locator('.plot .u-over').first().boundingBox())!;
    await page.mouse.move(box.x + box.width * 0.37, box.y + 40);
    await frames(page);
    const during = await values();
    const changed = during.filter((value, i) => value !== before[i]).length;
    assert.ok(changed > during.length / 2, `${changed} of ${during.length} values changed`);
    const time = await page.locator('.cursor-time').first().textContent();
    assert.match(time ?? '', /^10:50:3\d$/);
    assert.equal(await page.locator('.timeline-cursor:visible').count(), 4);
    assert.equal(await page.locator('.beat-cursor').count(), 1);
    await page.mouse.move(2, 2);
    await frames(page);
    assert.deepEqual(await values(), before);
  });

  it('keeps the cursor where it was when the theme changes', async () => {
    const page = await open({ height: 2000 });
    const plot = page.locator('.plot:has(canvas)').first();
    const cursor = (): Promise<string> =>
      plot.evaluate((element) =>
        [...element.querySelectorAll<HTMLElement>('.u-cursor-x, .u-cursor-pt')]
          .map(({ style }) => style.transform)
          .join('; '),
      );
    await plot.focus();
    for (const key of ['Home', 'ArrowRight', 'ArrowRight']) await page.keyboard.press(key);
    await frames(page);
    const before = await cursor();
    await page.evaluate(() => window.host.setTheme('light'));
    await frames(page);
    assert.equal(await cursor(), before);
  });

  it('moves on with each delta', async () => {
    const page = await open();
    const before = await picture(page);
    await delta(page);
    assert.notEqual(await picture(page), before);
    const label = (await page.locator('.plot').first().getAttribute('aria-label')) ?? '';
    assert.match(label, /to 11:00:05/);
  });

  it('asks for everything again after a gap', async () => {
    const page = await open();
    await delta(page, { skip: 1 });
    assert.deepEqual(await calls(page), [
      ['open', '15m'],
      ['open', '15m'],
    ]);
    await delta(page);
    assert.equal((await calls(page)).length, 2);
  });

  it('goes along the runs with the keyboard', async () => {
    const page = await open();
    const bar = page.locator('.beats');
    const text = (): Promise<string | null> => bar.getAttribute('aria-valuetext');
    await bar.focus();
    assert.match((await text()) ?? '', /^11:00:00, /);
    await page.keyboard.press('ArrowLeft');
    assert.match((await text()) ?? '', /^10:59:50, .*HTTP 200|^10:59:50, /);
    await page.keyboard.press('Home');
    assert.match((await text()) ?? '', /^10:45:10, \w+, /);
    assert.equal(await page.locator('.beat-current').count(), 1);
    assert.equal(await page.locator('.beats-detail').textContent(), await text());
  });

  it('goes along a chart with the keyboard and says the values', async () => {
    const page = await open();
    await page.locator('.plot').first().focus();
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowLeft');
    await frames(page);
    const said = await page.locator('[aria-live=polite]').textContent();
    assert.match(said ?? '', /^10:59:55: health [\d.]+ ms, metrics .*, redis /);
    assert.equal(await page.locator('.cursor-time').first().textContent(), '10:59:55');
    await page.keyboard.press('Escape');
    await frames(page);
    assert.equal(await page.locator('.cursor-time').first().textContent(), '');
  });

  it('reaches every control with Tab, with the focus to be seen', async () => {
    const page = await open();
    const seen: string[] = [];
    for (let i = 0; i < 30; i++) {
      await page.keyboard.press('Tab');
      const stop = await page.evaluate(() => {
        const element = document.activeElement as HTMLElement;
        const shown = element.matches('.ranges input') ? (element.nextElementSibling as HTMLElement) : element;
        const { outlineStyle, outlineWidth } = getComputedStyle(shown);
        const name = element.getAttribute('aria-label') ?? element.textContent ?? '';
        return { name: name.slice(0, 40), outlined: outlineStyle !== 'none' && outlineWidth !== '0px' };
      });
      assert.ok(stop.outlined, `no outline on "${stop.name}"`);
      seen.push(stop.name);
    }
    for (const name of ['Refresh', 'Pause', 'Edit settings', 'Runs over time', 'Last 15 minutes', 'Freeze charts'])
      assert.ok(seen.includes(name), `${name} is missing in ${seen.join(', ')}`);
    assert.ok(seen.includes('Copy as curl (health)'));
  });

  it('asks the editor for what its buttons say', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'Refresh' }).click();
    await page.getByRole('button', { name: 'Pause', exact: true }).click();
    await page.getByRole('button', { name: 'Edit settings' }).click();
    await page.getByRole('button', { name: 'Show the kept response (health)' }).click();
    await page.getByRole('button', { name: 'Copy as curl (health)' }).click();
    await page.getByRole('button', { name: 'Open the endpoint (health)' }).click();
    assert.equal(await page.getByRole('button', { name: 'Show the kept response (redis)' }).isDisabled(), true);
    assert.deepEqual((await calls(page)).slice(1), [
      ['refresh'],
      ['setPaused', true],
      ['editSettings'],
      ['showResponse', 'a/health'],
      ['copyAsCurl', 'a/health'],
      ['openEndpoint', 'a/health'],
    ]);
  });

  it('resumes a service that is paused', async () => {
    const page = await open({ kind: 'paused' });
    await page.getByRole('button', { name: 'Resume' }).click();
    assert.deepEqual((await calls(page)).at(-1), ['setPaused', false]);
  });

  it('changes the range', async () => {
    const page = await open();
    await page.getByRole('radio', { name: 'Last hour' }).check();
    await pageTime(page, 50);
    await frames(page);
    assert.deepEqual((await calls(page)).at(-1), ['open', '1h']);
    const label = (await page.locator('.plot').first().getAttribute('aria-label')) ?? '';
    assert.match(label, /10:00:00 to 11:00:00/);
  });

  it('freezes the charts and keeps what comes', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'Freeze charts' }).click();
    await page.mouse.move(2, 2);
    await frames(page);
    assert.match((await page.locator('.content > .notice:visible').textContent()) ?? '', /frozen at 11:00:00/);
    const before = await picture(page);
    await delta(page);
    assert.equal(await picture(page), before);
    await page.getByRole('button', { name: 'Charts frozen' }).click();
    await page.mouse.move(2, 2);
    await frames(page);
    assert.notEqual(await picture(page), before);
    const label = (await page.locator('.plot').first().getAttribute('aria-label')) ?? '';
    assert.match(label, /to 11:00:05/);
  });

  it('filters the charts and keeps range, filter and freeze over hiding and showing', async () => {
    const page = await open();
    await page.getByRole('radio', { name: 'Last 5 minutes' }).check();
    await page.getByRole('searchbox').fill('HTTP rate');
    await page.getByRole('button', { name: 'Freeze charts' }).click();
    assert.deepEqual(await texts(page, '.chart-grid h3'), ['http_request_duration_seconds', 'http_requests_total']);
    assert.equal(await page.locator('.section-count').textContent(), '2 of 12');
    assert.deepEqual(await page.evaluate(() => ({ ...(window.host.state as object), scrollY: 0 })), {
      serviceId: 'twinkle-api',
      range: '5m',
      frozen: true,
      filter: 'HTTP rate',
      scrollY: 0,
    });
    await page.reload();
    await page.waitForSelector('.plot canvas');
    await frames(page);
    assert.deepEqual(await calls(page), [['open', '5m']]);
    assert.deepEqual(await texts(page, '.chart-grid h3'), ['http_request_duration_seconds', 'http_requests_total']);
    assert.equal(await page.getByRole('searchbox').inputValue(), 'HTTP rate');
    assert.equal(await page.getByRole('button', { name: 'Charts frozen' }).getAttribute('aria-pressed'), 'true');
    await page.getByRole('searchbox').fill('nothing has this');
    assert.equal(await page.locator('.section .quiet:visible').textContent(), 'No chart has this in its name.');
  });

  it('has a table behind each chart', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'Table of http_requests_total rate' }).press('Enter');
    await frames(page);
    const region = page.getByRole('region', { name: 'Table: http_requests_total' });
    assert.deepEqual(await region.locator('thead').first().locator('th').allTextContents(), [
      'Series',
      'Last',
      'Least',
      'Mean',
      'Greatest',
    ]);
    assert.deepEqual(await region.locator('tbody').first().locator('th').allTextContents(), [
      '/api/games',
      '/api/users',
      '/health',
    ]);
    assert.equal(await region.locator('tbody').nth(1).locator('th').first().textContent(), '11:00:00');
    await delta(page);
    assert.equal(await region.locator('tbody').nth(1).locator('th').first().textContent(), '11:00:05');
    await page.getByRole('button', { name: 'Table of the checks' }).click();
    assert.match((await page.locator('#checks').locator('xpath=../..').textContent()) ?? '', /cacheDegraded/);
  });

  it('shows text from outside as text', async () => {
    const page = await open({ kind: 'hostile', height: 2000 });
    await page.locator('.beats').hover();
    await page
      .getByRole('button', { name: /^Table of/ })
      .nth(2)
      .click();
    await delta(page);
    assert.equal(await page.evaluate(() => window.pwned), undefined);
    assert.match((await page.locator('h1').textContent()) ?? '', /^<img src=x onerror=/);
    assert.equal(await page.locator('#root img, #root script').count(), 0);
  });

  for (const kind of ['full', 'long', 'hostile', 'many', 'signals', 'empty', 'down', 'message', 'loading']) {
    it(`fits into 300 px: ${kind}`, async () => {
      const page = await open({ kind, width: 300, height: 1400 });
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      assert.equal(overflow, 0);
    });
  }

  it('says that it loads, that there is no data, or why there is nothing', async () => {
    assert.match((await (await open({ kind: 'loading' })).locator('#root').textContent()) ?? '', /Loading the service/);
    const empty = await open({ kind: 'empty' });
    assert.equal(await empty.locator('.notice:visible').textContent(), 'No data yet: the first probe has not ended.');
    const message = await open({ kind: 'message' });
    assert.match((await message.locator('[role=status]:visible').textContent()) ?? '', /There is no service/);
    const fails = await open({ kind: 'fails' });
    assert.match(
      (await fails.locator('.placeholder').textContent()) ?? '',
      /could not be loaded: the engine is not there/,
    );
    await fails.getByRole('button', { name: 'Try again' }).click();
    await pageTime(fails, 50);
    assert.equal((await calls(fails)).length, 2);
  });

  it('shows the notice of the editor until it is taken away', async () => {
    const page = await open();
    await page.evaluate(() => window.host.notice('The engine restarts.'));
    await page.getByText('The engine restarts.').waitFor();
    await page.evaluate(() => window.host.notice(''));
    await page.getByText('The engine restarts.').waitFor({ state: 'hidden' });
  });

  it('takes over another theme', async () => {
    const page = await open();
    const colour = (): Promise<string> =>
      page
        .locator('.legend-stroke')
        .first()
        .evaluate((element) => (element as HTMLElement).style.borderTopColor);
    const [before, pixels] = [await colour(), await picture(page)];
    await page.evaluate(() => window.host.setTheme('light'));
    await pageTime(page, 50);
    await frames(page);
    assert.equal(before, 'rgb(89, 164, 249)');
    assert.equal(await colour(), 'rgb(0, 99, 211)');
    assert.notEqual(await picture(page), pixels);
  });

  it('stays sharp at another pixel ratio', async () => {
    const page = await open({ height: 2000 });
    const sizes = (): Promise<number[]> =>
      page.evaluate(() =>
        ['.plot canvas', '.lane-strip canvas', '.timeline-canvas'].map((selector) => {
          const canvas = document.querySelector(selector) as HTMLCanvasElement;
          return Math.round((10 * canvas.width) / canvas.clientWidth) / 10;
        }),
      );
    assert.deepEqual(await sizes(), [1, 1, 1]);
    const session = await page.context().newCDPSession(page);
    // Like a zoom, which changes the size as well: to the emulated ratio alone Chromium sends no event.
    const metrics = { width: 1190, height: 2000, deviceScaleFactor: 2, mobile: false };
    await session.send('Emulation.setDeviceMetricsOverride', metrics);
    await pageTime(page, 100);
    await frames(page);
    assert.deepEqual(await sizes(), [2, 2, 2]);
  });

  it('draws nothing while it is hidden, and catches up', async () => {
    const page = await open();
    const before = await picture(page);
    await page.evaluate(() => Object.defineProperty(document, 'hidden', { configurable: true, get: () => true }));
    await delta(page);
    await delta(page);
    assert.equal(await picture(page), before);
    await page.evaluate(() => {
      Object.defineProperty(document, 'hidden', { configurable: true, get: () => false });
      document.dispatchEvent(new Event('visibilitychange'));
    });
    await frames(page);
    assert.notEqual(await picture(page), before);
  });

  it('draws only what is in view, and stays smooth with 300 series', async () => {
    const page = await open({ kind: 'many' });
    const drawn = await page.locator('.plot canvas').count();
    assert.ok(drawn < 15, `${drawn} charts are drawn`);
    const slow = await page.evaluate(async () => {
      const longest: number[] = [];
      let last = performance.now();
      const until = last + 2500;
      let y = 0;
      let next = last;
      while (performance.now() < until) {
        await new Promise((resolve) => requestAnimationFrame(resolve));
        const now = performance.now();
        longest.push(now - last);
        last = now;
        window.scrollTo(0, (y += 25));
        if (now > next) {
          window.host.delta({ stepMs: 1000 });
          next += 250;
        }
      }
      return longest.sort((a, b) => b - a);
    });
    const median = slow[Math.floor(slow.length / 2)] ?? 0;
    console.log(
      `      300 series, scrolling, 4 deltas a second: frame median ${median.toFixed(1)} ms, ` +
        `p95 ${(slow[Math.floor(slow.length * 0.05)] ?? 0).toFixed(1)} ms, longest ${(slow[0] ?? 0).toFixed(0)} ms`,
    );
    assert.ok(median < 40, `a frame takes ${median} ms`);
    assert.equal(
      await page
        .locator('.section .quiet:visible')
        .first()
        .textContent()
        .then((t) => t?.startsWith('42 more')),
      true,
    );
  });

  for (const kind of ['full', 'empty', 'loading', 'message', 'down', 'signals']) {
    it(`has no serious flaw of accessibility in any theme: ${kind}`, async () => {
      const page = await open({ kind, height: 2000 });
      if (kind === 'full') await page.getByRole('button', { name: 'Table of Probe duration' }).click();
      for (const theme of ['dark', 'light', 'contrast'] as const) {
        await page.evaluate((name) => window.host.setTheme(name), theme);
        await frames(page);
        await pages.checkAccess(page, 'serious');
      }
    });
  }

  describe('golden signals', () => {
    const card = (page: Page, name: string) =>
      page.locator('.signal-grid .chart-card').filter({ has: page.getByRole('heading', { name, exact: true }) });

    it('show value, chart and query, in the order of the service', async () => {
      const page = await open({ kind: 'signals', height: 2400 });
      await page.waitForSelector('.signal-grid .legend-single');
      assert.deepEqual(await texts(page, '.signal-grid h3'), [
        'Request rate',
        'Requests by route',
        'Error ratio',
        'p95',
        'Memory',
        'my signal',
        'nodejs_heap_size_used_bytes',
      ]);
      const p95 = card(page, 'p95');
      assert.equal(await p95.locator('.legend-value').textContent(), '43.1 ms');
      assert.equal(await p95.locator('.signal-mark').textContent(), 'by the settings');
      assert.equal(await p95.locator('.signal-query').isVisible(), false);
      await p95.getByRole('button', { name: 'Show the query of p95' }).press('Enter');
      assert.match(
        (await p95.locator('.signal-query').textContent()) ?? '',
        /^histogram_quantile\(0\.95, sum by \(le\)/,
      );
      assert.equal(await p95.getByRole('button', { expanded: true }).count(), 1);
      assert.deepEqual(await texts(page, '.signal-grid .chart-card:nth-child(2) .legend-name'), [
        '/health',
        '/posts/:id',
        '/login',
      ]);
      assert.equal(
        await card(page, 'my signal').getByRole('status').textContent(),
        '1:12: parse error: unexpected end of input in duration',
      );
      await p95.getByRole('button', { name: 'Table of p95' }).click();
      await p95.getByRole('table').nth(1).waitFor();
      assert.equal(await p95.getByRole('table').count(), 2);
    });

    it('ask the editor to copy, open and change a query', async () => {
      const page = await open({ kind: 'signals', height: 2400 });
      const p95 = card(page, 'p95');
      for (const name of [
        'Copy the query of p95',
        'Open the query of p95 in the query panel',
        'Change the query of p95',
      ])
        await p95.getByRole('button', { name }).click();
      assert.deepEqual((await calls(page)).slice(1), [
        ['copySignalQuery', 'p95'],
        ['openSignalQuery', 'p95'],
        ['changeSignal', 'p95'],
      ]);
    });

    it('go on with each delta, and are not there where none is known', async () => {
      const page = await open({ kind: 'signals', height: 2400 });
      const picture = (): Promise<string> =>
        page
          .locator('.signal-grid canvas')
          .first()
          .evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
      await page.waitForSelector('.signal-grid canvas');
      const before = await picture();
      await delta(page);
      assert.notEqual(await picture(), before);
      const other = await open();
      assert.equal(await other.getByRole('heading', { name: 'Golden signals' }).isVisible(), false);
    });
  });

  it('brings the chart of a metric into view', async () => {
    const page = await open({ height: 600 });
    await page.evaluate(() => window.host.showMetric('http_requests_total'));
    await pageTime(page, 50);
    await frames(page);
    assert.equal(await page.getByRole('searchbox').inputValue(), 'http_requests_total');
    const cards = await texts(page, '.chart-grid .chart-card h3');
    assert.deepEqual([...new Set(cards)], ['http_requests_total']);
    assert.equal(
      await page.locator('section[aria-labelledby=metrics]').evaluate((e) => e.getBoundingClientRect().top < 600),
      true,
    );
  });

  it('is small', () => {
    console.log(`      service.js, minified with uPlot: ${(pages.server.scriptBytes / 1000).toFixed(1)} kB`);
    assert.ok(pages.server.scriptBytes < 150_000);
  });
});
