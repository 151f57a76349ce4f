import { posix } from 'node:path';
import * as vscode from 'vscode';
import { checkPanelState } from './dashboardChecks.ts';

/**
 * The file that a page's kept state names; undefined where that is none of the workspace. The state is the page's, which is not
 * trusted: it is not to have any other file of the machine read.
 */
export function restoredFile(state: unknown): vscode.Uri | undefined {
  const text = checkPanelState(state);
  if (text === undefined) return undefined;
  let uri: vscode.Uri;
  try {
    uri = vscode.Uri.parse(text, true);
  } catch {
    return undefined; // no URI
  }
  // A path that climbs out of its folder would still begin with it.
  const plain = uri.with({ path: posix.normalize(uri.path), query: '', fragment: '' });
  return vscode.workspace.getWorkspaceFolder(plain) === undefined ? undefined : plain;
}
