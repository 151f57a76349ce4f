import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { build } from 'esbuild';

const ROOT = new URL('../../../', import.meta.url);

export interface PanelServer {
  readonly origin: string;
  /** Size of the page's script as it would be shipped. */
  readonly scriptBytes: number;
  close(): Promise<void>;
}

/** The panels with their pages and the fake editors that they talk to. */
const PANELS = {
  service: ['src/webview/service/main.ts', 'test/webview/support/fakeHost.ts'],
  query: ['src/webview/query/main.ts', 'test/webview/support/fakeQueryHost.ts'],
} as const;

/** Bundles a panel's page and a fake host, and serves them on loopback under the editor's security policy. */
export async function servePanel(panel: keyof typeof PANELS = 'service'): Promise<PanelServer> {
  const [pageEntry, hostEntry] = PANELS[panel];
  const [page, host] = await Promise.all([bundle(pageEntry), bundle(hostEntry)]);
  const codicons = new URL('node_modules/@vscode/codicons/dist/', ROOT);
  const files = new Map<string, readonly [type: string, body: Uint8Array]>([
    ['/page.js', ['text/javascript', page.js]],
    ['/page.css', ['text/css', page.css]],
    ['/host.js', ['text/javascript', host.js]],
    ['/codicon.css', ['text/css', await readFile(new URL('codicon.css', codicons))]],
    ['/codicon.ttf', ['font/ttf', await readFile(new URL('codicon.ttf', codicons))]],
  ]);
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    const file = files.get(path);
    if (path === '/') {
      const nonce = randomBytes(16).toString('hex');
      const policy = `default-src 'none'; style-src 'self' 'nonce-${nonce}'; script-src 'nonce-${nonce}'; font-src 'self'; img-src 'self' data:`;
      response.setHeader('content-security-policy', policy).setHeader('content-type', 'text/html; charset=utf-8');
      response.end(shell(nonce));
    } else if (file !== undefined) {
      response.setHeader('content-type', file[0]).end(file[1]);
    } else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    scriptBytes: page.js.byteLength,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function shell(nonce: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>twinkle-api</title>
<link rel="stylesheet" href="codicon.css"><link rel="stylesheet" href="page.css"></head>
<body><div id="root" data-service-id="twinkle-api" data-nonce="${nonce}"></div><script nonce="${nonce}" src="host.js"></script><script nonce="${nonce}" src="page.js"></script></body></html>`;
}

async function bundle(entry: string): Promise<{ js: Uint8Array; css: Uint8Array }> {
  const { outputFiles } = await build({
    absWorkingDir: ROOT.pathname,
    entryPoints: [entry],
    bundle: true,
    minify: true,
    format: 'iife',
    platform: 'browser',
    target: 'chrome134',
    legalComments: 'none',
    write: false,
    outdir: 'out',
  });
  const file = (ending: string): Uint8Array =>
    outputFiles.find((one) => one.path.endsWith(ending))?.contents ?? new Uint8Array();
  return { js: file('.js'), css: file('.css') };
}
