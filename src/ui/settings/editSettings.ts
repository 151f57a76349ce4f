import * as vscode from 'vscode';
import type { Service } from '../../model/service.ts';
import { fileOf } from './problemPlaces.ts';
import { readSettingsFiles } from './settingsFiles.ts';
import { toRange } from './settingsProblems.ts';

/** Opens the settings file that names the service, or the probe, at its line. */
export async function editSettings(globalStorage: vscode.Uri, service?: Service, probeName?: string): Promise<void> {
  const path = service === undefined ? ['watchpost.services'] : settingsPath(service, probeName);
  if (await openSettingsAt(globalStorage, path, service)) return;
  const hasFolder = (vscode.workspace.workspaceFolders ?? []).length > 0;
  await vscode.commands.executeCommand(
    hasFolder && vscode.workspace.isTrusted
      ? 'workbench.action.openWorkspaceSettingsFile'
      : 'workbench.action.openSettingsJson',
  );
}

/** Opens the settings file that holds `path`, at it; false where none does. */
export async function openSettingsAt(
  globalStorage: vscode.Uri,
  path: readonly (string | number)[],
  service?: Service,
): Promise<boolean> {
  const files = await readSettingsFiles(globalStorage, vscode.workspace.isTrusted);
  const folders = vscode.workspace.workspaceFolders ?? [];
  const folder = service && folders.find(({ name }) => service.id.startsWith(`${name} › `));
  const file = fileOf(path, folder?.uri.fsPath, files);
  const range = file?.locator.locate(path);
  if (file === undefined || range === undefined) return false;
  const editor = await vscode.window.showTextDocument(vscode.Uri.parse(file.uri), { selection: toRange(range) });
  editor.revealRange(toRange(range), vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  return true;
}

/**
 * From the settings' root to a service or probe, as far as the probe's name tells: `metrics 2` is the second one of `metrics`.
 * A service that an environment makes is where that stands.
 */
export function settingsPath(
  { name, entry, environment }: Pick<Service, 'name' | 'entry' | 'environment'>,
  probeName?: string,
): readonly (string | number)[] {
  if (entry !== undefined && environment !== undefined)
    return ['watchpost.services', entry, 'environments', environment];
  const path = ['watchpost.services', name];
  if (probeName === undefined) return path;
  const [, key = probeName, number] = /^(.*?)(?: (\d+))?$/.exec(probeName) ?? [];
  return number === undefined ? [...path, key] : [...path, key, Number(number) - 1];
}
