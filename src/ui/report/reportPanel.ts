import * as vscode from 'vscode';
import { DisposableStore } from '../../base/disposable.ts';
import type { ReportHostSide, ReportPageSide, ReportSubject, ShownReport } from '../../protocol/reportPanel.ts';
import { Channel } from '../../protocol/rpc.ts';
import { panelPort, showPage } from '../panels/panelPage.ts';
import { checkLanguage, checkReportText } from './reportChecks.ts';

export interface ReportPanelOptions {
  readonly extensionUri: vscode.Uri;
  readonly rerun: () => Promise<void>;
  /** To be gone to once the page is there. */
  readonly finding?: string | undefined;
  readonly onBug: (error: unknown, where: string) => void;
}

/** The panel of a database's report: the page asks for it, and for texts to be copied or opened; it runs nothing. */
export class ReportPanel implements vscode.Disposable {
  readonly #panel: vscode.WebviewPanel;
  readonly #store = new DisposableStore();
  readonly #channel: Channel<ReportHostSide, ReportPageSide>;
  #shown: ShownReport;
  #finding: string;

  constructor(panel: vscode.WebviewPanel, subject: ReportSubject, shown: ShownReport, options: ReportPanelOptions) {
    this.#panel = panel;
    this.#shown = shown;
    this.#finding = options.finding ?? '';
    this.#channel = this.#store.own(
      new Channel<ReportHostSide, ReportPageSide>({
        port: panelPort(panel),
        onBug: options.onBug,
        requests: {
          open: () => {
            const finding = this.#finding;
            this.#finding = '';
            return { subject, shown: this.#shown, finding };
          },
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

  /** Shows a report, the one that is there or a newer one, and goes to a finding of it. */
  show(shown: ShownReport, finding = ''): void {
    const isNewer = shown.report.atMs !== this.#shown.report.atMs;
    this.#shown = shown;
    // A page that is not in front is made anew when it is, and asks then.
    this.#finding = this.#panel.visible ? '' : finding;
    this.#panel.reveal();
    if (isNewer) this.#channel.notify('show', [shown]);
    if (finding !== '') this.#channel.notify('reveal', [finding]);
  }

  dispose(): void {
    this.#store.dispose();
    this.#panel.dispose();
  }
}
