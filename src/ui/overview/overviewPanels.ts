import * as vscode from 'vscode';
import { PAGE_OPTIONS } from '../panels/pageOptions.ts';
import { DisposableStore, Slot } from '../../base/disposable.ts';
import { OVERVIEW_PANEL_TYPE } from '../contributions.ts';
import type { OverviewPanel, OverviewPanelOptions } from './overviewPanel.ts';

type PanelModule = typeof import('./overviewPanel.ts');

/** What the panel does is loaded with it. */
const loadPanel = (): Promise<PanelModule> => import('./overviewPanel.ts');

/** The overview: there is at most one, and it is back in place after a reload. */
export class OverviewPanels implements vscode.WebviewPanelSerializer, vscode.Disposable {
  readonly #options: OverviewPanelOptions;
  readonly #store = new DisposableStore();
  readonly #panel = this.#store.own(new Slot<OverviewPanel>());

  constructor(options: OverviewPanelOptions) {
    this.#options = options;
    this.#store.own(vscode.window.registerWebviewPanelSerializer(OVERVIEW_PANEL_TYPE, this));
  }

  /** Opens the overview, or brings it to the front. */
  async show(): Promise<void> {
    const module = await loadPanel();
    if (this.#panel.value !== undefined) {
      this.#panel.value.reveal();
      return;
    }
    const title = vscode.l10n.t('Services');
    this.#add(
      module,
      vscode.window.createWebviewPanel(OVERVIEW_PANEL_TYPE, title, vscode.ViewColumn.Active, PAGE_OPTIONS),
    );
  }

  async deserializeWebviewPanel(panel: vscode.WebviewPanel): Promise<void> {
    this.#add(await loadPanel(), panel);
  }

  dispose(): void {
    this.#store.dispose();
  }

  #add({ OverviewPanel }: PanelModule, panel: vscode.WebviewPanel): void {
    const added = new OverviewPanel(panel, this.#options);
    this.#panel.set(added);
    added.onDidDispose(() => {
      added.dispose();
      if (this.#panel.value === added) this.#panel.set(undefined);
    });
  }
}
