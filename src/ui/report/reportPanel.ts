import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { DisposableStore } from '../../base/disposable.ts';
import type { ReportHostSide, ReportPageSide, ShownReport } from '../../protocol/reportPanel.ts';
import { Channel } from '../../protocol/rpc.ts';
import { panelHtml } from '../panels/panelHtml.ts';
import { checkLanguage, checkReportText } from './reportChecks.ts';

export interface ReportPanelOptions {
  readonly extensionUri: vscode.Uri;
  readonly rerun: () => Promise<void>;
  readonly onBug: (error: unknown, where: string) => void;
}

/** The panel of a database's report: the page asks for it, and for texts to be copied or opened; it runs nothing. */
export class ReportPanel implements vscode.Disposable {
  readonly #panel: vscode.WebviewPanel;
  readonly #options: ReportPanelOptions;
  readonly #store = new DisposableStore();
  readonly #channel: Channel<ReportHostSide, ReportPageSide>;
  #shown: ShownReport;

  constructor(panel: vscode.WebviewPanel, shown: ShownReport, options: ReportPanelOptions) {
    this.#panel = panel;
    this.#shown = shown;
    this.#options = options;
    this.#channel = this.#store.own(
      new Channel<ReportHostSide, ReportPageSide>({
        port: {
          // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a webview's, which has none.
          post: (message) => void panel.webview.postMessage(message),
          onMessage: (listener) => panel.webview.onDidReceiveMessage(listener),
        },
        onBug: options.onBug,
        requests: {
          open: () => this.#shown,
          rerun: () => options.rerun(),
          copy: async (rawText) => {
            const text = checkReportText(rawText);
            if (text !== undefined) await vscode.env.clipboard.writeText(text);
          },
          openDocument: async (rawText, rawLanguage) => {
            const [content, language] = [checkReportText(rawText), checkLanguage(rawLanguage)];
            if (content === undefined || language === undefined) return;
            const document = await vscode.workspace.openTextDocument({ content, language });
            await vscode.window.showTextDocument(document, vscode.ViewColumn.Beside);
          },
        },
      }),
    );
    const roots = [vscode.Uri.joinPath(options.extensionUri, 'dist', 'webview')];
    panel.webview.options = { enableScripts: true, localResourceRoots: roots };
    panel.webview.html = this.#html();
  }

  /** Called once, when the user or the editor closes the panel. */
  onDidDispose(listener: () => void): void {
    this.#panel.onDidDispose(listener);
  }

  /** Shows a newer report, beside which the one before is kept to compare with. */
  show(shown: ShownReport): void {
    this.#shown = { ...shown, previous: this.#shown.report };
    this.#panel.reveal();
    this.#channel.notify('show', [this.#shown]);
  }

  dispose(): void {
    this.#store.dispose();
    this.#panel.dispose();
  }

  #html(): string {
    const { webview } = this.#panel;
    const asset = (name: string): string =>
      webview.asWebviewUri(vscode.Uri.joinPath(this.#options.extensionUri, 'dist', 'webview', name)).toString();
    return panelHtml({
      cspSource: webview.cspSource,
      nonce: randomBytes(16).toString('base64url'),
      script: asset('report.js'),
      styles: [asset('codicon.css'), asset('report.css')],
      title: this.#panel.title,
      language: vscode.env.language,
      serviceId: '',
    });
  }
}
