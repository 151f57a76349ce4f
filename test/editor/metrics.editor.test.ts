// Golden signals, the metrics of a service in the tree, and what their rows' commands do.
import assert from 'node:assert/strict';
import { need } from '../support/provision/need.ts';
import { Editor, type Workspace } from './support/editor.ts';
import { startMetricsServer } from './support/metricsServer.ts';
import { seriousViolations } from './support/panel.ts';
import { tellFailure } from './support/tellFailure.ts';
import type { Workbench } from './support/workbench.ts';

describe('metrics, in the real VS Code', function () {
  let server: Awaited<ReturnType<typeof startMetricsServer>>;
  let editor: Editor;
  let workspace: Workspace;
  let workbench: Workbench;

  before(async function () {
    await need(this, 'chromium');
    server = await startMetricsServer();
    editor = await Editor.start();
    workspace = await editor.workspace('metrics', {
      'watchpost.interval': '5m',
      'watchpost.services': {
        api: {
          health: `${server.origin}/health`,
          metrics: { url: `${server.origin}/metrics`, interval: '3s' },
          signals: { jobs: { query: 'sum(jobs_running)' } },
        },
      },
    });
    workbench = await editor.open(workspace);
    await workbench.showServices();
    await workbench.waitForRow('api', ({ spoken }) => spoken.startsWith('service api: up'), 30_000);
    await expand('api');
  });
  after(async () => {
    await editor?.stop();
    await server?.stop();
  });
  afterEach(tellFailure(() => workbench));

  /** The tree may be drawn anew between a click and a key, so it is done until it is seen. */
  const expand = (label: string): Promise<void> =>
    workbench.until(`the rows below ${label}`, async () => {
      const row = workbench.row(label);
      if ((await row.getAttribute('aria-expanded').catch(() => null)) === 'true') return true;
      await row
        .locator('.monaco-tl-twistie')
        .click({ timeout: 2_000 })
        .catch(() => undefined);
      await workbench.page.waitForTimeout(300);
      return false;
    });
  const labels = async (): Promise<string[]> => (await workbench.rows()).map(({ label }) => label);
  const pinnedItem = () => workbench.page.locator('.statusbar-item[id$="watchpost.pinned"]');

  /** A menu that is open while the rows are drawn anew may lead nowhere, so an entry is chosen until it is seen to work. */
  const chooseUntil = async (row: string, entry: string, isDone: () => Promise<boolean>): Promise<void> => {
    for (let tries = 0; tries < 4; tries++) {
      await workbench.rowMenu(row, entry);
      for (const endMs = performance.now() + 5_000; performance.now() < endMs;) {
        if (await isDone()) return;
        await workbench.page.waitForTimeout(100);
      }
    }
    throw await workbench.failure(`${entry} of ${row} did nothing`);
  };

  it('shows key signals under the service: those of the settings first, then probes, then what was found', async () => {
    await workbench.waitForRow('request rate', ({ description }) => /^\d+(\.\d+)? \/s/.test(description));
    await workbench.waitForRow('jobs', ({ description }) => description.startsWith('7'));
    await workbench.waitForRow('error ratio', ({ description }) => /^\d+(\.\d+)? %/.test(description));
    await workbench.waitForRow('memory', ({ description }) => description.startsWith('100 MB'));
    assert.deepEqual((await labels()).slice(0, 8), [
      'api',
      'jobs',
      'health',
      'metrics',
      'request rate',
      'error ratio',
      'p95',
      'memory',
    ]);
  });

  it('lists the metric families with value, sparkline and series', async () => {
    await expand('Metrics');
    await workbench.waitForRow('jobs_running', ({ description }) => /^7 .*2 series$/.test(description));
    await workbench.waitForRow(
      'http_requests_total',
      ({ description, spoken }) =>
        /^\d+(\.\d+)? \/s .*2 series$/.test(description) && spoken.startsWith('counter http_requests_total, '),
    );
    await workbench.waitForRow('process_resident_memory_bytes', ({ description }) => description.startsWith('100 MB'));
  });

  it('pins a metric to the service and takes it off again', async () => {
    await workbench.rowButton('jobs_running', 'Pin to the Service');
    await workbench.until('the pinned row above the probes', async () => (await labels()).indexOf('jobs_running') < 3);
    await workbench.rowMenu('jobs_running', 'Unpin');
    await workbench.until('no pinned row', async () => (await labels()).indexOf('jobs_running') > 3);
  });

  it('pins a metric to the status bar, where it goes on without the tree', async () => {
    const text = async (): Promise<string> => (await pinnedItem().filter({ visible: true }).allInnerTexts()).join();
    await chooseUntil('jobs_running', 'Pin to the Status Bar', async () => (await text()).includes('jobs_running 7'));
    await chooseUntil('jobs_running', 'Unpin', async () => (await text()) === '');
  });

  it('copies the query of a metric and of a signal', async () => {
    const ofMetric = 'sum(rate(http_requests_total{job="api"}[1m]))';
    await chooseUntil('http_requests_total', 'Copy Query', async () => (await workbench.clipboard()) === ofMetric);
    const ofSignal = 'sum(process_resident_memory_bytes{job="api"})';
    await chooseUntil('memory', 'Copy Query', async () => (await workbench.clipboard()) === ofSignal);
  });

  it('opens a metric as a chart in the panel, below the golden signals', async () => {
    const shown = (): Promise<boolean> => workbench.webview('.signal-grid h3', 5_000).then(Boolean, () => false);
    await chooseUntil('http_requests_total', 'Open as Chart', shown);
    const page = await workbench.webview('.signal-grid h3');
    assert.equal(await page.getByRole('searchbox').inputValue(), 'http_requests_total');
    const headings = (): Promise<string[]> => page.locator('.signal-grid h3').allTextContents();
    await workbench.until('all signals', async () => (await headings()).length === 8);
    assert.deepEqual(await headings(), [
      'jobs',
      'Request rate',
      'Requests by route',
      'Error ratio',
      'p50',
      'p95',
      'p99',
      'Memory',
    ]);
    await page.getByRole('heading', { name: 'Memory' }).scrollIntoViewIfNeeded();
    await page.getByRole('button', { name: 'Copy the query of p95' }).click();
    await workbench.until('the query of p95', async () =>
      (await workbench.clipboard()).startsWith('histogram_quantile'),
    );
    assert.deepEqual(await seriousViolations(page), []);
    await workbench.screenshot('metrics-panel');
    await workbench.closeEditors();
  });

  it('opens the query of a metric in the query panel', async () => {
    await workbench.rowMenu('jobs_running', 'Open in the Query Panel');
    await workbench.page.locator('.part.editor .tab').filter({ hasText: 'Query Metrics' }).waitFor();
    await workbench.closeEditors();
  });

  it('writes the query of a signal into the settings, to be changed there, and says where it is wrong', async () => {
    await workbench.rowMenu('memory', 'Change the Query');
    await workbench.until('the settings', async () => /settings\.json/.test(await workbench.editorTitle()));
    const { 'watchpost.services': services } = (await workspace.read()) as {
      'watchpost.services': { api: { signals: Record<string, unknown> } };
    };
    assert.deepEqual(services.api.signals, {
      jobs: { query: 'sum(jobs_running)' },
      memory: 'sum(process_resident_memory_bytes{job="api"})',
    });
    services.api.signals['memory'] = 'sum(process_resident_memory_bytes';
    await workspace.write({ 'watchpost.services': services });
    await workbench.waitForRow('memory', ({ description }) => description.includes('parse error'));
    services.api.signals = { memory: false };
    await workspace.write({ 'watchpost.services': services });
    await workbench.until('no row', async () => !(await labels()).includes('memory'));
  });
});
