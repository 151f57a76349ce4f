// A running Redis in the real VS Code: numbers each second, latency, the slow log, and MONITOR on the user's word only.
import assert from 'node:assert/strict';
import { Redis as RedisClient } from 'ioredis';
import type { Frame } from 'playwright-core';
import { need } from '../support/provision/need.ts';
import { type Redis, startRedis } from '../support/provision/redis.ts';
import { Editor, type Workspace } from './support/editor.ts';
import { seriousViolations } from './support/panel.ts';
import { tellFailure } from './support/tellFailure.ts';
import { type Theme, THEMES, type Workbench } from './support/workbench.ts';

const PAGE = '.l-page';

describe('a running Redis in the real VS Code', function () {
  let redis: Redis;
  let client: RedisClient;
  let editor: Editor;
  let workspace: Workspace;
  let workbench: Workbench;
  let load: NodeJS.Timeout | undefined;

  before(async function () {
    await need(this, 'chromium', 'redis');
    redis = await startRedis({ password: 'kept-to-itself' });
    client = new RedisClient(redis.uri, { retryStrategy: null });
    await client.config('SET', 'slowlog-log-slower-than', '0');
    await client.set('user:<b>1</b>', 'value-of-a-secret');
    await client.config('SET', 'slowlog-log-slower-than', '100000');
    load = setInterval(() => void client.get('session:1'), 50);
    editor = await Editor.start();
    workspace = await editor.workspace('redisLive', {
      'workbench.colorTheme': THEMES.dark,
      'watchpost.services': { cache: { redis: redis.uri }, live: { redis: redis.uri, environment: 'production' } },
    });
    workbench = await editor.open(workspace);
    await workbench.showServices();
    await workbench.waitForRow('cache', ({ spoken }) => spoken.startsWith('service cache: up'));
  });
  after(async () => {
    clearInterval(load);
    client?.disconnect();
    await editor?.stop();
    await redis?.stop();
  });
  afterEach(tellFailure(() => workbench));

  const panel = (): Promise<Frame> => workbench.webview(PAGE);

  it('tells each second what redis-cli --stat tells', async () => {
    await workbench.rowMenu('cache', 'Show Redis Live');
    const frame = await panel();
    const rows = frame.locator('[aria-label="The last seconds"] tbody tr');
    await rows.nth(3).waitFor();
    // Some twenty requests a second, and our own.
    const [, more] = /\(\+(\d+)\)/.exec((await rows.first().textContent()) ?? '') ?? [];
    assert.ok(Number(more) > 5 && Number(more) < 100, String(more));
    await frame.locator('.chart-card', { hasText: 'Requests' }).locator('canvas').waitFor();
  });

  it('shows slow commands as text, without their values', async () => {
    const row = (await panel()).locator('[aria-label="Slow commands"] tr', { hasText: 'user:<b>1</b>' });
    await row.waitFor();
    assert.match((await row.textContent()) ?? '', /SET user:<b>1<\/b> … \(1 more\)/);
    assert.ok(!(await (await panel()).locator('body').textContent())?.includes('value-of-a-secret'));
  });

  it('measures latency once it is asked to', async () => {
    const frame = await panel();
    await frame.getByText('Nothing was measured yet.').waitFor();
    await frame.getByRole('button', { name: 'Measure' }).click();
    await frame.locator('.l-numbers', { hasText: /samples1\d\d/ }).waitFor();
    assert.ok((await frame.locator('.l-histogram tbody tr').count()) > 0);
  });

  it('runs MONITOR after a warning, and shows what was seen', async () => {
    const frame = await panel();
    const dialog = workbench.page.locator('.monaco-dialog-box');
    await frame.getByRole('button', { name: 'Run MONITOR…' }).click();
    await dialog.getByText('half of its throughput').waitFor();
    await dialog.getByRole('button', { name: 'Cancel', exact: true }).click();
    await frame.getByText('It was not run.').waitFor();
    await frame.getByLabel('For how long').selectOption('2');
    await frame.getByRole('button', { name: 'Run MONITOR…' }).click();
    await dialog.getByRole('button', { name: 'Run MONITOR' }).click();
    await frame.locator('[aria-label="Commands by name"] tr', { hasText: 'GET' }).waitFor();
    await frame.locator('[aria-label="Commands by the prefix of their key"] tr', { hasText: 'session' }).waitFor();
    await frame.locator('[aria-label="Commands that were seen"] tr', { hasText: 'session:1' }).first().waitFor();
    assert.match((await frame.getByText(/commands in 2/).textContent()) ?? '', /^\d+ commands in 2/);
  });

  for (const theme of ['dark', 'light', 'contrast'] as const satisfies readonly Theme[]) {
    it(`can be read in the ${theme} theme`, async () => {
      await workspace.write({ 'workbench.colorTheme': THEMES[theme] });
      await workbench.themeShown(theme);
      const frame = await panel();
      await frame.locator('[aria-label="The last seconds"] tbody tr').nth(2).waitFor();
      await workbench.screenshot(`redis-live-${theme}`);
      assert.deepEqual(await seriousViolations(frame), []);
    });
  }

  it('is there again after a reload of the window', async () => {
    await workbench.reload();
    const frame = await panel();
    await frame.locator('h1', { hasText: 'cache' }).waitFor();
    await frame.locator('[aria-label="The last seconds"] tbody tr').nth(1).waitFor();
    await workbench.closeEditors();
  });

  it('runs MONITOR in production only for who types the name', async () => {
    await workbench.rowMenu('live', 'Show Redis Live');
    const frame = await panel();
    await frame.locator('h1', { hasText: 'live · production' }).waitFor();
    await frame.getByRole('button', { name: 'Run MONITOR…' }).click();
    await workbench.page.locator('.quick-input-widget', { hasText: 'is in production. Type its name' }).waitFor();
    await workbench.page.keyboard.type('cache');
    await workbench.page.keyboard.press('Enter');
    await workbench.page.locator('.quick-input-widget', { hasText: 'This is not live' }).waitFor();
    await workbench.page.keyboard.press('Escape');
    await frame.getByText('It was not run.').waitFor();
    await frame.getByLabel('For how long').selectOption('1');
    await frame.getByRole('button', { name: 'Run MONITOR…' }).click();
    await workbench.answer('live');
    await frame.getByText(/commands in 1/).waitFor();
  });
});
