import * as vscode from 'vscode';
import type { ServiceState } from '../../model/state.ts';
import { isProduction } from '../../model/isProduction.ts';

export interface Confirmation {
  readonly question: string;
  readonly detail: string;
  /** The word on the button. */
  readonly go: string;
}

/** Whether the user agrees to what may hurt a service: by a button, in production by typing the service's name. */
export async function confirmOn(
  service: Pick<ServiceState, 'name' | 'environment'>,
  { question, detail, go }: Confirmation,
): Promise<boolean> {
  const { name } = service;
  if (!isProduction(service)) {
    return (await vscode.window.showWarningMessage(question, { modal: true, detail }, go)) === go;
  }
  const typed = await vscode.window.showInputBox({
    title: question,
    prompt: vscode.l10n.t('{0} is in production. Type its name to go on.', name),
    placeHolder: name,
    ignoreFocusOut: true,
    validateInput: (text) => (text === name || text === '' ? undefined : vscode.l10n.t('This is not {0}.', name)),
  });
  return typed === name;
}
