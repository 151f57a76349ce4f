import * as vscode from 'vscode';
import { newServiceSnippet, type NewService } from '../../config/newService.ts';
import { editSettings } from './editSettings.ts';

/** Asks for a URL or port and a name, writes the service to the settings, and shows it there. */
export async function addService(globalStorage: vscode.Uri): Promise<void> {
  const typed = await vscode.window.showInputBox({
    title: vscode.l10n.t('Add a Service'),
    prompt: vscode.l10n.t('The address of its health endpoint, or a port of this machine'),
    placeHolder: 'http://localhost:3000/health, 3000, redis://localhost:6379, tcp://localhost:5432',
    ignoreFocusOut: true,
    validateInput: (text) =>
      text.trim() === '' || snippetOf(text) !== undefined
        ? undefined
        : vscode.l10n.t('This is neither a URL nor a port.'),
  });
  const found = typed === undefined ? undefined : snippetOf(typed);
  if (found === undefined) return;
  const inWorkspace = (vscode.workspace.workspaceFolders ?? []).length > 0 && vscode.workspace.isTrusted;
  const target = inWorkspace ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global;
  const configuration = vscode.workspace.getConfiguration('watchpost');
  const inspected = configuration.inspect<Record<string, unknown>>('services');
  const before = (inWorkspace ? inspected?.workspaceValue : inspected?.globalValue) ?? {};
  const name = await vscode.window.showInputBox({
    title: vscode.l10n.t('Add a Service'),
    prompt: vscode.l10n.t('Its name'),
    value: found.name,
    ignoreFocusOut: true,
    validateInput: (text) => nameProblem(text, Object.keys(before)),
  });
  if (name === undefined || nameProblem(name, Object.keys(before)) !== undefined) return;
  await configuration.update('services', { ...before, [name.trim()]: found.service }, target);
  await editSettings(globalStorage, { id: name.trim(), name: name.trim(), probes: [], thresholds: [] });
}

function nameProblem(name: string, taken: readonly string[]): string | undefined {
  if (name.trim() === '') return vscode.l10n.t('A service needs a name.');
  return taken.includes(name.trim()) ? vscode.l10n.t('There is a service of that name already.') : undefined;
}

/** A bare port is one of this machine. */
function snippetOf(typed: string): NewService | undefined {
  const port = /^:?(\d{1,5})(\/.*)?$/.exec(typed.trim());
  return newServiceSnippet(port === null ? typed : `http://localhost:${port[1]}${port[2] ?? ''}`);
}
