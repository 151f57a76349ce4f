import * as vscode from 'vscode';
import type { ProbeState, ServiceState } from '../../model/state.ts';
import type { CapturedResponse } from '../../model/probe.ts';
import { RESPONSE_SCHEME } from '../contributions.ts';

/** Read-only documents that show kept responses, as long as they are open. */
export class ResponseDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #texts = new Map<string, string>();
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #registrations: vscode.Disposable;
  readonly onDidChange = this.#changed.event;

  constructor() {
    this.#registrations = vscode.Disposable.from(
      vscode.workspace.registerTextDocumentContentProvider(RESPONSE_SCHEME, this),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => void this.#texts.delete(uri.toString())),
    );
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.#texts.get(uri.toString()) ?? vscode.l10n.t('This response is not kept any more.');
  }

  /** Shows `response` in an editor; the one that already shows a response of this probe is used again. */
  async show(service: ServiceState, probe: ProbeState, response: CapturedResponse): Promise<void> {
    const { responsePath, responseText } = await import('./responseText.ts');
    const { text, languageId } = responseText(response, probe);
    const uri = vscode.Uri.from({
      scheme: RESPONSE_SCHEME,
      path: responsePath(service.name, probe.name),
      query: probe.id,
    });
    this.#texts.set(uri.toString(), text);
    this.#changed.fire(uri);
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document, { preview: true });
    if (document.languageId !== languageId) await vscode.languages.setTextDocumentLanguage(document, languageId);
  }

  dispose(): void {
    this.#registrations.dispose();
    this.#changed.dispose();
  }
}
