import { homedir } from 'node:os';
import * as vscode from 'vscode';
import { environment } from '../../config/dotEnv.ts';
import type { ConfigInput, FolderInput } from '../../config/readConfig.ts';
import type { ProxySettings } from '../../model/request.ts';
import { proxySettings } from '../../config/proxySettings.ts';
import type { SettingKey } from '../../config/settings.ts';

/**
 * The settings of each folder with its `.env`. In a workspace without the user's trust only the user's own settings
 * count, and no `.env` is read.
 */
export async function readSettings(trusted: boolean): Promise<ConfigInput> {
  // With all that can be wrong in a setting it is much to read before anything is shown.
  const { SETTING_KEYS: keys, SETTINGS_PREFIX: prefix } = await import('../../config/settings.ts');
  const section = prefix.slice(0, -1);
  const read = (folder: vscode.WorkspaceFolder | undefined): Promise<FolderInput> =>
    readFolder(folder, trusted, section, keys);
  const folders = vscode.workspace.workspaceFolders ?? [];
  const inputs = folders.length === 0 ? [read(undefined)] : folders.map(read);
  const proxy = readProxy();
  return { folders: await Promise.all(inputs), userHome: homedir(), ...(proxy !== undefined && { proxy }) };
}

/** The editor's own `http` settings are the user's: no workspace can set them. */
function readProxy(): ProxySettings | undefined {
  const http = vscode.workspace.getConfiguration('http');
  const [proxy, noProxy, proxyStrictSSL, proxySupport] = ['proxy', 'noProxy', 'proxyStrictSSL', 'proxySupport'].map(
    (key): unknown => {
      const found = http.inspect(key);
      return found?.globalValue ?? found?.defaultValue;
    },
  );
  return proxySettings({ proxy, noProxy, proxyStrictSSL, proxySupport }, (name) => process.env[name]);
}

async function readFolder(
  folder: vscode.WorkspaceFolder | undefined,
  trusted: boolean,
  section: string,
  keys: readonly SettingKey[],
): Promise<FolderInput> {
  const configuration = vscode.workspace.getConfiguration(section, folder?.uri ?? null);
  const values: Record<string, unknown> = {};
  for (const key of keys) {
    const found = configuration.inspect(key);
    const value: unknown = trusted ? configuration.get(key) : (found?.globalValue ?? found?.defaultValue);
    // What the editor hands out is a proxy that throws on some reads; a copy is plain data.
    values[key] = value === undefined ? undefined : plainCopy(value);
  }
  const dotEnv = trusted && folder !== undefined ? await readDotEnv(folder) : '';
  return {
    values,
    env: environment(process.env, dotEnv),
    ...(folder !== undefined && { folderName: folder.name, folderPath: folder.uri.fsPath }),
  };
}

function plainCopy(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

/** The text of the `.env` file of a folder; empty where there is none. */
export async function readDotEnv(folder: vscode.WorkspaceFolder): Promise<string> {
  try {
    return Buffer.from(await vscode.workspace.fs.readFile(vscode.Uri.joinPath(folder.uri, '.env'))).toString('utf8');
  } catch (error) {
    // Most folders have none.
    if (error instanceof vscode.FileSystemError) return '';
    throw error;
  }
}
