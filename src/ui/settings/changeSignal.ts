import * as vscode from 'vscode';
import type { Service } from '../../model/service.ts';
import { openSettingsAt } from './editSettings.ts';

/**
 * Opens the settings where the query of a signal of `service` is changed. Where the settings do not name the signal yet, its
 * query is written there first, as it is: the user changes it in place.
 */
export async function changeSignal(
  globalStorage: vscode.Uri,
  service: Service,
  signal: string,
  query: string,
): Promise<void> {
  const entry = service.entry ?? service.name;
  const path = ['watchpost.services', entry, 'signals', signal];
  const folder = vscode.workspace.workspaceFolders?.find(({ name }) => service.id.startsWith(`${name} › `));
  const configuration = vscode.workspace.getConfiguration('watchpost', folder?.uri);
  const inspected = configuration.inspect<Record<string, unknown>>('services');
  const { WorkspaceFolder, Workspace, Global } = vscode.ConfigurationTarget;
  const places = [
    [inspected?.workspaceFolderValue, WorkspaceFolder],
    [inspected?.workspaceValue, Workspace],
    [inspected?.globalValue, Global],
  ] as const;
  for (const [services, target] of places) {
    const before = services?.[entry];
    if (typeof before !== 'object' || before === null) continue;
    const named = (before as { signals?: object }).signals ?? {};
    if (Object.hasOwn(named, signal)) break;
    const signals = { ...named, [signal]: query };
    await configuration.update('services', { ...services, [entry]: { ...before, signals } }, target);
    break;
  }
  await openSettingsAt(globalStorage, path, service);
}
