import * as vscode from 'vscode';
import { DisposableStore } from '../../base/disposable.ts';
import type { LogSource } from '../../model/service.ts';
import { LOG_PANEL_TYPE } from '../contributions.ts';
import type { LogPanel, LogPanelOptions } from './logPanel.ts';

/** The log views that are open: one for each choice of logs. */
export class LogPanels implements vscode.Disposable {
  readonly #options: LogPanelOptions;
  readonly #store = new DisposableStore();
  readonly #panels = new Map<string, LogPanel>();

  constructor(options: LogPanelOptions) {
    this.#options = options;
  }

  get isOpen(): boolean {
    return this.#panels.size > 0;
  }

  /** Opens a view of these logs, or brings it to the front. */
  async open(title: string, sources: readonly LogSource[]): Promise<void> {
    // What a view does is loaded with the first one.
    const module = await import('./logPanel.ts');
    const key = JSON.stringify(sources);
    const known = this.#panels.get(key);
    if (known !== undefined) {
      known.reveal();
      return;
    }
    // Log views need the engine also where no service is watched.
    this.#options.engine.start();
    const panel = vscode.window.createWebviewPanel(LOG_PANEL_TYPE, title, vscode.ViewColumn.Active, {
      enableFindWidget: true,
    });
    const added = this.#store.own(new module.LogPanel(panel, sources, this.#options));
    this.#panels.set(key, added);
    panel.onDidDispose(() => {
      added.dispose();
      this.#panels.delete(key);
    });
  }

  dispose(): void {
    this.#store.dispose();
  }
}
