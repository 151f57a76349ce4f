import * as vscode from 'vscode';
import type { Clock } from '../../base/clock.ts';
import { DASHBOARD_LIMITS } from '../../protocol/dashboard.ts';
import { readOpenText } from '../openText.ts';
import { manageTrust } from '../panels/restricted.ts';
import type { DashboardPanels } from './dashboardPanels.ts';
import { looksLikeDashboard } from './dashboardText.ts';
import { pickDashboard } from './pickDashboard.ts';

/**
 * Opens the dashboard of the file that a menu names, else of the one in front; where that is no dashboard, one that the user
 * chooses among those of the workspace.
 */
export async function openDashboard(panels: DashboardPanels, clock: Clock, file: unknown): Promise<void> {
  if (!vscode.workspace.isTrusted) {
    const trust = vscode.l10n.t('Manage Workspace Trust');
    const why = vscode.l10n.t(
      'Watchpost: this workspace is not trusted, so the queries of its dashboards are not run.',
    );
    if ((await vscode.window.showInformationMessage(why, trust)) === trust) await manageTrust();
    return;
  }
  const named = file instanceof vscode.Uri ? file : vscode.window.activeTextEditor?.document.uri;
  const text = named && (await readOpenText(named, DASHBOARD_LIMITS.textLength));
  const chosen =
    named !== undefined && text !== undefined && looksLikeDashboard(text) ? named : await pickDashboard(clock);
  if (chosen === 'none') {
    const none = vscode.l10n.t(
      'Watchpost: no dashboard was found in this workspace. What is looked for are JSON files as Grafana exports them, with panels and their queries, up to 2 MB.',
    );
    void vscode.window.showInformationMessage(none);
  } else if (chosen !== undefined) await panels.open(chosen);
}
