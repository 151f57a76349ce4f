// The query panel's page as a user meets it.
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { FakeQueryHost } from './support/fakeQueryHost.ts';
import { type PageOptions, pageTime, usePanelPages } from './support/panelPages.ts';

interface PageGlobals {
  readonly host: FakeQueryHost;
  readonly pwned?: boolean;
}
interface OpenOptions extends Omit<PageOptions, 'query'> {
  readonly text?: string;
}

const QUERY = 'process_resident_memory_bytes{job="twinkle-api"}';

describe('the query panel in a browser', function () {
  const pages = usePanelPages('query');

  async function open({ text, ...options }: OpenOptions = {}): Promise<Page> {
    const query = text === undefined ? {} : { text };
    const page = await pages.open('.cm-content', { width: 1000, height: 800, ...options, query });
    if (text !== undefined && options.kind !== 'slow')
      await page.waitForSelector('.q-status:not(:empty), .notice-error:visible');
    return page;
  }

  const host = <T>(page: Page, use: (host: FakeQueryHost) => T): Promise<T> =>
    page.evaluate(`(${use.toString()})(window.host)`) as Promise<T>;
  /** What the page has asked for, once what is under way has arrived. */
  const calls = async (page: Page): Promise<FakeQueryHost['calls']> => {
    await pageTime(page, 50);
    return host(page, ({ calls }) => calls);
  };
  const callsOf = async (page: Page, method: string) => (await calls(page)).filter(([name]) => name === method);
  const tab = (page: Page, name: string) => page.getByRole('tab', { name });
  const editorText = async (page: Page): Promise<string> =>
    (await page.locator('.cm-line').allTextContents()).join('\n');
  /** Replaces what is in the editor by typing. */
  async function type(page: Page, text: string): Promise<void> {
    await page.locator('.cm-content').click();
    await page.keyboard.press('Control+a');
    await page.keyboard.press('Delete');
    await page.keyboard.insertText(text);
  }

  it('lists the metrics as long as there is no query, and queries the one that is chosen', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'process_resident_memory_bytes' }).waitFor();
    await page.getByRole('searchbox').fill('resident');
    assert.equal(await page.locator('.q-metrics li').count(), 1);
    assert.match(
      (await page.locator('.q-metrics li').textContent()) ?? '',
      /gauge, bytes, 2 series.*Resident memory\./,
    );
    await page.getByRole('button', { name: 'process_resident_memory_bytes' }).click();
    await page.locator('.q-table tbody tr').first().waitFor();
    assert.equal(await editorText(page), 'process_resident_memory_bytes');
    assert.equal(await page.locator('.q-browser:visible').count(), 0);
  });

  it('says what to do where there are no metrics', async () => {
    const page = await open({ kind: 'fresh' });
    await page.getByText('There are no metrics yet').waitFor();
    await page.getByRole('button', { name: 'Add a service' }).click();
    assert.deepEqual((await calls(page)).at(-1), ['addService']);
    await tab(page, 'Targets').click();
    await page.getByText('No service has a metrics probe.').waitFor();
    await tab(page, 'Cardinality').click();
    await page.getByText('There are no series yet.').waitFor();
  });

  it('shows a table with units, and every digit in the tooltip', async () => {
    const page = await open({ text: QUERY });
    const rows = page.locator('.q-table tbody tr');
    assert.equal(await rows.count(), 3);
    assert.match(
      (await rows.first().textContent()) ?? '',
      /^process_resident_memory_bytes\{job="twinkle-api", instance="localhost:3000", n="0"\}45\.2 MB$/,
    );
    assert.equal(await rows.first().locator('td').getAttribute('title'), '47395635.2');
    assert.equal(await page.locator('.q-status').textContent(), '3 series · 1.42 ms · 1,234 samples read');
    await page.getByRole('button', { name: 'Value' }).press('Enter');
    assert.match((await rows.first().textContent()) ?? '', /47\.1 MB$/);
    assert.equal(await page.locator('th[aria-sort]').getAttribute('aria-sort'), 'descending');
  });

  it('shows a native histogram with its buckets, in a table that stays one, and says that no line is drawn for it', async () => {
    const page = await open({ text: 'latency' });
    const cell = page.locator('.q-table > table > tbody > tr').nth(1).locator('td.value').first();
    assert.match((await cell.locator('summary').textContent()) ?? '', /^count 42 · sum 12\.6 · mean 0\.3$/);
    await cell.locator('summary').press('Enter');
    const rows = await cell.locator('details tr').allInnerTexts();
    assert.deepEqual(
      rows.map((row) => row.replaceAll('\n', '')),
      ['[-0.001, 0.001]\t2\t▇', '(0.25, 0.5]\t30\t▇▇▇▇▇▇▇▇▇▇▇▇', '(0.5, 1.29684]\t10\t▇▇▇▇'],
    );
    await pages.checkAccess(page);
    await tab(page, 'Chart').click();
    await page.locator('.plot canvas').waitFor();
    assert.match(
      (await page.locator('.q-notes').textContent()) ?? '',
      /One series has native histograms, which no line can show/,
    );
  });

  it('shows scalars, NaN and empty results as what they are', async () => {
    const page = await open({ text: '1' });
    assert.match((await page.locator('.q-table tbody').textContent()) ?? '', /^scalar1$/);
    await type(page, 'nan');
    await page.keyboard.press('Enter');
    await page.locator('td[title=NaN]').waitFor();
    await type(page, 'nothing');
    await page.keyboard.press('Control+Enter');
    await page.getByText('The query is valid, and no series has a value at this time').waitFor();
    assert.equal(await page.locator('.q-table:visible').count(), 0);
  });

  it('completes metrics from the store, labels and their values', async () => {
    const page = await open();
    await page.locator('.cm-content').click();
    await page.keyboard.type('sum(http_re', { delay: 20 });
    const options = page.locator('.cm-tooltip-autocomplete li');
    // The language's own words may be there before the store's.
    await options.filter({ hasText: 'http_requests_total' }).waitFor();
    const labels = await page.locator('.cm-completionLabel').allTextContents();
    assert.deepEqual(labels.slice(0, 2).toSorted(), ['http_request_duration_seconds_bucket', 'http_requests_total']);
    const list = (await page.locator('.cm-tooltip-autocomplete > ul').boundingBox())!;
    // The help of the selected entry is there or not yet; where it is, it hides nothing of the list.
    const help = page.locator('.cm-completionInfo');
    const info = (await help.count()) === 0 ? null : await help.boundingBox({ timeout: 1_000 });
    if (info !== null) assert.ok(info.x >= list.x + list.width - 2 || info.y >= list.y + list.height - 2, 'beside');
    // The list takes no key in its first moment, so that nobody accepts what he has not seen.
    await pageTime(page, 300);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.locator('.cm-line', { hasText: /^sum\(http_request\w+\)$/ }).waitFor();
    assert.equal((await callsOf(page, 'query')).length, 0, 'Enter took the completion and did not run');
    await page.keyboard.type('{', { delay: 20 });
    await page.locator('.cm-completionLabel', { hasText: 'route' }).waitFor();
    await page.keyboard.type('job="', { delay: 20 });
    await page.locator('.cm-completionLabel', { hasText: 'twinkle-web' }).waitFor();
    const asked = (await callsOf(page, 'labelValues')).at(-1)!;
    assert.equal(asked[1], 'job');
    assert.match(JSON.stringify(asked[2]), /"__name__","op":"=","value":"http_request/);
  });

  it('explains the word under the pointer', async () => {
    const page = await open({ text: 'rate(http_requests_total[5m])' });
    await page.locator('.q-function', { hasText: 'rate' }).hover();
    await page.locator('.q-hover', { hasText: 'function' }).waitFor();
    const name = page.locator('.cm-line');
    const box = (await name.boundingBox())!;
    await page.mouse.move(box.x + 100, box.y + box.height / 2);
    await page.locator('.q-hover', { hasText: 'counter, 12 series' }).waitFor();
    assert.match((await page.locator('.q-hover').textContent()) ?? '', /Requests that were answered\./);
  });

  it('marks an error at its place and says it as a sentence', async () => {
    const page = await open({ text: 'sum((' });
    assert.equal(await page.locator('[role=alert]:visible').textContent(), 'Unclosed left parenthesis.');
    await page.locator('.cm-lintRange-error').first().waitFor();
    const marked = await page.locator('.cm-lintRange-error').allTextContents();
    assert.match(marked.join(''), /\(/);
    await type(page, 'up');
    await page.keyboard.press('Enter');
    await page.locator('.q-table tbody tr').first().waitFor();
    assert.equal(await page.locator('.cm-lintRange-error').count(), 0);
    assert.equal(await page.locator('[role=alert]:visible').count(), 0);
  });

  it('draws a range, breaks lines where there is no value, and has the numbers as a table', async () => {
    const page = await open({ text: QUERY });
    await tab(page, 'Chart').click();
    await page.locator('.plot canvas').waitFor();
    const [, , time] = (await callsOf(page, 'query')).at(-1)! as [string, string, Record<string, number>];
    assert.equal(time['stepMs'], 15_000);
    assert.equal((time['toMs'] ?? 1) % 15_000, 0);
    await page.locator('.legend li').nth(2).waitFor();
    assert.equal(await page.locator('.legend li').count(), 3);
    await page.getByLabel('Range').selectOption('6h');
    await page.getByLabel('Step').selectOption('1 m');
    await pageTime(page, 50);
    const [, , later] = (await callsOf(page, 'query')).at(-1)! as [string, string, Record<string, number>];
    assert.equal((later['toMs'] ?? 0) - (later['fromMs'] ?? 0), 21_600_000);
    assert.equal(later['stepMs'], 60_000);
    await page.getByRole('button', { name: `Table of ${QUERY}` }).click();
    await page.locator('.q-chart tbody').first().locator('tr').nth(2).waitFor();
  });

  it('draws the greatest ten of many series, says what is left out, and draws all when asked', async () => {
    const page = await open({ kind: 'many', text: 'x' });
    assert.match(
      (await page.locator('.q-notes').textContent()) ?? '',
      /Only 1,000 of 1,234 series are shown.*bucket label/,
    );
    assert.equal(await page.locator('.q-table tbody tr').count(), 1000);
    await tab(page, 'Chart').click();
    await page.locator('.plot canvas').waitFor();
    await page.locator('.legend li').nth(9).waitFor();
    assert.equal(await page.locator('.legend li').count(), 10);
    await page.getByRole('button', { name: 'Draw all 1000 series' }).click();
    await page.locator('.legend li').nth(999).waitFor({ state: 'attached' });
  });

  it('explains a query part by part', async () => {
    const page = await open({ text: 'rate(http_requests_total[5m]) / nothing_here' });
    await tab(page, 'Explain').click();
    const nodes = page.locator('.q-node');
    await nodes.first().waitFor();
    assert.equal(await nodes.count(), 4);
    assert.match((await nodes.nth(2).textContent()) ?? '', /range selector12 series, 240 samples310 µs.*route \(6\)/);
    assert.match((await nodes.nth(3).textContent()) ?? '', /query timed out/);
    await page.getByRole('button', { name: 'rate(http_requests_total[5m])', exact: true }).click();
    await pageTime(page, 50);
    assert.deepEqual((await callsOf(page, 'explain')).at(-1)?.[1], 'rate(http_requests_total[5m])');
  });

  it('shows targets and counts, and goes on from them', async () => {
    const page = await open();
    await tab(page, 'Targets').click();
    await page.getByText('1 of 3 up').waitFor();
    assert.match(
      (await page.locator('.q-target').nth(1).textContent()) ?? '',
      /Down.*twinkle-1, metrics.*localhost:3001\/metrics.*Last scrape\d+ s ago.*connection refused/,
    );
    await page.getByRole('button', { name: 'twinkle-1, metrics' }).click();
    assert.deepEqual((await callsOf(page, 'openService')).at(-1), ['openService', 'twinkle-1']);
    await tab(page, 'Cardinality').click();
    await page.getByText('1,234 series in all').waitFor();
    await page.getByRole('button', { name: 'job="twinkle-api"' }).click();
    await page.locator('.q-table tbody tr').first().waitFor();
    assert.equal(await editorText(page), 'count by (__name__) ({job="twinkle-api"})');
  });

  it('keeps the queries before, and takes one with the keyboard', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'History' }).press('Enter');
    const list = page.getByRole('listbox');
    await list.waitFor();
    await page.keyboard.press('ArrowDown');
    assert.equal(await list.getAttribute('aria-activedescendant'), 'history-1');
    await page.keyboard.press('Enter');
    await page.locator('.q-table tbody tr').first().waitFor();
    assert.equal(await editorText(page), 'rate(http_requests_total[5m])');
    await page.getByText('metric might not be a counter').waitFor();
    await page.getByRole('button', { name: 'History' }).click();
    assert.equal(await list.locator('li').first().textContent(), 'rate(http_requests_total[5m])');
    await page.keyboard.press('Escape');
    assert.equal(await list.isVisible(), false);
    await page.getByRole('button', { name: 'History' }).click();
    await page.getByRole('button', { name: 'Clear history' }).click();
    await page.getByRole('button', { name: 'History' }).click();
    await page.getByText('No query has been run here yet.').waitFor();
  });

  it('begins a new line with Shift+Enter and grows', async () => {
    const page = await open();
    const before = (await page.locator('.cm-editor').boundingBox())!.height;
    await page.locator('.cm-content').click();
    await page.keyboard.type('1 +');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.type('1');
    assert.equal(await editorText(page), '1 +\n1');
    assert.ok((await page.locator('.cm-editor').boundingBox())!.height > before + 10);
  });

  it('cancels a query that takes long', async () => {
    const page = await open({ kind: 'slow', text: 'up' });
    await page.getByText('The query runs…').waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByText('The query was cancelled.').waitFor();
    await page.getByRole('button', { name: 'Run' }).waitFor();
    assert.equal((await callsOf(page, 'cancelled')).length, 1);
  });

  it('says why a query cannot run', async () => {
    const page = await open({ kind: 'stopped', text: 'up' });
    const said = await page.locator('[role=alert]:visible').textContent();
    assert.equal(said, 'No service is watched, so there are no metrics to query.');
  });

  it('copies a result as a table and as JSON', async () => {
    const page = await open({ text: QUERY });
    await page.getByRole('button', { name: 'Copy as table' }).click();
    await page.getByRole('button', { name: 'Copy as JSON' }).click();
    await pageTime(page, 50);
    const [table, json] = (await callsOf(page, 'copy')).map(([, text]) => String(text));
    assert.match(
      table!,
      /^time\t__name__\tinstance\tjob\tn\tvalue\n\S+Z\tprocess_\w+\tlocalhost:3000\ttwinkle-api\t0\t47395635\.2\n/,
    );
    const parsed = JSON.parse(json!) as { resultType: string; result: { metric: object; value: [number, string] }[] };
    assert.equal(parsed.resultType, 'vector');
    assert.equal(parsed.result[0]!.value[1], '47395635.2');
  });

  it('evaluates at a chosen time, and refreshes by itself only at now', async () => {
    const page = await open({ text: QUERY });
    await page.getByRole('combobox', { name: 'Time' }).selectOption('at');
    await page.getByLabel('Date and time, local').fill('2026-11-22T10:00:00');
    await page.getByLabel('Date and time, local').press('Tab');
    await pageTime(page, 50);
    const [, , time] = (await callsOf(page, 'query')).at(-1)! as [string, string, Record<string, number>];
    assert.equal(time['atMs'], Date.UTC(2026, 10, 22, 9));
    await page.evaluate(() => {
      const real = window.setTimeout.bind(window);
      Object.assign(window, { setTimeout: (run: () => void, ms: number) => real(run, ms === 5000 ? 60 : ms) });
    });
    const fixed = (await callsOf(page, 'query')).length;
    await page.getByLabel('Refresh').selectOption('every 5 s');
    await pageTime(page, 200);
    assert.equal((await callsOf(page, 'query')).length, fixed, 'a chosen time does not move');
    await page.getByRole('combobox', { name: 'Time' }).selectOption('now');
    const before = (await callsOf(page, 'query')).length;
    await pageTime(page, 300);
    assert.ok((await callsOf(page, 'query')).length >= before + 1, 'it ran by itself');
  });

  it('keeps its query and tab over hiding and showing, and runs it again', async () => {
    const page = await open({ text: QUERY });
    await tab(page, 'Chart').click();
    await page.locator('.plot canvas').waitFor();
    await page.goto(`${pages.server.origin}/?kind=full&theme=dark`);
    await page.locator('.plot canvas').waitFor();
    assert.equal(await editorText(page), QUERY);
    assert.equal(await tab(page, 'Chart').getAttribute('aria-selected'), 'true');
  });

  it('takes a query and a tab from the editor while it is open', async () => {
    const page = await open();
    await host(page, (editor) => editor.show({ tab: 'cardinality' }));
    await page.getByText('1,234 series in all').waitFor();
    await host(page, (editor) => editor.show({ text: 'up' }));
    await page.locator('.q-table tbody tr').first().waitFor();
    assert.equal(await editorText(page), 'up');
    await host(page, (editor) => editor.notice('The engine restarts.'));
    await page.getByText('The engine restarts.').waitFor();
    const before = (await callsOf(page, 'query')).length;
    await host(page, (editor) => editor.connected());
    await pageTime(page, 80);
    assert.equal((await callsOf(page, 'query')).length, before + 1);
  });

  it('is used by keyboard alone, with the focus to be seen', async () => {
    const page = await open({ text: QUERY });
    const seen: string[] = [];
    for (let i = 0; i < 12; i++) {
      await page.keyboard.press('Tab');
      // The editor notes its focus a moment later.
      await pageTime(page, 30);
      const stop = await page.evaluate(() => {
        const element = document.activeElement as HTMLElement;
        const shown = element.closest<HTMLElement>('.cm-editor') ?? element;
        const { outlineStyle, outlineWidth } = getComputedStyle(shown);
        const name = element.getAttribute('aria-label') ?? element.closest('label')?.textContent ?? element.textContent;
        return { name: (name ?? '').slice(0, 30), outlined: outlineStyle !== 'none' && outlineWidth !== '0px' };
      });
      if (stop.name.trim() !== '' && !stop.name.startsWith('Query metrics')) assert.ok(stop.outlined, stop.name);
      seen.push(stop.name);
    }
    for (const name of ['Run', 'History', 'Table', 'Copy as table', 'Copy as JSON', 'Result'])
      assert.ok(seen.includes(name), `${name} is missing in ${seen.join(' | ')}`);
    await tab(page, 'Table').focus();
    await page.keyboard.press('ArrowRight');
    await page.locator('.plot canvas').waitFor();
    await page.keyboard.press('End');
    await page.getByText('1,234 series in all').waitFor();
    assert.equal(await page.evaluate(() => document.activeElement?.id), 'tab-cardinality');
  });

  it('shows text from outside as text', async () => {
    const page = await open({ kind: 'hostile', text: QUERY });
    await tab(page, 'Chart').click();
    await page.locator('.plot canvas').waitFor();
    await page.getByRole('button', { name: 'Table of' }).click();
    assert.equal(await page.evaluate(() => (window as unknown as PageGlobals).pwned), undefined);
    assert.equal(await page.locator('#root img').count(), 0);
  });

  for (const kind of ['long', 'hostile', 'many', 'fresh']) {
    it(`fits into 300 px: ${kind}`, async () => {
      const page = await open({ kind, width: 300, ...(kind !== 'fresh' && { text: QUERY }) });
      for (const name of ['Table', 'Chart', 'Explain', 'Targets', 'Cardinality']) {
        await tab(page, name).click();
        await pageTime(page, 120);
        const overflow = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        assert.equal(overflow, 0, name);
      }
    });
  }

  for (const kind of ['full', 'fresh']) {
    it(`has no serious flaw of accessibility in any theme: ${kind}`, async () => {
      const page = await open({ kind, height: 1500, ...(kind !== 'fresh' && { text: 'rate(up[5m])' }) });
      for (const theme of ['dark', 'light', 'contrast'] as const) {
        await page.evaluate((name) => (window as unknown as PageGlobals).host.setTheme(name), theme);
        for (const name of ['Table', 'Chart', 'Explain', 'Targets', 'Cardinality']) {
          await tab(page, name).click();
          await pageTime(page, 80);
          await pages.checkAccess(page, 'serious');
        }
      }
    });
  }

  it('has no serious flaw of accessibility while completions or the history are open', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'History' }).click();
    await pages.checkAccess(page);
    await page.keyboard.press('Escape');
    await page.locator('.cm-content').click();
    await page.keyboard.type('http_re', { delay: 20 });
    await page.locator('.cm-tooltip-autocomplete li').first().waitFor();
    await pages.checkAccess(page);
  });

  it('is as small as an editor can be', () => {
    console.log(
      `      query.js, minified with CodeMirror and uPlot: ${(pages.server.scriptBytes / 1000).toFixed(1)} kB`,
    );
    assert.ok(pages.server.scriptBytes < 600_000);
  });
});
