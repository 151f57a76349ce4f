import * as vscode from 'vscode';
import { PAGE_OPTIONS } from '../panels/pageOptions.ts';
import type { Target } from '../commands/target.ts';
import { withoutLinks } from '../markdown.ts';
import { pickDatabase } from '../report/pickDatabase.ts';
import { checkLivePanel } from './activityChecks.ts';
import type { LivePanelOptions } from './livePanel.ts';

/** One kind of panel of a running database. */
export interface LiveKind {
  readonly engine: 'postgres' | 'redis';
  readonly panelType: string;
  readonly title: (serviceName: string) => string;
  /** What is told where the service has no such database. */
  readonly none: (serviceName: string) => string;
  readonly make: (panel: vscode.WebviewPanel, options: LivePanelOptions) => vscode.Disposable;
}

/** The panels of one kind: at most one a database, back in place after a reload. */
export class LivePanels implements vscode.Disposable {
  readonly #kind: LiveKind;
  readonly #options: Pick<LivePanelOptions, 'engine' | 'extensionUri' | 'onBug'>;
  /** By the id of the database's probe. */
  readonly #panels = new Map<string, { readonly view: vscode.WebviewPanel; readonly panel: vscode.Disposable }>();

  constructor(kind: LiveKind, options: Pick<LivePanelOptions, 'engine' | 'extensionUri' | 'onBug'>) {
    this.#kind = kind;
    this.#options = options;
  }

  /** Opens the panel of a database of the target, or brings it to the front. */
  async open(target: Target): Promise<void> {
    const { service } = target;
    const { engine, panelType, title, none } = this.#kind;
    const probe = await pickDatabase(target, ({ kind }) => kind === engine);
    if (probe === 'none') void vscode.window.showInformationMessage(withoutLinks(none(service.name)));
    if (probe === 'none' || probe === undefined) return;
    const known = this.#panels.get(probe.id);
    if (known !== undefined) {
      known.view.reveal();
      return;
    }
    const view = vscode.window.createWebviewPanel(panelType, title(service.name), vscode.ViewColumn.Active, {
      enableFindWidget: true,
      ...PAGE_OPTIONS,
    });
    this.#add(view, service.id, probe.id);
  }

  /** A panel that was there before a reload of the window. Its page asks only about a database that the settings name. */
  restore(view: vscode.WebviewPanel, state: unknown): void {
    const kept = checkLivePanel(state);
    if (kept === undefined) view.dispose();
    else this.#add(view, kept.serviceId, kept.probeId);
  }

  dispose(): void {
    for (const { panel } of this.#panels.values()) panel.dispose();
    this.#panels.clear();
  }

  #add(view: vscode.WebviewPanel, serviceId: string, probeId: string): void {
    this.#panels.get(probeId)?.panel.dispose();
    const panel = this.#kind.make(view, { ...this.#options, serviceId, probeId });
    this.#panels.set(probeId, { view, panel });
    view.onDidDispose(() => {
      if (this.#panels.get(probeId)?.panel === panel) this.#panels.delete(probeId);
      panel.dispose();
    });
  }
}
