import * as vscode from 'vscode';
import type { ProbeState, ServiceState } from '../../model/state.ts';
import type { CapturedResponse } from '../../model/probe.ts';
import type { Incident } from '../../model/uptime.ts';
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
  show(service: ServiceState, probe: ProbeState, response: CapturedResponse): Promise<void> {
    return this.#open(`${service.name} ${probe.name}`, probe.id, probe, response);
  }

  /** Shows the response that an incident began with. */
  showIncident(service: ServiceState, incident: Incident, response: CapturedResponse): Promise<void> {
    const { id, probe, status, reason } = incident;
    const kind = service.probes.find(({ name }) => name === probe)?.kind ?? 'http';
    return this.#open(vscode.l10n.t('{0} {1} incident', service.name, probe), id, { kind, status, reason }, response);
  }

  async #open(
    title: string,
    key: string,
    about: Pick<ProbeState, 'kind' | 'status' | 'reason'>,
    response: CapturedResponse,
  ): Promise<void> {
    const { responsePath, responseText } = await import('./responseText.ts');
    const { text, languageId } = responseText(response, about);
    const uri = vscode.Uri.from({ scheme: RESPONSE_SCHEME, path: responsePath(title), query: key });
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
