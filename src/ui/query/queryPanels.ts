import * as vscode from 'vscode';
import { PAGE_OPTIONS } from '../panels/pageOptions.ts';
import { DisposableStore, Slot } from '../../base/disposable.ts';
import type { QueryShow } from '../../protocol/queryPanel.ts';
import { QUERY_PANEL_TYPE } from '../contributions.ts';
import type { QueryPanel, QueryPanelOptions } from './queryPanel.ts';

type PanelModule = typeof import('./queryPanel.ts');

/** What the panel does is loaded with it. */
const loadPanel = (): Promise<PanelModule> => import('./queryPanel.ts');

/** The query panel: there is at most one, and it is back in place after a reload. */
export class QueryPanels implements vscode.WebviewPanelSerializer, vscode.Disposable {
  readonly #options: QueryPanelOptions;
  readonly #store = new DisposableStore();
  readonly #panel = this.#store.own(new Slot<QueryPanel>());

  constructor(options: QueryPanelOptions) {
    this.#options = options;
    this.#store.own(vscode.window.registerWebviewPanelSerializer(QUERY_PANEL_TYPE, this));
  }

  /** Brings the panel to the front and shows in it what is wanted. */
  async show(what: QueryShow): Promise<void> {
    const module = await loadPanel();
    if (this.#panel.value !== undefined) {
      this.#panel.value.show(what);
      return;
    }
    const title = vscode.l10n.t('Query Metrics');
    // Beside the text that a query comes from, else in place of what is in front.
    const column = what.text === undefined ? vscode.ViewColumn.Active : vscode.ViewColumn.Beside;
    const panel = vscode.window.createWebviewPanel(QUERY_PANEL_TYPE, title, column, {
      enableFindWidget: true,
      ...PAGE_OPTIONS,
    });
    this.#add(module, panel, what);
  }

  async deserializeWebviewPanel(panel: vscode.WebviewPanel): Promise<void> {
    this.#add(await loadPanel(), panel, {});
  }

  dispose(): void {
    this.#store.dispose();
  }

  #add({ QueryPanel }: PanelModule, panel: vscode.WebviewPanel, show: QueryShow): void {
    const added = new QueryPanel(panel, show, this.#options);
    this.#panel.set(added);
    added.onDidDispose(() => {
      added.dispose();
      if (this.#panel.value === added) this.#panel.set(undefined);
    });
  }
}
