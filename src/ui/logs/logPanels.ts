import * as vscode from 'vscode';
import { DisposableStore } from '../../base/disposable.ts';
import type { LogSource } from '../../model/service.ts';
import type { LogViewFilter } from '../../protocol/logs.ts';
import { LOG_PANEL_TYPE } from '../contributions.ts';
import { PAGE_OPTIONS } from '../panels/pageOptions.ts';
import type { LogPanel, LogPanelOptions } from './logPanel.ts';

export interface LogPanelsOptions extends LogPanelOptions {
  /** The logs that the settings name, once they are read. */
  readonly configured: () => Promise<readonly LogSource[]>;
}

type PanelModule = typeof import('./logPanel.ts');

/** What a view does is loaded with the first one. */
const loadPanel = (): Promise<PanelModule> => import('./logPanel.ts');

/** The log views that are open: one for each choice of logs, back in place after a reload. */
export class LogPanels implements vscode.WebviewPanelSerializer, vscode.Disposable {
  readonly #options: LogPanelsOptions;
  readonly #store = new DisposableStore();
  readonly #panels = new Map<string, LogPanel>();

  constructor(options: LogPanelsOptions) {
    this.#options = options;
    this.#store.own(vscode.window.registerWebviewPanelSerializer(LOG_PANEL_TYPE, this));
  }

  get isOpen(): boolean {
    return this.#panels.size > 0;
  }

  /** The view that the user is in. */
  get active(): LogPanel | undefined {
    return [...this.#panels.values()].find(({ isActive }) => isActive);
  }

  /** Opens a view of these logs, or brings it to the front; with `filter` it shows what that leaves. */
  async open(title: string, sources: readonly LogSource[], filter?: LogViewFilter): Promise<void> {
    const module = await loadPanel();
    const key = JSON.stringify(sources);
    const known = this.#panels.get(key);
    if (known !== undefined) {
      known.reveal(filter);
      return;
    }
    const panel = vscode.window.createWebviewPanel(LOG_PANEL_TYPE, title, vscode.ViewColumn.Active, {
      enableFindWidget: true,
      ...PAGE_OPTIONS,
    });
    await this.#add(module, panel, sources).begin(filter);
  }

  async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const [module, { checkLogSources }, configured] = await Promise.all([
      loadPanel(),
      import('./logChecks.ts'),
      this.#options.configured(),
    ]);
    const sources = checkLogSources(state, configured, vscode.workspace.isTrusted);
    // A view that nothing is left of is not to be kept open.
    if (sources.length === 0) panel.dispose();
    else this.#add(module, panel, sources).show();
  }

  dispose(): void {
    for (const panel of this.#panels.values()) panel.dispose();
    this.#panels.clear();
    this.#store.dispose();
  }

  #add({ LogPanel: Panel }: PanelModule, panel: vscode.WebviewPanel, sources: readonly LogSource[]): LogPanel {
    // Log views need the engine also where no service is watched.
    this.#options.engine.start();
    const key = JSON.stringify(sources);
    const added = new Panel(panel, sources, this.#options);
    this.#panels.get(key)?.dispose();
    this.#panels.set(key, added);
    panel.onDidDispose(() => {
      added.dispose();
      if (this.#panels.get(key) === added) this.#panels.delete(key);
    });
    return added;
  }
}
