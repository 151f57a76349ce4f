// The query panel in the real VS Code, on one target: a query by the command, one from a file, targets, a reload.
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { Frame } from 'playwright-core';
import { body, PROTOBUF } from '../engine/scrape/support/protobufBody.ts';
import { need } from '../support/provision/need.ts';
import { Editor } from './support/editor.ts';
import { seriousViolations } from './support/panel.ts';
import { tellFailure } from './support/tellFailure.ts';
import type { Workbench } from './support/workbench.ts';

const PAGE = '.q-page';
const FILE_QUERY = 'sum by (route) (\n  rate(demo_requests_total[1m])\n)';

describe('queries in the real VS Code', function () {
  let target: Server;
  let editor: Editor;
  let workbench: Workbench;
  let scrapes = 0;

  before(async function () {
    await need(this, 'chromium');
    target = createServer(({ headers, url }, response) => {
      if (url === '/native') {
        // As a client library does: protobuf for who asks for it first.
        const wanted = headers.accept?.startsWith('application/vnd.google.protobuf') === true;
        response.writeHead(wanted ? 200 : 406, { 'content-type': PROTOBUF }).end(body());
        return;
      }
      scrapes++;
      response.setHeader('content-type', 'text/plain; version=0.0.4').end(exposition(scrapes));
    });
    await new Promise<void>((resolve) => target.listen(0, '127.0.0.1', resolve));
    editor = await Editor.start();
    const origin = `http://127.0.0.1:${(target.address() as AddressInfo).port}`;
    const workspace = await editor.workspace('queries', {
      'watchpost.services': {
        demo: { metrics: { url: `${origin}/metrics`, interval: '1s' } },
        distributed: { metrics: { url: `${origin}/native`, nativeHistograms: true }, interval: '1s' },
      },
    });
    await writeFile(path.join(workspace.folder, 'requests.promql'), `# Requests by route.\n${FILE_QUERY}\n`);
    workbench = await editor.open(workspace);
    await workbench.showServices();
    await workbench.waitForRow('demo', ({ spoken }) => spoken.startsWith('service demo: up'));
  });
  after(async () => {
    await editor?.stop();
    target?.close();
    target?.closeAllConnections();
  });
  afterEach(tellFailure(() => workbench));

  const panel = (): Promise<Frame> => workbench.webview(PAGE);
  const queryText = async (): Promise<string> =>
    (await (await panel()).locator('.cm-line').allTextContents()).join('\n');

  it('opens from the palette, lists the metrics, completes one and runs it', async () => {
    await workbench.run('Watchpost: Query Metrics');
    const frame = await panel();
    await frame.getByRole('button', { name: 'demo_requests_total', exact: true }).waitFor();
    await frame.locator('.cm-content').click();
    await workbench.page.keyboard.type('demo_mem', { delay: 20 });
    await frame.locator('.cm-completionLabel', { hasText: 'demo_memory_bytes' }).waitFor();
    await workbench.page.waitForTimeout(300);
    await workbench.page.keyboard.press('Enter');
    await frame.locator('.cm-line', { hasText: /^demo_memory_bytes$/ }).waitFor();
    await workbench.page.keyboard.press('Enter');
    const row = frame.locator('.q-table tbody tr').first();
    await row.waitFor();
    assert.match((await row.textContent()) ?? '', /^demo_memory_bytes\{.*job="demo".*\}45 MB$/);
  });

  it('draws the query as a chart', async () => {
    const frame = await panel();
    await frame.getByRole('tab', { name: 'Chart' }).click();
    await frame.getByLabel('Range').selectOption('5m');
    await frame.locator('.plot canvas').waitFor();
    assert.match((await frame.locator('.plot').getAttribute('aria-label')) ?? '', /last 45 MB/);
    await workbench.screenshot('query-chart');
  });

  it('explains it', async () => {
    const frame = await panel();
    await frame.getByRole('tab', { name: 'Explain' }).click();
    await frame.locator('.q-node', { hasText: 'selector' }).waitFor();
    assert.match((await frame.locator('.q-node').textContent()) ?? '', /demo_memory_bytesselector1 series/);
  });

  it('shows a native histogram that a target gave, and leaves it out of the chart with a word', async () => {
    const frame = await panel();
    await frame.getByRole('tab', { name: 'Table' }).click();
    await frame.locator('.cm-content').click();
    await workbench.page.keyboard.press('Control+a');
    await workbench.page.keyboard.insertText('latency{job="distributed"}');
    await workbench.page.keyboard.press('Enter');
    const histogram = frame.locator('.q-histogram');
    await histogram.waitFor();
    assert.match((await histogram.locator('summary').textContent()) ?? '', /^count 20 · sum 5\.25 · mean 0\.2625$/);
    await histogram.locator('summary').click();
    await histogram.getByText('[-0.001, 0.001]').waitFor();
    assert.deepEqual(await seriousViolations(frame), []);
    await workbench.screenshot('query-histogram');
    await frame.getByRole('tab', { name: 'Chart' }).click();
    await frame.getByText(/has native histograms, which no line can show/).waitFor();
  });

  it('shows an error at its place', async () => {
    const frame = await panel();
    await frame.getByRole('tab', { name: 'Table' }).click();
    await frame.locator('.cm-content').click();
    await workbench.page.keyboard.press('Control+a');
    await workbench.page.keyboard.insertText('rate(demo_requests_total)');
    await workbench.page.keyboard.press('Enter');
    await frame.locator('[role=alert]:visible', { hasText: /expected type range vector/i }).waitFor();
    assert.match((await frame.locator('.cm-lintRange-error').allTextContents()).join(''), /demo_requests_total/);
  });

  it('runs the query of a .promql file, highlighted, beside it', async () => {
    await workbench.openFile('requests.promql');
    await workbench.page.locator('.view-line', { hasText: 'demo_requests_total' }).waitFor();
    await workbench.page.locator('.statusbar-item', { hasText: 'PromQL' }).waitFor();
    await workbench.until('colours', async () => (await tokenClasses(workbench)) > 2);
    await workbench.run('Watchpost: Run Query');
    const frame = await panel();
    await frame.locator('.q-series', { hasText: 'route="/games"' }).waitFor();
    assert.ok((await queryText()).endsWith(FILE_QUERY));
    const cells = await frame.locator('.q-table tbody tr td').allTextContents();
    for (const cell of cells) assert.match(cell, /^[\d.]+ \/s$/);
    const [games = NaN, users = NaN] = cells.map((cell) => Number.parseFloat(cell));
    // They grow by 10 and by 3 with each scrape.
    assert.ok(games > 2.5 * users && games < 4 * users, cells.join());
    await workbench.screenshot('query-file');
  });

  it('shows targets and cardinality by their commands', async () => {
    await workbench.run('Watchpost: Show Targets');
    const frame = await panel();
    await frame.getByText('2 of 2 up').waitFor();
    assert.match((await frame.locator('.q-target').first().textContent()) ?? '', /demo, metrics.*Samples[1-9]/);
    await workbench.run('Watchpost: Show Cardinality');
    await frame.getByRole('button', { name: 'demo_requests_total', exact: true }).waitFor();
    assert.deepEqual(await seriousViolations(frame), []);
  });

  it('is there after a reload, with its query and its history', async () => {
    const before = await panel();
    await before.getByRole('tab', { name: 'Table' }).click();
    await before.locator('.q-series', { hasText: 'route="/games"' }).waitFor();
    await workbench.reload();
    const frame = await workbench.webview('.q-series', 40_000);
    assert.ok((await queryText()).endsWith(FILE_QUERY));
    await frame.getByRole('button', { name: 'History' }).click();
    await frame.getByRole('option', { name: 'demo_memory_bytes' }).waitFor();
  });
});

function exposition(scrape: number): string {
  return [
    '# HELP demo_requests_total Requests that were answered.',
    '# TYPE demo_requests_total counter',
    `demo_requests_total{route="/games"} ${scrape * 10}`,
    `demo_requests_total{route="/users"} ${scrape * 3}`,
    '# TYPE demo_memory_bytes gauge',
    `demo_memory_bytes ${45 * 2 ** 20}`,
    '',
  ].join('\n');
}

/** How many differently coloured kinds of words the text editor shows. */
async function tokenClasses({ page }: Workbench): Promise<number> {
  const classes = await page
    .locator('.view-line span span')
    .evaluateAll((spans) => spans.map((span) => (span as unknown as { className: string }).className));
  return new Set(classes.filter((name) => name.startsWith('mtk'))).size;
}
