import type * as vscode from 'vscode';
import { DisposableStore } from '../../base/disposable.ts';
import { ActivityPanels } from '../activity/activityPanels.ts';
import { ReportPanels, type ReportPanelsOptions } from './reportPanels.ts';

/** All panels about databases; loaded when the first one is opened. */
export class DatabasePanels implements vscode.Disposable {
  readonly #store = new DisposableStore();
  readonly reports: ReportPanels;
  readonly activity: ActivityPanels;

  constructor(options: ReportPanelsOptions) {
    this.reports = this.#store.own(new ReportPanels(options));
    this.activity = this.#store.own(new ActivityPanels(options));
  }

  dispose(): void {
    this.#store.dispose();
  }
}
