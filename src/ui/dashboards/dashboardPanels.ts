import * as vscode from 'vscode';
import { DisposableStore } from '../../base/disposable.ts';
import { DASHBOARD_PANEL_TYPE } from '../contributions.ts';
import { PAGE_OPTIONS } from '../panels/pageOptions.ts';
import type { DashboardPanel, DashboardPanelOptions } from './dashboardPanel.ts';

type PanelModule = typeof import('./dashboardPanel.ts');

/** What a panel does is loaded with the first one. */
const loadPanel = (): Promise<PanelModule> => import('./dashboardPanel.ts');

/** The dashboards that are open: one for each file, back in place after a reload. */
export class DashboardPanels implements vscode.WebviewPanelSerializer, vscode.Disposable {
  readonly #options: DashboardPanelOptions;
  readonly #store = new DisposableStore();
  readonly #panels = new Map<string, DashboardPanel>();

  constructor(options: DashboardPanelOptions) {
    this.#options = options;
    this.#store.own(vscode.window.registerWebviewPanelSerializer(DASHBOARD_PANEL_TYPE, this));
  }

  /** Opens the dashboard of a file, or brings it to the front: beside the file's text where that is in front. */
  async open(uri: vscode.Uri): Promise<void> {
    const module = await loadPanel();
    const known = this.#panels.get(uri.toString());
    if (known !== undefined) {
      known.reveal();
      return;
    }
    const isInFront = vscode.window.activeTextEditor?.document.uri.toString() === uri.toString();
    const column = isInFront ? vscode.ViewColumn.Beside : vscode.ViewColumn.Active;
    const title = uri.path.slice(uri.path.lastIndexOf('/') + 1);
    const panel = vscode.window.createWebviewPanel(DASHBOARD_PANEL_TYPE, title, column, {
      enableFindWidget: true,
      ...PAGE_OPTIONS,
    });
    this.#add(module, panel, uri);
  }

  async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const [module, { restoredFile }] = await Promise.all([loadPanel(), import('./restoredFile.ts')]);
    const uri = restoredFile(state);
    // Its file may have been opened meanwhile.
    if (uri !== undefined && this.#panels.has(uri.toString())) panel.dispose();
    else this.#add(module, panel, uri);
  }

  dispose(): void {
    for (const panel of this.#panels.values()) panel.dispose();
    this.#panels.clear();
    this.#store.dispose();
  }

  #add({ DashboardPanel: Panel }: PanelModule, panel: vscode.WebviewPanel, uri: vscode.Uri | undefined): void {
    const added = new Panel(panel, uri, this.#options);
    // One without a file is found by nobody, and is ended all the same.
    const key = uri?.toString() ?? added.id;
    this.#panels.set(key, added);
    panel.onDidDispose(() => {
      added.dispose();
      if (this.#panels.get(key) === added) this.#panels.delete(key);
    });
  }
}
