import * as vscode from 'vscode';
import { DASHBOARD_LIMITS } from '../../protocol/dashboard.ts';
import { readOpenText } from '../openText.ts';
import { dashboardTitle, looksLikeDashboard } from './dashboardText.ts';
import { eachOf } from './eachOf.ts';

/** A file that looks like a dashboard. */
export interface FoundDashboard {
  readonly uri: vscode.Uri;
  /** Empty where it has none. */
  readonly title: string;
}

const MAX_FILES = 2_000;
const MAX_BYTES = DASHBOARD_LIMITS.textLength;
/** As many files are read at once: over a remote connection each takes its time. */
const AT_ONCE = 8;

/** Tells of each dashboard in the workspace as it is found, until all JSON files were looked at or `token` says to stop. */
export async function findDashboards(
  onFound: (dashboard: FoundDashboard) => void,
  token: vscode.CancellationToken,
): Promise<void> {
  const files = await vscode.workspace.findFiles('**/*.json', '**/node_modules/**', MAX_FILES, token);
  const inOrder = files.toSorted((a, b) => a.path.localeCompare(b.path));
  await eachOf(inOrder, AT_ONCE, async (uri) => {
    if (token.isCancellationRequested) return;
    const text = await readOpenText(uri, MAX_BYTES);
    if (text !== undefined && looksLikeDashboard(text)) onFound({ uri, title: dashboardTitle(text) });
  });
}
