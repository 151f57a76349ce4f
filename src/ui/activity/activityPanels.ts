import * as vscode from 'vscode';
import type { Target } from '../commands/target.ts';
import { ACTIVITY_PANEL_TYPE } from '../contributions.ts';
import { withoutLinks } from '../markdown.ts';
import { pickDatabase } from '../report/pickDatabase.ts';
import type { ReportPanelsOptions } from '../report/reportPanels.ts';
import { ActivityPanel } from './activityPanel.ts';

/** The panels of databases' sessions: one a database. */
export class ActivityPanels implements vscode.Disposable {
  readonly #options: ReportPanelsOptions;
  /** By the id of the database's probe. */
  readonly #panels = new Map<string, ActivityPanel>();

  constructor(options: ReportPanelsOptions) {
    this.#options = options;
  }

  /** Opens the panel of a PostgreSQL of the target. */
  async open(target: Target): Promise<void> {
    const { service } = target;
    const probe = await pickDatabase(target, ({ kind }) => kind === 'postgres');
    if (probe === 'none') {
      void vscode.window.showInformationMessage(
        withoutLinks(vscode.l10n.t('{0} has no PostgreSQL: give it a "postgres" setting.', service.name)),
      );
    }
    if (probe === 'none' || probe === undefined) return;
    const known = this.#panels.get(probe.id);
    if (known !== undefined) {
      known.reveal();
      return;
    }
    const title = vscode.l10n.t('{0}: activity', service.name);
    const view = vscode.window.createWebviewPanel(ACTIVITY_PANEL_TYPE, title, vscode.ViewColumn.Active, {
      enableFindWidget: true,
    });
    const panel = new ActivityPanel(view, { ...this.#options, serviceId: service.id, probeId: probe.id });
    this.#panels.set(probe.id, panel);
    panel.onDidDispose(() => {
      this.#panels.delete(probe.id);
      panel.dispose();
    });
  }

  dispose(): void {
    for (const panel of this.#panels.values()) panel.dispose();
  }
}
