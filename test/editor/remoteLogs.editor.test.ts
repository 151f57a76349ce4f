// Logs that servers keep, in the real VS Code: from settings through the worker to the rows, with what a server says no with.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { type FakeElasticsearch, startFakeElasticsearch } from '../support/fakeElasticsearch.ts';
import { type FakeLoki, startFakeLoki } from '../support/fakeLoki.ts';
import { need } from '../support/provision/need.ts';
import { waitFor } from '../support/provision/waitFor.ts';
import { Editor } from './support/editor.ts';
import { tellFailure } from './support/tellFailure.ts';
import type { Workbench } from './support/workbench.ts';

const NOW_MS = Date.UTC(2026, 10, 21, 10);

describe('logs that servers keep, in the real VS Code', function () {
  let editor: Editor;
  let workbench: Workbench;
  let loki: FakeLoki;
  let elasticsearch: FakeElasticsearch;

  before(async function () {
    await need(this, 'chromium');
    loki = await startFakeLoki();
    elasticsearch = await startFakeElasticsearch();
    loki.nowNs = BigInt(NOW_MS) * 1_000_000n;
    elasticsearch.nowMs = NOW_MS;
    loki.lines.push({ ns: loki.nowNs - 2_000_000_000n, line: '{"level":50,"msg":"from Loki <b>"}' });
    elasticsearch.documents.push({ id: 'a', timeMs: NOW_MS - 1_000, source: { message: 'from Elasticsearch' } });
    editor = await Editor.start();
    const workspace = await editor.workspace('remote-logs', {
      'watchpost.services': {
        shop: {
          tcp: '127.0.0.1:9',
          logs: [
            { loki: { url: loki.url, query: '{app="api"}' } },
            { elasticsearch: { url: elasticsearch.url, index: 'logs-*' } },
          ],
        },
      },
    });
    workbench = await editor.open(workspace);
    await workbench.until('the settings', async () => (await workbench.statusBar()).startsWith('shop'));
  });
  after(async () => {
    await editor?.stop();
    await loki?.close();
    await elasticsearch?.close();
  });
  afterEach(tellFailure(() => workbench));

  it('joins them, follows them, and says why one does not answer', async () => {
    // What comes to them is counted, seldom.
    await waitFor('the counters', () => Promise.resolve(loki.asked.length >= 2 && elasticsearch.asked.length >= 2));
    const files = (): string[] => readdirSync(tmpdir()).filter((name) => name.startsWith('watchpost-log-'));
    const before = files();
    await workbench.openPicks(() => workbench.run('Watchpost: Tail Logs'), 'shop');
    await workbench.page.keyboard.press('Enter');
    const frame = await workbench.webview('.log-page');
    await frame.locator('.log-row', { hasText: 'from Elasticsearch' }).waitFor();
    await frame.locator('.log-row', { hasText: 'from Loki <b>' }).waitFor();
    loki.lines.push({ ns: loki.nowNs, line: 'and then' });
    loki.nowNs += 1_000_000_000n;
    await frame.locator('.log-row', { hasText: 'and then' }).waitFor();
    loki.fault = (response) => {
      response.writeHead(429).end('too many outstanding requests');
      return true;
    };
    await frame.getByText('Loki answered with HTTP 429 (too many requests): too many outstanding requests').waitFor();
    loki.fault = undefined;
    loki.lines.push({ ns: loki.nowNs - 1n, line: 'again' });
    await frame.locator('.log-row', { hasText: 'again' }).waitFor();
    assert.equal(await frame.locator('.log-row').count(), 4);
    // A view that is closed asks no more, and leaves nothing of the logs on the disk.
    await workbench.closeEditors();
    await waitFor('its files to go', () => Promise.resolve(files().every((name) => before.includes(name))));
    const asked = loki.asked.length;
    await sleep(8_000);
    assert.ok(loki.asked.length <= asked + 1, 'only the counter asks on');
  });
});
