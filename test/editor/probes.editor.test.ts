// Probes of every kind as a user meets them in the real VS Code: rows, tooltips, the panel, the heartbeat address.
import assert from 'node:assert/strict';
import { need } from '../support/provision/need.ts';
import { makeCertificates } from '../support/certificates.ts';
import { type FaultServer, httpResponse, startFaultServer } from '../support/faultServer.ts';
import { type Loopback, startLoopback } from './support/loopback.ts';
import { Editor, type Workspace } from './support/editor.ts';
import { tellFailure } from './support/tellFailure.ts';
import { type Theme, THEMES, type Workbench } from './support/workbench.ts';

const TOKEN = 'token-of-a-session-1234';

describe('probes, in the real VS Code', function () {
  const certificates = makeCertificates(Date.now());
  let editor: Editor;
  let workspace: Workspace;
  let workbench: Workbench;
  let selfSigned: FaultServer;
  let found: Loopback;

  before(async function () {
    await need(this, 'chromium');
    const ok = httpResponse('{"status":"ok"}', { 'content-type': 'application/json' });
    selfSigned = await startFaultServer(ok, { tls: certificates.selfSigned });
    found = await startLoopback(404);
    found.answers.set('/healthz', { code: 200, body: { status: 'ok' } });
    found.answers.set('/api/health', { code: 200, body: { status: 'ok', database: 'connected' } });
    found.answers.set('/metrics', { code: 200, body: { requests: 5, memory: { rss: 1000 } } });
    found.answers.set('/login', { code: 200, body: { token: TOKEN } });
    found.answers.set('/orders', { code: 200, body: [1, 2] });
    editor = await Editor.start();
    workspace = await editor.workspace('probes', {
      'workbench.colorTheme': THEMES.dark,
      'watchpost.interval': '2s',
      'watchpost.services': {
        nightly: { push: { every: '1h', interval: '10m' } },
        intranet: { health: { url: selfSigned.origin, tls: { insecureSkipVerify: true } } },
        certificate: { tls: { host: 'localhost', port: selfSigned.port } },
        journey: {
          suite: {
            interval: '2s',
            steps: [
              { name: 'log in', url: `${found.origin}/login`, take: { token: '[BODY].token' } },
              { name: 'orders', url: `${found.origin}/orders`, headers: { Authorization: 'Bearer ${take:token}' } },
            ],
          },
        },
        pod: { command: { command: ['false'], role: 'readiness', interval: '1s', failureThreshold: 2 } },
      },
    });
    workbench = await editor.open(workspace);
    await workbench.showServices();
    await workbench.closeEditors();
  });
  after(async () => {
    await editor?.stop();
    await selfSigned?.close();
    await found?.stop();
  });
  afterEach(tellFailure(() => workbench));

  const spoken = (name: string, text: RegExp) =>
    workbench.waitForRow(name, (row) => row.spoken.startsWith(`service ${name}: `) && text.test(row.spoken), 30_000);

  it('a heartbeat: its address is copied, a call turns the row up, and both outlive a reload', async () => {
    await spoken('nightly', /: unknown, .*no call has come yet/);
    const address = async (): Promise<string> => {
      await workbench.setClipboard('');
      await workbench.rowMenu('nightly', 'Copy Heartbeat Address');
      await workbench.until('an address', async () => (await workbench.clipboard()) !== '');
      return workbench.clipboard();
    };
    const first = await address();
    assert.match(first, /^http:\/\/127\.0\.0\.1:\d+\/push\/[\w-]{43}$/);
    const { pathname } = new URL(first);
    const response = await fetch(`${first}?msg=42%20rows`, { headers: { connection: 'close' } });
    assert.equal(response.status, 204);
    await spoken('nightly', /: up/);
    assert.ok(!(await workbench.page.content()).includes(pathname), 'the address is on the page');
    await workbench.reload();
    await workbench.showServices();
    await spoken('nightly', /: up/);
    assert.equal(await address(), first);
  });

  it('a service whose certificate is not verified wears a warning, in the tree and the panel', async () => {
    await spoken('intranet', /: up.*the certificate is not verified/);
    await workbench.openPanel('intranet');
    const frame = await workbench.webview('.probe-warning');
    assert.equal(await frame.locator('.probe-warning').innerText(), 'The certificate is not verified');
    for (const theme of ['light', 'dark', 'contrast'] as Theme[]) {
      await workspace.write({ 'workbench.colorTheme': THEMES[theme] });
      await workbench.themeShown(theme);
      await workbench.screenshot(`probes-${theme}`);
    }
    await workbench.closeEditors();
  });

  it('a certificate that nobody trusts is down, with its chain to read', async () => {
    await spoken('certificate', /: down, .*self-signed and not trusted/);
    await workbench.rowMenu('certificate', 'Show Response');
    await workbench.until('the chain', async () => (await workbench.editorText()).includes('issued by'));
    assert.match(await workbench.editorText(), /CN=self/);
    await workbench.closeEditors();
  });

  it('a readiness probe that fails is degraded', async () => {
    await spoken('pod', /: degraded, .*not ready: /);
  });

  it('a suite shows each step, and the one that fails with its reason; the token is nowhere', async () => {
    await spoken('journey', /: up/);
    assert.equal(found.requests.findLast(({ path }) => path === '/orders')?.headers.authorization, `Bearer ${TOKEN}`);
    await workbench.openPanel('journey');
    const frame = await workbench.webview('#checks');
    await frame.locator('[aria-labelledby="checks"]', { hasText: 'log in' }).waitFor();
    found.answers.set('/orders', { code: 403, body: { said: TOKEN } });
    await spoken('journey', /: down, .*orders: HTTP 403 Forbidden/);
    await workbench.screenshot('suite');
    await workbench.closeEditors();
    await workbench.rowMenu('journey', 'Show Response');
    await workbench.until('the answer', async () => (await workbench.editorText()).includes('${take:token}'));
    assert.ok(!(await workbench.page.content()).includes(TOKEN), 'the token is on the page');
    await workbench.closeEditors();
  });

  it('Add Service finds what is at a port, and writes what is picked', async () => {
    await workbench.titleButton('Add Service');
    await workbench.answer(new URL(found.origin).port);
    const rows = workbench.page.locator('.quick-input-list .monaco-list-row');
    await rows.filter({ hasText: '/healthz' }).waitFor();
    const seen = (await rows.allInnerTexts()).map((text) => text.replaceAll(/\s+/g, ' '));
    assert.equal(seen.length, 3, seen.join(' | '));
    await workbench.screenshot('add-service');
    await workbench.page.keyboard.press('Enter');
    await workbench.answer('shop');
    await spoken('shop', /: up/);
    const settings = (await workspace.read())['watchpost.services'] as Record<string, unknown>;
    const origin = found.origin.replace('127.0.0.1', 'localhost');
    assert.deepEqual(settings['shop'], { health: `${origin}/healthz`, metrics: `${origin}/metrics` });
    await workbench.closeEditors();
  });
});
