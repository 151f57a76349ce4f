import * as vscode from 'vscode';
import type { SettingsFile } from './problemPlaces.ts';

const USER_SCHEME = 'vscode-userdata';

/** Whether the workspace's files name services, which is all that is looked for in them while they are not trusted. */
export async function workspaceNamesServices(globalStorage: vscode.Uri): Promise<boolean> {
  const users = new Set((await readSettingsFiles(globalStorage, false)).map(({ uri }) => uri));
  const files = await readSettingsFiles(globalStorage, true);
  return files.some(({ uri, locator }) => !users.has(uri) && locator.depth(['watchpost.services']) > 0);
}

/** The files whose settings count here and that can be read, the most specific first. */
export async function readSettingsFiles(globalStorage: vscode.Uri, trusted: boolean): Promise<readonly SettingsFile[]> {
  const { workspaceFolders = [], workspaceFile } = vscode.workspace;
  const found: Promise<SettingsFile | undefined>[] = [];
  if (trusted) {
    for (const { uri } of workspaceFolders) {
      found.push(readSettingsFile(vscode.Uri.joinPath(uri, '.vscode', 'settings.json'), uri.fsPath));
    }
    if (workspaceFile !== undefined && workspaceFile.scheme !== 'untitled') found.push(readSettingsFile(workspaceFile));
  }
  found.push(readUserSettings(globalStorage), readSettingsFile(machineSettings(globalStorage)));
  return (await Promise.all(found)).filter((file) => file !== undefined);
}

/**
 * The user's settings. The editor has no API that says where they are: they lie two folders above the extensions' global
 * storage, under a scheme of their own or (in a browser's window) as a file; in a remote window only the client has them.
 */
async function readUserSettings(globalStorage: vscode.Uri): Promise<SettingsFile | undefined> {
  const beside = vscode.Uri.joinPath(globalStorage, '..', '..', 'settings.json');
  const isLocal = vscode.env.remoteName === undefined;
  const path = isLocal ? beside.path : '/User/settings.json';
  return (
    (await readSettingsFile(vscode.Uri.from({ scheme: USER_SCHEME, path }))) ??
    (isLocal ? undefined : await readSettingsFile(beside))
  );
}

/** A remote machine's own settings, which the editor counts among the user's. */
function machineSettings(globalStorage: vscode.Uri): vscode.Uri {
  return vscode.Uri.joinPath(globalStorage, '..', '..', '..', 'Machine', 'settings.json');
}

async function readSettingsFile(uri: vscode.Uri, folderPath?: string): Promise<SettingsFile | undefined> {
  let text: string;
  try {
    text = Buffer.from(await vscode.workspace.fs.readFile(uri)).toString('utf8');
  } catch (error) {
    if (error instanceof vscode.FileSystemError) return undefined;
    throw error;
  }
  // The JSON parser is needed only here, so it is loaded only here.
  const { createLocator } = await import('../../config/locate.ts');
  return { uri: uri.toString(), locator: createLocator(text), ...(folderPath !== undefined && { folderPath }) };
}
