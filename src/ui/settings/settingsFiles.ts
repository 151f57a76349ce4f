import * as vscode from 'vscode';
import type { SettingsFile } from './problemPlaces.ts';

/** Whether the workspace's files name services, which is all that is looked for in them while they are not trusted. */
export async function workspaceNamesServices(globalStorage: vscode.Uri): Promise<boolean> {
  const files = await readSettingsFiles(globalStorage, true);
  return files.some(
    ({ uri, locator }) => !uri.startsWith('vscode-userdata:') && locator.depth(['watchpost.services']) > 0,
  );
}

/** The files whose settings count here and that can be read, the most specific first. */
export async function readSettingsFiles(globalStorage: vscode.Uri, trusted: boolean): Promise<readonly SettingsFile[]> {
  // The JSON parser is needed only here, so it is loaded only here.
  const { createLocator } = await import('../../config/locate.ts');
  const { workspaceFolders = [], workspaceFile } = vscode.workspace;
  const candidates: { readonly uri: vscode.Uri; readonly folderPath?: string }[] = [];
  if (trusted) {
    for (const { uri } of workspaceFolders) {
      candidates.push({ uri: vscode.Uri.joinPath(uri, '.vscode', 'settings.json'), folderPath: uri.fsPath });
    }
    if (workspaceFile !== undefined && workspaceFile.scheme !== 'untitled') candidates.push({ uri: workspaceFile });
  }
  candidates.push(...userSettings(globalStorage).map((uri) => ({ uri })));
  const files = await Promise.all(
    candidates.map(async ({ uri, folderPath }): Promise<SettingsFile | undefined> => {
      const text = await readText(uri);
      if (text === undefined) return undefined;
      const file = { uri: uri.toString(), locator: createLocator(text) };
      return folderPath === undefined ? file : Object.assign(file, { folderPath });
    }),
  );
  return files.filter((file) => file !== undefined);
}

/**
 * Where the user's settings may be: the editor has no API that says it. On the desktop they lie two folders above the
 * extensions' global storage; in a remote window the client serves them under a scheme of its own.
 */
function userSettings(globalStorage: vscode.Uri): readonly vscode.Uri[] {
  const beside = vscode.Uri.joinPath(globalStorage, '..', '..', 'settings.json');
  return vscode.env.remoteName === undefined && vscode.env.uiKind === vscode.UIKind.Desktop
    ? [vscode.Uri.from({ scheme: 'vscode-userdata', path: beside.path })]
    : [vscode.Uri.from({ scheme: 'vscode-userdata', path: '/User/settings.json' })];
}

async function readText(uri: vscode.Uri): Promise<string | undefined> {
  try {
    return Buffer.from(await vscode.workspace.fs.readFile(uri)).toString('utf8');
  } catch (error) {
    if (error instanceof vscode.FileSystemError) return undefined;
    throw error;
  }
}
