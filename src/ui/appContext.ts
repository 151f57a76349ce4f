import * as vscode from 'vscode';
import { CONTEXT_KEYS, type ContextKeyName } from './contributions.ts';

/** The context keys that `when` clauses in package.json ask for; each is told to the editor only when it changes. */
export class AppContext {
  readonly #told = new Map<ContextKeyName, unknown>();

  set(name: ContextKeyName, value: boolean | string): void {
    if (this.#told.get(name) === value) return;
    this.#told.set(name, value);
    void vscode.commands.executeCommand('setContext', CONTEXT_KEYS[name], value);
  }
}
