// Places that a log names, in the real VS Code: by path mappings and source maps to the TypeScript that was built.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { need } from '../support/provision/need.ts';
import { Editor } from './support/editor.ts';
import { tellFailure } from './support/tellFailure.ts';
import type { Workbench } from './support/workbench.ts';

const PAY = `/** Takes the money. */
export function pay(order: { readonly id: number }): never {
  const reason: string = 'no funds';
  throw new Error(\`order \${order.id}: \${reason}\`);
}
pay({ id: 7 });
`;

describe('places in logs, in the real VS Code', function () {
  let editor: Editor;
  let workbench: Workbench;

  before(async function () {
    await need(this, 'chromium');
    editor = await Editor.start();
    const workspace = await editor.workspace('places', {
      'watchpost.pathMappings': { '/srv/remote': '${workspaceFolder}' },
      'watchpost.services': { shop: { tcp: '127.0.0.1:9', logs: { file: 'shop.log' } } },
    });
    const { folder } = workspace;
    await mkdir(path.join(folder, 'packages/pay/src'), { recursive: true });
    // Another file of that name, which the mapping rules out.
    await mkdir(path.join(folder, 'a/dist'), { recursive: true });
    await writeFile(path.join(folder, 'a/dist/pay.js'), 'wrong();\n');
    await writeFile(path.join(folder, 'packages/pay/src/pay.ts'), PAY);
    await build({
      absWorkingDir: folder,
      entryPoints: ['packages/pay/src/pay.ts'],
      outfile: 'packages/pay/dist/pay.js',
      bundle: true,
      minify: true,
      platform: 'node',
      sourcemap: 'linked',
    });
    const built = await readFile(path.join(folder, 'packages/pay/dist/pay.js'), 'utf8');
    const column = built.split('\n')[0]!.indexOf('throw') + 'throw '.length + 1;
    const stack = `Error: order 7: no funds\n    at pay (/srv/remote/packages/pay/dist/pay.js:1:${column})`;
    const err = { type: 'Error', message: 'order 7: no funds', stack };
    await writeFile(
      path.join(folder, 'shop.log'),
      `${JSON.stringify({ level: 50, time: Date.now(), pid: 1, hostname: 'h', err, msg: 'payment failed' })}\n`,
    );
    workbench = await editor.open(workspace);
    await workbench.until('the settings', async () => (await workbench.statusBar()).startsWith('shop'));
  });
  after(() => editor?.stop());
  afterEach(tellFailure(() => workbench));

  it('lead from a built file where the service runs to the line of TypeScript here', async () => {
    await workbench.openPicks(() => workbench.run('Watchpost: Tail Logs'), 'shop');
    await workbench.page.keyboard.press('Enter');
    const frame = await workbench.webview('.log-page');
    await frame.locator('.log-row', { hasText: 'payment failed' }).click();
    await frame.getByRole('button', { name: '/srv/remote/packages/pay/dist/pay.js:1:' }).first().click();
    await workbench.page.locator('.view-line', { hasText: 'const reason: string' }).waitFor();
    await workbench.page.locator('.statusbar-item', { hasText: 'Ln 4, Col 9' }).waitFor();
    await workbench.screenshot('logs-places');
  });
});
