import * as vscode from 'vscode';
import type { Clock } from '../../base/clock.ts';
import { DisposableStore } from '../../base/disposable.ts';
import type { AppContext } from '../appContext.ts';
import { ACTIVITY_PANEL_TYPE, REDIS_PANEL_TYPE, REPORT_PANEL_TYPE } from '../contributions.ts';
import type { EngineClient } from '../engine/engineClient.ts';
import type { DatabasePanels } from './databasePanels.ts';
import type { DatabaseParts } from './databaseParts.ts';

export interface DatabasesOptions {
  readonly engine: EngineClient;
  readonly context: AppContext;
  readonly clock: Clock;
  readonly extensionUri: vscode.Uri;
  /** Where reports are kept. */
  readonly storageUri: vscode.Uri;
  readonly onBug: (error: unknown, where: string) => void;
}

/** What must be there of databases when the window opens: their panels come back. Everything else is loaded a moment later. */
export class Databases implements vscode.Disposable {
  readonly #options: DatabasesOptions;
  readonly #store = new DisposableStore();
  #parts: Promise<DatabaseParts> | undefined;

  constructor(options: DatabasesOptions) {
    this.#options = options;
    this.#restore(REPORT_PANEL_TYPE, (panels, panel, state) => panels.reports.restore(panel, state));
    this.#restore(REDIS_PANEL_TYPE, (panels, panel, state) => panels.redis.restore(panel, state));
    this.#restore(ACTIVITY_PANEL_TYPE, (panels, panel, state) => panels.activity.restore(panel, state));
  }

  /** Shows the view, and reads the reports that were kept before. */
  async load(): Promise<void> {
    await (await this.parts()).book.load();
  }

  parts(): Promise<DatabaseParts> {
    this.#parts ??= import('./databaseParts.ts').then(({ DatabaseParts: Parts }) =>
      this.#store.own(new Parts(this.#options)),
    );
    return this.#parts;
  }

  dispose(): void {
    this.#store.dispose();
  }

  /** Panels of a type come back after a reload of the window. */
  #restore(type: string, how: (panels: DatabasePanels, panel: vscode.WebviewPanel, state: unknown) => void): void {
    const deserializeWebviewPanel = async (panel: vscode.WebviewPanel, state: unknown): Promise<void> =>
      how(await (await this.parts()).panels(), panel, state);
    this.#store.own(vscode.window.registerWebviewPanelSerializer(type, { deserializeWebviewPanel }));
  }
}
