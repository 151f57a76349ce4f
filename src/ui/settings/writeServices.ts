import * as vscode from 'vscode';
import type { NewService } from '../../config/newService.ts';
import { editSettings } from './editSettings.ts';

/** Where new services go: to the workspace's settings where it has a folder and is trusted, else to the user's. */
export function servicesTarget(): {
  readonly target: vscode.ConfigurationTarget;
  readonly before: Readonly<Record<string, unknown>>;
} {
  const inWorkspace = (vscode.workspace.workspaceFolders ?? []).length > 0 && vscode.workspace.isTrusted;
  const inspected = vscode.workspace.getConfiguration('watchpost').inspect<Record<string, unknown>>('services');
  return {
    target: inWorkspace ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global,
    before: (inWorkspace ? inspected?.workspaceValue : inspected?.globalValue) ?? {},
  };
}

/** Asks for the name of a new service, writes it to the settings, and shows it there. */
export async function writeService(globalStorage: vscode.Uri, found: NewService, title: string): Promise<void> {
  const { target, before } = servicesTarget();
  const name = await vscode.window.showInputBox({
    title,
    prompt: vscode.l10n.t('Its name'),
    value: found.name,
    ignoreFocusOut: true,
    validateInput: (text) => nameProblem(text, Object.keys(before)),
  });
  if (name === undefined || nameProblem(name, Object.keys(before)) !== undefined) return;
  const services = { ...before, [name.trim()]: found.service };
  await vscode.workspace.getConfiguration('watchpost').update('services', services, target);
  await editSettings(globalStorage, { id: name.trim(), name: name.trim(), probes: [], thresholds: [] });
}

function nameProblem(name: string, taken: readonly string[]): string | undefined {
  if (name.trim() === '') return vscode.l10n.t('A service needs a name.');
  return taken.includes(name.trim()) ? vscode.l10n.t('There is a service of that name already.') : undefined;
}
