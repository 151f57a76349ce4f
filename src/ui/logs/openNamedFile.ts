import path from 'node:path';
import * as vscode from 'vscode';
import { withoutLinks } from '../markdown.ts';

/** Parts of a path that are looked for in the workspace, the longest first. */
const PARTS_MAX = 6;

/**
 * Opens a file that a log names, at a line and column from 1: as it is where it lies in the workspace, else the file of the
 * workspace whose path ends in the same way. Nothing outside the workspace is opened, whatever a log says.
 */
export async function openNamedFile(rawPath: unknown, line: number, column: number): Promise<void> {
  if (typeof rawPath !== 'string' || rawPath === '' || rawPath.length > 1_000) return;
  const uri = await findInWorkspace(rawPath.replace(/^file:\/\//, ''));
  if (uri === undefined) {
    void vscode.window.showInformationMessage(withoutLinks(vscode.l10n.t('{0} is not in this workspace.', rawPath)));
    return;
  }
  const place = new vscode.Position(Math.max(0, line - 1), Math.max(0, column - 1));
  await vscode.window.showTextDocument(uri, {
    selection: new vscode.Range(place, place),
    viewColumn: vscode.ViewColumn.Beside,
  });
}

async function findInWorkspace(named: string): Promise<vscode.Uri | undefined> {
  const direct = vscode.Uri.file(named);
  if (path.isAbsolute(named) && vscode.workspace.getWorkspaceFolder(direct) !== undefined && (await exists(direct)))
    return direct;
  const parts = named.split(/[/\\]+/).filter((part) => part !== '' && part !== '.' && part !== '..');
  for (let count = Math.min(parts.length, PARTS_MAX); count > 0; count--) {
    // A name from a log is no pattern.
    const tail = parts.slice(-count).map((part) => part.replace(/[[\]{}()*?!]/g, '?'));
    const [found] = await vscode.workspace.findFiles(`**/${tail.join('/')}`, '**/node_modules/**', 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}
