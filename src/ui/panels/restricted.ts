import * as vscode from 'vscode';

/** Why a page has nothing of what the workspace's settings name, in a workspace without trust; undefined where it has trust. */
export function whyRestricted(): string | undefined {
  if (vscode.workspace.isTrusted) return undefined;
  return vscode.l10n.t(
    'This workspace is not trusted, so nothing that its settings name is looked at. This page goes on once you trust it.',
  );
}

/** Shows where the user says whether a workspace is trusted. */
export async function manageTrust(): Promise<void> {
  await vscode.commands.executeCommand('workbench.trust.manage');
}
