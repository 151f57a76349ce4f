// What can look odd: nothing, much, long names, a window that is just opening. The pictures go to artifacts/screenshots.
import assert from 'node:assert/strict';
import { need } from '../support/provision/need.ts';
import { Editor } from './support/editor.ts';
import { type Loopback, startLoopback } from './support/loopback.ts';
import { THEMES } from './support/workbench.ts';

const MANY = 300;

describe('looks, in the real VS Code', function () {
  let editor: Editor;
  let server: Loopback;

  before(async function () {
    await need(this, 'chromium');
    server = await startLoopback();
    editor = await Editor.start();
  });
  after(async () => {
    await editor?.stop();
    await server?.stop();
  });

  it('a folder without services shows how to begin', async () => {
    const window = await editor.open(await editor.workspace('empty', { 'workbench.colorTheme': THEMES.dark }));
    await window.showServices();
    await window.page.locator('.part.sidebar .monaco-button', { hasText: 'Add Your First Service' }).waitFor();
    await window.tidy();
    await window.screenshot('empty');
    await window.close();
  });

  it('the walkthrough shows a picture of the view that a step is about', async () => {
    // A narrow walkthrough has no room for pictures.
    const window = await editor.open(await editor.workspace('walkthrough', {}), { width: 1_900, height: 900 });
    await window.showServices();
    await window.choosePick(async () => {
      await window.run('Welcome: Open Walkthrough...');
      await window.quickInput.fill('Watch Your');
    }, 'Watch Your Services');
    await window.page.waitForTimeout(3_000);
    await window.page.locator('.getting-started-step', { hasText: 'See all at a glance' }).first().click();
    const picture = window.page.getByAltText(/^The overview: services as cards/).first();
    await picture.waitFor();
    await window.until('the picture', () =>
      picture.evaluate((image) => (image as HTMLImageElement).naturalWidth > 400),
    );
    await window.screenshot('walkthrough');
    await window.close();
  });

  it(`${MANY} services are shown, and the extension host stays responsive`, async () => {
    const services = Object.fromEntries(
      Array.from({ length: MANY }, (_, i) => [
        `service-${i + 1}`,
        { group: `Group ${1 + (i % 10)}`, health: `${server.origin}/${i}` },
      ]),
    );
    const window = await editor.open(
      await editor.workspace('many', {
        'workbench.colorTheme': THEMES.dark,
        'watchpost.interval': '2s',
        'watchpost.services': services,
      }),
    );
    await window.showServices();
    await window.screenshot('loading');
    await window.until('all up', async () => (await window.statusBar()) === `${MANY} up`, 40_000);
    await window.until('the rows', async () => (await window.rows())[0]?.description === '30 up');
    // A command's way to the extension host and back, while 150 runs a second come in.
    const startedMs = performance.now();
    await window.titleButton('Show Only Failing');
    await window.page.locator('.part.sidebar', { hasText: 'No service fails' }).waitFor();
    const tookMs = performance.now() - startedMs;
    console.log(`      a command took ${Math.round(tookMs)} ms with ${MANY} services`);
    await window.titleButton('Show All Services');
    await window.waitForRow('service-1', ({ spoken }) => spoken.startsWith('service service-1: up'));
    await window.tidy();
    await window.screenshot('300-services');
    await window.close();
    assert.ok(tookMs < 3_000, `${tookMs} ms`);
  });

  it('names of 80 characters are cut, with the status to be seen', async () => {
    const name = (i: number): string => `a-service-with-a-very-long-name-${i}-`.padEnd(80, 'x');
    server.answers.set('/long-2', { code: 503, body: { status: 'unhealthy' } });
    const window = await editor.open(
      await editor.workspace('long', {
        'workbench.colorTheme': THEMES.light,
        'watchpost.services': {
          [name(1)]: { group: 'g'.repeat(80), health: `${server.origin}/long-1` },
          [name(2)]: { group: 'g'.repeat(80), health: `${server.origin}/long-2` },
        },
      }),
    );
    await window.showServices();
    await window.waitForRow(name(2), ({ spoken }) => spoken.includes(': down'), 30_000);
    await window.tidy();
    await window.openPanel(name(2));
    await window.webview('.plot canvas');
    await window.screenshot('long-names');
    await window.close();
  });
});
