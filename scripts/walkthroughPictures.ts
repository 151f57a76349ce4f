// Takes the pictures of the walkthrough anew, from the real pages and the real editor, in each theme:
// node scripts/walkthroughPictures.ts. With pngquant on the PATH they are a third of the size.
import { mkdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { Editor } from '../test/editor/support/editor.ts';
import { startLoopback } from '../test/editor/support/loopback.ts';
import { THEMES } from '../test/editor/support/workbench.ts';
import { PROJECT_ROOT } from '../test/support/provision/projectRoot.ts';
import { runToEnd } from '../test/support/provision/runToEnd.ts';
import { frames, type PanelPages, panelPages } from '../test/webview/support/panelPages.ts';

const FOLDER = path.join(PROJECT_ROOT, 'media', 'walkthrough');
const NAMES = { light: 'light', dark: 'dark', contrast: 'hc' } as const;
type Theme = keyof typeof NAMES;
const SIZE = { width: 820, height: 560 };

const fileOf = (name: string, theme: Theme): string => path.join(FOLDER, `${name}-${NAMES[theme]}.png`);

/** Pictures of a panel's page with the tests' seeded services. */
async function ofPages(pages: PanelPages, name: string, prepare: (page: Page) => Promise<void>): Promise<void> {
  for (const theme of Object.keys(NAMES) as Theme[]) {
    const kind = name === 'overview' ? 'full' : 'signals';
    const height = name === 'timeline' ? 1_000 : SIZE.height;
    const page = await pages.open(name === 'overview' ? '.grid' : '.plot canvas', { kind, theme, ...SIZE, height });
    await page.waitForTimeout(300);
    await prepare(page);
    await frames(page);
    await page.screenshot({ path: fileOf(name, theme) });
  }
  await pages.closePages();
}

/** Pictures of the tree in the real editor. */
async function ofTree(): Promise<void> {
  const server = await startLoopback();
  const editor = await Editor.start();
  server.answers.set('/cache', { code: 200, body: { status: 'degraded', checks: { redis: { status: 'degraded' } } } });
  server.answers.set('/mail', { code: 503, body: { status: 'unhealthy', smtp: 'the queue is full' } });
  const service = (group: string, at: string) => ({ group, interval: '1s', health: `${server.origin}/${at}` });
  const workspace = await editor.workspace('tree', {
    'watchpost.services': {
      api: service('Shop', 'api'),
      checkout: service('Shop', 'checkout'),
      cache: service('Shop', 'cache'),
      mail: service('Post', 'mail'),
      archive: service('Post', 'archive'),
    },
  });
  const workbench = await editor.open(workspace, { width: 900, height: 1_000 });
  await workbench.showServices();
  await workbench.waitForRow('mail', ({ spoken }) => spoken.startsWith('service mail: down'), 30_000);
  await workbench.setSideBarWidth(420);
  await workbench.page.waitForTimeout(15_000);
  for (const theme of Object.keys(NAMES) as Theme[]) {
    await workspace.write({ 'workbench.colorTheme': THEMES[theme] });
    await workbench.themeShown(theme);
    await workbench.page.mouse.move(700, 300);
    await workbench.page.waitForTimeout(1_000);
    const clip = { x: 0, y: 34, width: 470, height: 300 };
    await workbench.page.screenshot({ path: fileOf('tree', theme), clip });
  }
  await editor.stop();
  await server.stop();
}

await mkdir(FOLDER, { recursive: true });
const service = await panelPages('service');
const overview = await panelPages('overview');
await ofPages(service, 'panel', async () => undefined);
await ofPages(service, 'timeline', async (page) => {
  const chart = page.getByRole('heading', { name: 'Latency' });
  await page.getByRole('button', { name: /Task build, failed/ }).click();
  await page.locator('.around table').waitFor();
  await chart.evaluate((element) => window.scrollTo(0, element.getBoundingClientRect().top + window.scrollY - 60));
});
await ofPages(overview, 'overview', async () => undefined);
await service.close();
await overview.close();
await ofTree();
for (const name of ['tree', 'panel', 'overview', 'timeline'])
  for (const theme of Object.keys(NAMES) as Theme[]) {
    const file = fileOf(name, theme);
    await runToEnd('pngquant', ['--force', '--ext', '.png', '--quality', '60-90', '64', file]);
    console.log(`${(await stat(file)).size} B  ${path.relative(PROJECT_ROOT, file)}`);
  }
