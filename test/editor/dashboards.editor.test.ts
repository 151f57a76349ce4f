// Grafana dashboards of the workspace in the real VS Code: found, opened, followed as they are written, back after a reload, and left alone without trust.
import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Frame } from 'playwright-core';
import { need } from '../support/provision/need.ts';
import { Editor } from './support/editor.ts';
import { startMetricsServer } from './support/metricsServer.ts';
import { seriousViolations } from './support/panel.ts';
import { tellFailure } from './support/tellFailure.ts';
import type { Workbench } from './support/workbench.ts';

const PAGE = 'main.dashboard';
const COMMAND = 'Watchpost: Open Dashboard';
const TITLE = 'Shop at a glance';
const NEW_TITLE = 'Shop by day';
/** A window that is loaded anew on a busy machine takes its time. */
const PATIENCE_MS = 90_000;

describe('dashboards in the real VS Code', function () {
  let server: Awaited<ReturnType<typeof startMetricsServer>>;
  let editor: Editor;
  let workbench: Workbench;
  let folder: string;

  before(async function () {
    await need(this, 'chromium');
    server = await startMetricsServer();
    editor = await Editor.start({ trusted: false });
    const workspace = await editor.workspace('dashboards', {
      'watchpost.services': { shop: { metrics: { url: `${server.origin}/metrics`, interval: '1s' } } },
    });
    folder = path.join(workspace.folder, 'monitoring');
    await mkdir(path.join(folder, 'node_modules'), { recursive: true });
    await write('shop.json', dashboard(TITLE));
    await write('jobs.json', dashboard('Jobs'));
    await write('node_modules/theirs.json', dashboard('Of a package'));
    await write('queues.json', { panels: 'of the other kind' });
    workbench = await editor.open(workspace);
  });
  after(async () => {
    await editor?.stop();
    await server?.stop();
  });
  afterEach(tellFailure(() => workbench));

  const write = (name: string, content: unknown): Promise<void> =>
    writeFile(path.join(folder, name), typeof content === 'string' ? content : JSON.stringify(content, undefined, 2));
  const titled = async (title: string): Promise<Frame> => {
    const frame = await workbench.webview(PAGE, PATIENCE_MS);
    await workbench.until(title, async () => (await frame.locator('h1').textContent()) === title);
    return frame;
  };
  const panels = (frame: Frame, titles: readonly string[]): Promise<void> =>
    workbench.until(
      titles.join(),
      async () => (await frame.locator('section.panel :is(h2, h3)').allTextContents()).join() === titles.join(),
    );

  it('are not read in an untrusted workspace, and the command says why', async () => {
    await workbench.stayUntrusted();
    await workbench.run(COMMAND);
    await workbench.run('Notifications: Show Notifications');
    await workbench.until('why', async () =>
      (await workbench.notifications()).some((text) => text.includes('not trusted, so the queries of its dashboards')),
    );
    assert.equal(await workbench.page.locator('.tab', { hasText: TITLE }).count(), 0);
    await workbench.dismissNotifications();
  });

  it('are chosen among those of the workspace, and show what is scraped', async () => {
    await workbench.run('Workspaces: Manage Workspace Trust');
    await workbench.page
      .locator('.workspace-trust-editor .monaco-button', { hasText: /^Trust$/ })
      .first()
      .click();
    await workbench.until('the service', async () => (await workbench.statusBar()) === '1 up');
    await workbench.closeEditors();
    await workbench.openPicks(() => workbench.run(COMMAND), TITLE);
    await workbench.pick('Jobs').waitFor();
    await workbench.until('the end of the search', async () => !(await isBusy()));
    for (const other of ['theirs.json', 'queues.json', 'settings.json'])
      assert.equal(await workbench.pick(other).count(), 0, other);
    await workbench.page.keyboard.press('Escape');
    await workbench.choosePick(() => workbench.run(COMMAND), TITLE);
    const frame = await titled(TITLE);
    await workbench.until('its tab', async () => (await workbench.editorTitle()).includes(TITLE));
    await panels(frame, ['Requests', 'Memory']);
    await frame.locator('section.panel[data-panel-id="1"] .plot canvas').waitFor();
    await frame.locator('section.panel[data-panel-id="2"] .stat-value', { hasText: /100|105/ }).waitFor();
    assert.deepEqual(await seriousViolations(frame), []);
    await workbench.screenshot('dashboard');
  });

  it('open beside their JSON, by the button above it', async () => {
    await workbench.closeEditors();
    await workbench.openFile('shop.json');
    const button = workbench.page.locator('.part.editor .editor-actions .action-label[aria-label^="Open Dashboard"]');
    await button.waitFor();
    await button.click();
    await titled(TITLE);
    assert.equal(await workbench.page.locator('.part.editor .editor-group-container').count(), 2);
    // By another way it is the same one.
    await workbench.choosePick(() => workbench.run(COMMAND), TITLE);
    await workbench.until('one tab', async () => (await tabs(TITLE)) === 1);
  });

  it('follow their file, and stay while it cannot be read', async () => {
    await write('shop.json', '{ "panels": [ "half writ');
    await write('shop.json', dashboard(NEW_TITLE, ['Failures']));
    const frame = await titled(NEW_TITLE);
    await panels(frame, ['Requests', 'Memory', 'Failures']);
    // A panel asks once it is in view.
    await frame.locator('section.panel').last().scrollIntoViewIfNeeded();
    await frame.getByText('No metric http_failures_total is stored, and no rule records it.').waitFor();
    await workbench.until('its tab', async () => (await tabs(NEW_TITLE)) === 1);
  });

  it('are there again after a reload', async () => {
    await workbench.reload();
    const frame = await titled(NEW_TITLE);
    await panels(frame, ['Requests', 'Memory', 'Failures']);
    await frame.locator('.plot canvas').first().waitFor();
  });

  it('say why they are not there, once the workspace is trusted no more', async () => {
    await workbench.distrust('dashboards');
    await workbench.page.locator('.part.editor .tab', { hasText: NEW_TITLE }).click();
    const frame = await workbench.webview('text=This workspace is not trusted', PATIENCE_MS);
    assert.equal(await frame.locator('section.panel').count(), 0);
  });

  const tabs = (title: string): Promise<number> =>
    workbench.page.locator('.part.editor .tab', { hasText: title }).count();
  const isBusy = (): Promise<boolean> =>
    workbench.page.locator('.quick-input-widget .quick-input-progress.active').isVisible();
});

/** A dashboard as Grafana exports it: requests, memory, and a chart of each of `more`. */
function dashboard(title: string, more: readonly string[] = []): unknown {
  const panel = (id: number, type: string, name: string, expr: string, unit: string) => ({
    id,
    type,
    title: name,
    gridPos: { x: ((id - 1) % 2) * 12, y: 8 * Math.floor((id - 1) / 2), w: 12, h: 8 },
    fieldConfig: { defaults: { unit }, overrides: [] },
    targets: [{ refId: 'A', expr, legendFormat: '{{route}}' }],
  });
  const failures = 'sum(rate(http_failures_total[1m]))';
  return {
    title,
    schemaVersion: 39,
    time: { from: 'now-5m', to: 'now' },
    refresh: '5s',
    templating: { list: [] },
    panels: [
      panel(1, 'timeseries', 'Requests', 'sum by (route) (rate(http_requests_total[1m]))', 'reqps'),
      panel(2, 'stat', 'Memory', 'process_resident_memory_bytes', 'bytes'),
      ...more.map((name, i) => panel(3 + i, 'timeseries', name, failures, 'reqps')),
    ],
  };
}
