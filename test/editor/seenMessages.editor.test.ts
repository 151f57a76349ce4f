// Log statements in the real VS Code: how often their messages were seen, above them and when hovered over.
import assert from 'node:assert/strict';
import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { need } from '../support/provision/need.ts';
import { Editor, type Workspace } from './support/editor.ts';
import { tellFailure } from './support/tellFailure.ts';
import { THEMES, type Workbench } from './support/workbench.ts';

const SOURCE = `export function pay(log, user, amount) {
  log.info(\`Payment of \${user.name} taken: \${amount}\`);
  log.info('nobody ever "saw" this');
  log.warn({ user }, 'card "%s" is refused', user.card);
}
`;

describe('log statements in the real VS Code', function () {
  let editor: Editor;
  let workspace: Workspace;
  let workbench: Workbench;

  const line = (msg: string, agoMs = 0): string =>
    `${JSON.stringify({ level: 30, time: Date.now() - agoMs, pid: 1, hostname: 'h', msg })}\n`;
  const settings = (inSource: boolean): Readonly<Record<string, unknown>> => ({
    'workbench.colorTheme': THEMES.dark,
    'watchpost.logs.inSource': inSource,
    'watchpost.services': { shop: { tcp: '127.0.0.1:9', logs: { file: 'shop.log' } } },
  });

  before(async function () {
    await need(this, 'chromium');
    editor = await Editor.start();
    workspace = await editor.workspace('seen', settings(true));
    await mkdir(path.join(workspace.folder, 'src'));
    await writeFile(path.join(workspace.folder, 'src/pay.js'), SOURCE);
    await writeFile(
      path.join(workspace.folder, 'shop.log'),
      line('Payment of ada taken: 12', 5_000) +
        line('Payment of bob taken: 7') +
        line('card "no 4" is refused') +
        line('other'),
    );
    workbench = await editor.open(workspace);
    await workbench.until('the settings', async () => (await workbench.statusBar()).startsWith('shop'));
  });
  after(() => editor?.stop());
  afterEach(tellFailure(() => workbench));

  const lens = (text: string) => workbench.page.locator('.codelens-decoration a', { hasText: text });

  /** The editor may have scrolled while lenses came above its lines. */
  async function backToSource(): Promise<void> {
    await workbench.page.locator('.tab', { hasText: 'pay.js' }).click();
    await workbench.page.keyboard.press('Control+End');
    await workbench.page.keyboard.press('Control+Home');
  }

  it('say above them how often, only where something was seen', async () => {
    await workbench.page.keyboard.press('Control+p');
    await workbench.page.keyboard.insertText('pay.js');
    await workbench.page.locator('.quick-input-list .monaco-list-row', { hasText: 'pay.js' }).first().waitFor();
    await workbench.page.keyboard.press('Enter');
    await lens('seen 2 times in the last hour, last at').waitFor();
    await lens('seen once in the last hour, last at').waitFor();
    assert.equal(await workbench.page.locator('.codelens-decoration').count(), 2);
    await workbench.screenshot('seen-lenses');
  });

  it('show the last values when hovered over', async () => {
    await workbench.page.locator('.view-line', { hasText: 'Payment of' }).getByText('info').first().hover();
    const hover = workbench.page.locator('.monaco-hover', {
      hasText: '2 times in the last hour, in the logs of shop.',
    });
    await hover.waitFor();
    const rows = await hover.locator('tr').allInnerTexts();
    assert.deepEqual(
      rows.map((row) =>
        row
          .split('\t')
          .slice(1)
          .map((cell) => cell.trim()),
      ),
      [
        ['user.name', 'amount'],
        ['bob', '7'],
        ['ada', '12'],
      ],
    );
    await workbench.screenshot('seen-hover');
  });

  it('follow what is written, and open the log view with just their messages', async () => {
    // A hover that is still there would lie above what is clicked.
    await workbench.page.mouse.move(1200, 700);
    await workbench.page.keyboard.press('Escape');
    await workbench.page.locator('.monaco-hover:visible').first().waitFor({ state: 'hidden' });
    await appendFile(path.join(workspace.folder, 'shop.log'), line('Payment of cid taken: 1'));
    await lens('seen 3 times').waitFor({ timeout: 20_000 });
    await lens('seen once').click();
    const frame = await workbench.webview('.log-page');
    await frame.locator('.log-status', { hasText: /^1 record · / }).waitFor();
    await frame.locator('.log-row', { hasText: 'card "no 4" is refused' }).waitFor();
    assert.equal(
      await frame.getByLabel('Field conditions', { exact: true }).inputValue(),
      'message~"^card \\x22.*\\x22 is refused$"',
    );
    await backToSource();
    await lens('seen 3 times').click();
    const again = await workbench.webview('.log-page');
    await again.locator('.log-status', { hasText: '3 records' }).waitFor();
    await backToSource();
  });

  it('say nothing where the setting is off', async () => {
    await workspace.write(settings(false));
    await workbench.until('no lens', async () => (await workbench.page.locator('.codelens-decoration').count()) === 0);
    await workspace.write(settings(true));
    await lens('seen 3 times').waitFor();
  });
});
