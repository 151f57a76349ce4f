// Panels of databases that come back after a reload, in the real VS Code, when the user trusts the workspace no more.
import assert from 'node:assert/strict';
import { need } from '../support/provision/need.ts';
import { type Postgres, startPostgres } from '../support/provision/postgres.ts';
import { type Redis, startRedis } from '../support/provision/redis.ts';
import { startTcpProxy, type TcpProxy } from '../systems/tcpProxy.ts';
import { Editor } from './support/editor.ts';
import { seriousViolations } from './support/panel.ts';
import { tellFailure } from './support/tellFailure.ts';
import type { Workbench } from './support/workbench.ts';

/** A window that is loaded anew brings back three panels at once. */
const PATIENCE_MS = 60_000;

describe('restored panels of databases, in the real VS Code', function () {
  let postgres: Postgres;
  let redis: Redis;
  /** What leads to the two, and counts who comes. */
  const ways: TcpProxy[] = [];
  let editor: Editor;
  let workbench: Workbench;

  before(async function () {
    await need(this, 'chromium', 'postgresql', 'redis');
    postgres = await startPostgres();
    redis = await startRedis();
    const leadTo = async (uri: string): Promise<string> => {
      const url = new URL(uri);
      const way = await startTcpProxy(Number(url.port));
      ways.push(way);
      url.port = String(way.port);
      return url.href;
    };
    editor = await Editor.start({ trusted: false });
    const workspace = await editor.workspace('restored-databases', {
      'watchpost.interval': '1s',
      'watchpost.services': {
        shop: { postgres: await leadTo(postgres.superuserUri) },
        cache: { redis: await leadTo(redis.uri) },
      },
    });
    workbench = await editor.open(workspace);
    await workbench.stayUntrusted();
  });
  after(async () => {
    await editor?.stop();
    for (const way of ways) await way.stop();
    await postgres?.stop();
    await redis?.stop();
  });
  afterEach(tellFailure(() => workbench));

  const asked = (): number[] => ways.map((way) => way.accepted());
  /** The live panels, and what is in them while they ask. */
  const LIVE = [
    ['shop', 'Show Database Activity', '.a-page'],
    ['cache', 'Show Redis Live', '.l-page tbody tr'],
  ] as const;

  it('show in a trusted workspace what they showed', async () => {
    assert.deepEqual(asked(), [0, 0]);
    await workbench.run('Workspaces: Manage Workspace Trust');
    await workbench.page
      .locator('.workspace-trust-editor .monaco-button', { hasText: /^Trust$/ })
      .first()
      .click();
    await workbench.until('the probes', () => Promise.resolve(asked().every((count) => count > 0)));
    await workbench.closeEditors();
    await workbench.showServices();
    await workbench.rowMenu('shop', 'Run Database Diagnostics');
    await workbench.webview('.r-page .r-finding');
    for (const [service, command, shown] of LIVE) {
      await workbench.rowMenu(service, command);
      await workbench.webview(shown, PATIENCE_MS);
    }
    await workbench.reload();
    await workbench.webview(LIVE[1][2], PATIENCE_MS);
  });

  it('ask nobody once the workspace is trusted no more', async () => {
    await workbench.distrust('restored');
    const before = asked();
    await workbench.reload();
    await workbench.stayUntrusted();
    // Nothing happens: there is no condition to wait for but time.
    await workbench.page.waitForTimeout(5_000);
    // Each asks as soon as it is in front.
    for (const tab of ['shop: postgres report', 'shop: activity', 'cache: Redis']) {
      await workbench.page.locator('.part.editor .tab', { hasText: tab }).click();
      await workbench.page.waitForTimeout(2_500);
    }
    assert.deepEqual(asked(), before);
  });

  it('say why', async () => {
    for (const [tab, page] of [
      ['shop: activity', '.a-page'],
      ['cache: Redis', '.l-page'],
    ] as const) {
      await workbench.page.locator('.part.editor .tab', { hasText: tab }).click();
      const frame = await workbench.webview(page);
      await frame.getByRole('alert').filter({ hasText: 'This workspace is not trusted' }).waitFor();
      assert.deepEqual(await seriousViolations(frame), []);
      await workbench.screenshot(`databases-restricted-${page.slice(1, 2)}`);
    }
  });

  it('go on once it is trusted again', async () => {
    await workbench.page.locator('.part.editor .tab', { hasText: 'shop: activity' }).click();
    await (await workbench.webview('.a-page')).getByRole('button', { name: 'Manage Workspace Trust' }).click();
    await workbench.page
      .locator('.workspace-trust-editor .monaco-button', { hasText: /^Trust$/ })
      .first()
      .click();
    await workbench.run('View: Close Editor');
    await workbench.page.locator('.part.editor .tab', { hasText: 'shop: activity' }).click();
    const frame = await workbench.webview('.a-page');
    // Nobody has a session but Watchpost, which leaves its own out.
    await frame.getByText(/^0 sessions: /).waitFor();
    await frame.getByRole('heading', { level: 1, name: 'shop' }).waitFor();
    assert.equal(await frame.getByRole('alert').isVisible(), false);
  });
});
