// Logs in a terminal, in the real VS Code: colours, following, rotation, Ctrl+C.
import assert from 'node:assert/strict';
import { appendFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { need } from '../support/provision/need.ts';
import { Editor } from './support/editor.ts';
import { tellFailure } from './support/tellFailure.ts';
import { THEMES, type Workbench } from './support/workbench.ts';

describe('a log in a terminal, in the real VS Code', function () {
  let editor: Editor;
  let workbench: Workbench;
  let log: string;

  const line = (i: number, level = 30): string =>
    `${JSON.stringify({ level, time: Date.UTC(2026, 10, 21, 10) + i * 1000, pid: 1, hostname: 'h', msg: `line ${i}` })}\n`;

  before(async function () {
    await need(this, 'chromium');
    editor = await Editor.start();
    const workspace = await editor.workspace('terminal', {
      'workbench.colorTheme': THEMES.dark,
      // Its rows are then elements of the page.
      'terminal.integrated.gpuAcceleration': 'off',
      'watchpost.services': {
        shop: { tcp: '127.0.0.1:9', logs: [{ file: 'shop.log' }, { file: 'other.log' }] },
      },
    });
    log = path.join(workspace.folder, 'shop.log');
    await writeFile(log, Array.from({ length: 300 }, (_, i) => line(i, i % 5 === 0 ? 50 : 30)).join(''));
    workbench = await editor.open(workspace);
    await workbench.until('the settings', async () => (await workbench.statusBar()).startsWith('shop'));
  });
  after(() => editor?.stop());
  afterEach(tellFailure(() => workbench));

  const row = (text: RegExp) => workbench.page.locator('.xterm-rows > div', { hasText: text });
  /** What the terminal shows at its end as one text: a long line goes on in the next row, at whatever width. */
  const screen = async (): Promise<string> => {
    await workbench.run('Terminal: Scroll to Bottom');
    return (await workbench.page.locator('.xterm-rows > div').allTextContents()).join('').replaceAll('\u00a0', ' ');
  };
  const shows = (text: RegExp) => workbench.until(String(text), async () => text.test(await screen()));
  const terminals = () => workbench.page.locator('.terminal-wrapper.active .xterm');

  it('shows the last records in colour, follows, also through a rotation', async () => {
    await workbench.openPicks(() => workbench.run('Watchpost: Tail Logs in Terminal'), 'shop');
    await workbench.page.keyboard.press('Enter');
    // However low the terminal is, the last lines are to be seen.
    await row(/2026-11-21T10:04:55\.000Z ERROR line 295/).waitFor();
    const colourOf = (word: string): Promise<string> =>
      row(/line 29[56]/)
        .locator('span', { hasText: word })
        .last()
        .evaluate((span) => getComputedStyle(span).color);
    assert.notEqual(await colourOf('ERROR'), await colourOf('INFO'));
    await shows(/other\.log does not exist/);
    await appendFile(log, line(300));
    await row(/line 300/).waitFor();
    await rename(log, `${log}.1`);
    await writeFile(log, line(301));
    await row(/line 301/).waitFor();
    await workbench.screenshot('logs-terminal');
  });

  it('ends with Ctrl+C, goes on with Enter, and closes with another key', async () => {
    await terminals().click();
    await workbench.page.keyboard.press('Control+c');
    await row(/Ended\. Enter goes on, any other key closes\./).waitFor();
    await appendFile(log, line(302));
    await workbench.page.waitForTimeout(500);
    assert.equal(await row(/line 302/).count(), 0);
    await workbench.page.keyboard.press('Enter');
    // Whoever goes on wants what comes, and it takes a moment until it is looked for.
    let next = 303;
    await workbench.until('a new record', async () => {
      await appendFile(log, line(next++));
      return (await row(/line 30[3-9]|line 31\d/).count()) > 0;
    });
    await workbench.page.keyboard.press('Control+c');
    await workbench.page.keyboard.press('q');
    await workbench.until('the terminal to close', async () => (await terminals().count()) === 0);
  });

  it('is one of the two places that Tail Logs offers, for a single source too', async () => {
    await workbench.run('Watchpost: Tail Logs');
    const source = workbench.page.locator('.quick-input-list .monaco-list-row', { hasText: 'shop.log' }).nth(1);
    await source.hover();
    await source.locator('.action-label').click();
    await row(/line 3\d\d/)
      .first()
      .waitFor();
    assert.equal(await row(/other\.log/).count(), 0);
    await terminals().click();
    await workbench.page.keyboard.press('Control+c');
    await row(/Ended/).waitFor();
    await workbench.page.keyboard.press('q');
  });
});
