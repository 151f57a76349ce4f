import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { Port } from '../../protocol/rpc.ts';
import { panelHtml } from './panelHtml.ts';

/** The pages that there are, by their files in `dist/webview`. */
export type PageName = 'service' | 'query' | 'report' | 'activity' | 'logs';

/** The editor's end of the channel to a panel's page. */
export function panelPort({ webview }: vscode.WebviewPanel): Port {
  return {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a webview's, which has none.
    post: (message) => void webview.postMessage(message),
    onMessage: (listener) => webview.onDidReceiveMessage(listener),
  };
}

/** Shows a page in a panel; it may load what lies in `dist/webview` and `media`, and nothing else. */
export function showPage(panel: vscode.WebviewPanel, extensionUri: vscode.Uri, page: PageName, serviceId = ''): void {
  const { webview, title } = panel;
  const folder = vscode.Uri.joinPath(extensionUri, 'dist', 'webview');
  const asset = (name: string): string => webview.asWebviewUri(vscode.Uri.joinPath(folder, name)).toString();
  webview.options = { enableScripts: true, localResourceRoots: [folder, vscode.Uri.joinPath(extensionUri, 'media')] };
  webview.html = panelHtml({
    cspSource: webview.cspSource,
    nonce: randomBytes(16).toString('base64url'),
    script: asset(`${page}.js`),
    styles: [asset('codicon.css'), asset(`${page}.css`)],
    title,
    language: vscode.env.language,
    serviceId,
  });
}
