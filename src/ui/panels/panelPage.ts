import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { language, translations } from '../../base/l10n.ts';
import type { Port } from '../../protocol/rpc.ts';
import { PAGE_OPTIONS } from './pageOptions.ts';
import { packArrays } from './packArrays.ts';
import { panelHtml } from './panelHtml.ts';

/** The pages that there are, by their files in `dist/webview`. */
export type PageName = 'service' | 'overview' | 'query' | 'report' | 'activity' | 'redis' | 'logs' | 'dashboard';

/** The editor's end of the channel to a panel's page. */
export function panelPort({ webview }: vscode.WebviewPanel): Port {
  return {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a webview's, which has none.
    post: (message) => void webview.postMessage(packArrays(message)),
    onMessage: (listener) => webview.onDidReceiveMessage(listener),
  };
}

/** Shows a page in a panel. It loads nothing: script, styles and icons are in it. */
export function showPage(
  panel: vscode.WebviewPanel,
  extensionUri: vscode.Uri,
  page: PageName,
  { serviceId = '', start }: { readonly serviceId?: string; readonly start?: unknown } = {},
): void {
  const { webview, title } = panel;
  const read = (file: string): string =>
    readFileSync(vscode.Uri.joinPath(extensionUri, 'dist', 'webview', file).fsPath, 'utf8');
  webview.options = PAGE_OPTIONS;
  webview.html = panelHtml({
    nonce: randomBytes(16).toString('base64url'),
    script: read(`${page}.js`),
    styles: [read('codicon.css'), read(`${page}.css`)],
    title,
    language: language(),
    translations: translations(),
    serviceId,
    start,
  });
}
