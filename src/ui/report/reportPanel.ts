import * as vscode from 'vscode';
import { DisposableStore } from '../../base/disposable.ts';
import type { ReportHostSide, ReportPageSide, ShownReport } from '../../protocol/reportPanel.ts';
import { Channel } from '../../protocol/rpc.ts';
import { panelPort, showPage } from '../panels/panelPage.ts';
import { checkLanguage, checkReportText } from './reportChecks.ts';

export interface ReportPanelOptions {
  readonly extensionUri: vscode.Uri;
  readonly rerun: () => Promise<void>;
  readonly onBug: (error: unknown, where: string) => void;
}

/** The panel of a database's report: the page asks for it, and for texts to be copied or opened; it runs nothing. */
export class ReportPanel implements vscode.Disposable {
  readonly #panel: vscode.WebviewPanel;
  readonly #store = new DisposableStore();
  readonly #channel: Channel<ReportHostSide, ReportPageSide>;
  #shown: ShownReport;

  constructor(panel: vscode.WebviewPanel, shown: ShownReport, options: ReportPanelOptions) {
    this.#panel = panel;
    this.#shown = shown;
    this.#channel = this.#store.own(
      new Channel<ReportHostSide, ReportPageSide>({
        port: panelPort(panel),
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
    showPage(panel, options.extensionUri, 'report');
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
}
