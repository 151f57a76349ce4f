import * as vscode from 'vscode';
import type { Host } from '../host.ts';
import type { Settings } from './settings.ts';

export interface SettingsCompletionOptions extends Pick<Host, 'engine'> {
  readonly settings: Settings;
  /** Names of secrets that were typed in. */
  readonly secretNames: () => readonly string[];
}

const DOCUMENTS = [{ pattern: '**/settings.json' }, { pattern: '**/*.code-workspace' }];
const TRIGGERS = ['"', '$', '{', '/', '(', '[', '='];

/** Offers in settings files what the settings' schema cannot know: names of services, secrets and metrics, paths, PromQL. */
export function registerSettingsCompletion(options: SettingsCompletionOptions): vscode.Disposable {
  return vscode.languages.registerCompletionItemProvider(
    DOCUMENTS,
    {
      async provideCompletionItems(document, position) {
        const { completionsAt } = await import('./settingsAnswers.ts');
        return completionsAt(document, position, options);
      },
    },
    ...TRIGGERS,
  );
}
