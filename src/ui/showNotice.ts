import * as vscode from 'vscode';
import { shorten, withoutLinks } from './markdown.ts';

const MAX_TEXT = 300;

/** Shows a notification whose text may come from outside; gives the action that was chosen. */
export function showNotice(
  severity: 'critical' | 'warning' | 'info',
  text: string,
  actions: readonly string[],
): Thenable<string | undefined> {
  const message = withoutLinks(`Watchpost: ${shorten(text.replace(/\s+/g, ' '), MAX_TEXT)}`);
  if (severity === 'critical') return vscode.window.showErrorMessage(message, ...actions);
  if (severity === 'warning') return vscode.window.showWarningMessage(message, ...actions);
  return vscode.window.showInformationMessage(message, ...actions);
}
