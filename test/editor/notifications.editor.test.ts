// Alerts that are told beyond the editor, in the real VS Code: to a webhook and to Slack's, once, also over a reload, and when they end.
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { need } from '../support/provision/need.ts';
import { Editor } from './support/editor.ts';
import { tellFailure } from './support/tellFailure.ts';
import type { Workbench } from './support/workbench.ts';

const RULES = `groups:
  - name: demo
    interval: 1s
    rules:
      - alert: TooManyJobs
        expr: demo_jobs > 5
        labels: { severity: warning }
        annotations: { summary: '{{ $value }} jobs wait' }
`;

describe('alerts that are told beyond the editor, in the real VS Code', function () {
  let target: Server;
  let editor: Editor;
  let workbench: Workbench;
  let jobs = 7;
  const posted: { readonly url: string; readonly body: Record<string, unknown> }[] = [];
  let code = 200;

  before(async function () {
    await need(this, 'chromium');
    target = createServer((request, response) => {
      if (request.method !== 'POST') {
        response.setHeader('content-type', 'text/plain; version=0.0.4').end(`demo_jobs ${jobs}\n`);
        return;
      }
      let text = '';
      request.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')));
      request.on('end', () => {
        if (code === 200) posted.push({ url: request.url ?? '', body: JSON.parse(text) as Record<string, unknown> });
        response.writeHead(code).end('ok');
      });
    });
    await new Promise<void>((resolve) => target.listen(0, '127.0.0.1', resolve));
    editor = await Editor.start();
    const origin = `http://127.0.0.1:${(target.address() as AddressInfo).port}`;
    code = 503;
    const workspace = await editor.workspace('notifications', {
      'watchpost.services': { demo: { metrics: { url: `${origin}/metrics`, interval: '1s' } } },
      'watchpost.rules': ['demo.yml'],
      'watchpost.alerts.webhook': { url: `${origin}/hook` },
      'watchpost.alerts.slack': `${origin}/slack`,
    });
    await writeFile(path.join(workspace.folder, 'demo.yml'), RULES);
    workbench = await editor.open(workspace);
    await workbench.showServices();
  });
  after(async () => {
    await editor?.stop();
    target?.close();
    target?.closeAllConnections();
  });
  afterEach(tellFailure(() => workbench));
  const to = (url: string) => posted.filter((one) => one.url === url).map(({ body }) => body);

  it('says in the Alerts view that they are not taken, and tries again', async () => {
    await workbench.run('Watchpost: Show Alerts');
    const message = workbench.page.locator('.part.sidebar .message', {
      hasText: 'Alerts do not get to the webhook: HTTP 503',
    });
    await message.first().waitFor({ timeout: 30_000 });
    await workbench.screenshot('notifications-problem');
    code = 200;
    await workbench.until('both', () => Promise.resolve(to('/hook').length === 1 && to('/slack').length === 1), 30_000);
    await message.first().waitFor({ state: 'detached' });
    assert.equal(to('/hook')[0]!['version'], '4');
    assert.equal(to('/hook')[0]!['status'], 'firing');
    assert.equal(to('/slack')[0]!['text'], '[FIRING:1] TooManyJobs');
  });

  it('tells nothing twice over a reload, and the end', async () => {
    await workbench.reload();
    await workbench.waitForRow('TooManyJobs', ({ spoken }) => spoken.includes(': firing'), 30_000);
    await workbench.page.waitForTimeout(15_000);
    assert.deepEqual([to('/hook').length, to('/slack').length], [1, 1]);
    jobs = 1;
    await workbench.until(
      'the end',
      () => Promise.resolve(to('/hook').length === 2 && to('/slack').length === 2),
      80_000,
    );
    assert.equal(to('/hook')[1]!['status'], 'resolved');
    assert.equal(to('/slack')[1]!['text'], '[RESOLVED] TooManyJobs');
  });
});
