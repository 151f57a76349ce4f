// How long the extension takes from its load to the end of activate() in the real extension host, as the host itself
// measures it, beside a hello-world extension in the same windows. And the size of the entry bundle.
import { execFileSync } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { LIMITS_BYTES, packageExtension } from '../../scripts/package.ts';
import { Editor } from '../editor/support/editor.ts';
import type { Workbench } from '../editor/support/workbench.ts';
import { PROJECT_ROOT } from '../support/provision/projectRoot.ts';
import { printFigures } from './report.ts';

const WINDOWS = 7;
/** The list of extensions begins with the slowest, and draws what is in sight: it has to have room for the quick ones. */
const SIZE = { width: 1280, height: 2400 };

export async function run({ json }: { readonly json: boolean }): Promise<void> {
  const log = console.log;
  // vsce and the build print what they do; with --json only the figures may be printed.
  if (json) console.log = console.error;
  const vsix = await packageExtension();
  console.log = log;
  const entry = path.join(PROJECT_ROOT, 'dist', 'extension.cjs');
  const entryBytes = (await readFile(entry)).length;
  const editor = await Editor.start({ vsix });
  const ours: number[] = [];
  const peers: number[] = [];
  try {
    await installPeer(editor);
    const workspace = await editor.workspace('activation', {
      'watchpost.services': { web: { health: 'http://127.0.0.1:9/health' } },
    });
    for (let i = 0; i < WINDOWS; i++) {
      const window = await editor.open(workspace, SIZE);
      await window.showServices();
      ours.push(await activationMs(window, 'Watchpost'));
      peers.push(await activationMs(window, 'Hello World'));
      await window.close();
    }
  } finally {
    await editor.stop();
  }
  printFigures(
    'activation',
    [
      {
        name: `load and activate(), median of ${WINDOWS} windows`,
        value: median(ours),
        unit: 'ms',
        wanted: { op: 'at most', value: 30 },
        peer: { name: 'a hello-world extension', value: median(peers) },
      },
      {
        name: 'entry bundle',
        value: entryBytes,
        unit: 'B',
        wanted: { op: 'at most', value: LIMITS_BYTES['dist/extension.cjs'] },
      },
    ],
    json,
  );
}

/** What "Show Running Extensions" says of the extension. */
async function activationMs(window: Workbench, name: string): Promise<number> {
  await window.run('Developer: Show Running Extensions');
  const row = window.page.locator('.runtime-extensions-editor .monaco-list-row').filter({
    has: window.page.locator('.name', { hasText: new RegExp(`^${name}$`) }),
  });
  const time = row.locator('.activation-time').filter({ hasText: /\d+ms/ });
  await time.waitFor({ timeout: 30_000 });
  return Number(/(\d+)ms/.exec(await time.innerText())?.[1] ?? NaN);
}

/** The smallest extension that registers a command, packed as ours is and installed beside it. */
async function installPeer({ folder, server }: Editor): Promise<void> {
  const root = path.join(folder.path, 'hello');
  await mkdir(root);
  const manifest = {
    name: 'hello-world',
    displayName: 'Hello World',
    publisher: 'peer',
    version: '1.0.0',
    license: 'MIT',
    engines: { vscode: '^1.105.0' },
    main: './extension.js',
    activationEvents: ['onStartupFinished'],
    contributes: { commands: [{ command: 'hello.world', title: 'Hello World' }] },
  };
  await writeFile(path.join(root, 'package.json'), JSON.stringify(manifest));
  await writeFile(path.join(root, 'README.md'), 'The smallest extension.\n');
  await writeFile(
    path.join(root, 'extension.js'),
    `const vscode = require('vscode');
exports.activate = (context) => {
  context.subscriptions.push(vscode.commands.registerCommand('hello.world', () => vscode.window.showInformationMessage('Hello')));
};
`,
  );
  const vsix = path.join(folder.path, 'hello.vsix');
  const vsce = path.join(PROJECT_ROOT, 'node_modules', '.bin', 'vsce');
  execFileSync(vsce, ['package', '--out', vsix, '--allow-missing-repository', '--skip-license'], {
    cwd: root,
    stdio: 'ignore',
  });
  await server.installExtension(vsix);
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}
