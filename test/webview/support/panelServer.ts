import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { build } from 'esbuild';
import { iconStyles } from '../../../scripts/iconStyles.ts';
import { markedTexts } from '../../support/markedLanguage.ts';

/** The language that has each text between brackets, where the page's query asks for it. */
export const MARKED = 'zz';

const ROOT = new URL('../../../', import.meta.url);

export interface PanelServer {
  readonly origin: string;
  /** Size of the page's script as it would be shipped. */
  readonly scriptBytes: number;
  close(): Promise<void>;
}

/** The panels with their pages and the fake editors that they talk to. */
const PANELS = {
  service: ['src/webview/service/main.ts', 'test/webview/support/fakeServiceHost.ts'],
  overview: ['src/webview/overview/main.ts', 'test/webview/support/fakeOverviewHost.ts'],
  dashboard: ['src/webview/dashboard/main.ts', 'test/webview/support/fakeDashboardHost.ts'],
  query: ['src/webview/query/main.ts', 'test/webview/support/fakeQueryHost.ts'],
  logs: ['src/webview/logs/main.ts', 'test/webview/support/fakeLogHost.ts'],
  /** A log that grows, for whom what is told of it counts. */
  growingLogs: ['src/webview/logs/main.ts', 'test/webview/support/fakeGrowingLogHost.ts'],
  report: ['src/webview/report/main.ts', 'test/webview/support/fakeReportHost.ts'],
  activity: ['src/webview/activity/main.ts', 'test/webview/support/fakeActivityHost.ts'],
  redis: ['src/webview/redis/main.ts', 'test/webview/support/fakeRedisHost.ts'],
} as const;

export type PanelName = keyof typeof PANELS;

/** Bundles a panel's page and a fake host, and serves them on loopback under the editor's security policy. */
export async function servePanel(panel: PanelName): Promise<PanelServer> {
  const [pageEntry, hostEntry] = PANELS[panel];
  const [page, host, icons] = await Promise.all([bundle(pageEntry), bundle(hostEntry), iconStyles()]);
  const files = new Map<string, readonly [type: string, body: Uint8Array]>([
    ['/page.js', ['text/javascript', page.js]],
    ['/page.css', ['text/css', page.css]],
    ['/host.js', ['text/javascript', host.js]],
    ['/codicon.css', ['text/css', Buffer.from(icons)]],
  ]);
  const server = createServer((request, response) => {
    const { pathname: path, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    const file = files.get(path);
    if (path === '/') {
      const nonce = randomBytes(16).toString('hex');
      const policy = `default-src 'none'; style-src 'self' 'nonce-${nonce}'; script-src 'nonce-${nonce}'; font-src data:; img-src 'self' data:`;
      response.setHeader('content-security-policy', policy).setHeader('content-type', 'text/html; charset=utf-8');
      response.end(shell(nonce, searchParams.get('language') ?? 'en'));
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

function shell(nonce: string, language: string): string {
  const translations = language === MARKED ? markedTexts() : {};
  const texts = JSON.stringify(translations).replaceAll('&', '&amp;').replaceAll("'", '&#39;');
  return `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><title>twinkle-api</title>
<link rel="stylesheet" href="codicon.css"><link rel="stylesheet" href="page.css"></head>
<body><div id="root" data-service-id="twinkle-api" data-nonce="${nonce}" data-translations='${texts}'></div><script nonce="${nonce}" src="host.js"></script><script nonce="${nonce}" src="page.js"></script></body></html>`;
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
