import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { launchBrowser } from './browser.ts';
import { need } from './need.ts';
import { installVsCodeServer } from './vsCodeInstall.ts';
import { startVsCodeServer, type VsCodeServer } from './vsCodeServer.ts';

const MANIFEST = {
  name: 'hello',
  publisher: 'watchpost-test',
  version: '0.0.1',
  engines: { vscode: '^1.100.0' },
  main: './main.js',
  activationEvents: ['onStartupFinished'],
};
const MAIN = `
const vscode = require('vscode');
exports.activate = () => {
  const item = vscode.window.createStatusBarItem(vscode.StatusBarAlignment.Left, 1000);
  item.text = 'hello from ' + process.version;
  item.show();
};`;

describe('startVsCodeServer and launchBrowser', function () {
  this.timeout(120_000);
  let folder: string;
  let browser: Browser;
  let server: VsCodeServer;
  before(async function () {
    await need(this, 'chromium');
    await installVsCodeServer();
    folder = await mkdtemp(join(tmpdir(), 'watchpost-vscode-test-'));
    await mkdir(join(folder, 'extension'));
    await mkdir(join(folder, 'workspace'));
    await writeFile(join(folder, 'extension', 'package.json'), JSON.stringify(MANIFEST));
    await writeFile(join(folder, 'extension', 'main.js'), MAIN);
    browser = await launchBrowser();
    server = await startVsCodeServer({ disableWorkspaceTrust: true });
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  });

  it('runs an extension in development on Node 24', async () => {
    const page = await browser.newPage();
    const payload = [['extensionDevelopmentPath', server.remote(join(folder, 'extension'))]] as const;
    await page.goto(server.url(join(folder, 'workspace'), payload));
    await page.getByText('hello from v24.').first().waitFor({ timeout: 60_000 });
    await page.close();
  });

  it('ends with all of its processes', async () => {
    const { port } = server;
    await server.stop();
    await assert.rejects(fetch(`http://127.0.0.1:${port}/version`));
  });
});
