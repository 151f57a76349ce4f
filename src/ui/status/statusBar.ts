import * as vscode from 'vscode';
import { COMMANDS } from '../contributions.ts';
import { statusBarLook, type StatusBarInput } from './statusBarText.ts';

const BACKGROUNDS = { error: 'statusBarItem.errorBackground', warning: 'statusBarItem.warningBackground' } as const;

/** The one item in the status bar. What it says is decided in `statusBarText.ts`. */
export class StatusBar implements vscode.Disposable {
  readonly #item: vscode.StatusBarItem;
  #shown = '';

  constructor() {
    this.#item = vscode.window.createStatusBarItem('watchpost.status', vscode.StatusBarAlignment.Left, 50);
    this.#item.name = vscode.l10n.t('Watchpost: services');
    this.#item.command = COMMANDS.revealFailing;
  }

  show(input: StatusBarInput): void {
    const look = statusBarLook(input);
    const shown = JSON.stringify(look);
    if (shown === this.#shown) return;
    this.#shown = shown;
    if (look === undefined) {
      this.#item.hide();
      return;
    }
    const tooltip = new vscode.MarkdownString(look.tooltip, true);
    tooltip.isTrusted = { enabledCommands: [COMMANDS.openPanel, COMMANDS.showLog, COMMANDS.showAlerts] };
    this.#item.text = look.text;
    this.#item.tooltip = tooltip;
    this.#item.accessibilityInformation = { label: look.spoken };
    this.#item.backgroundColor =
      look.background === undefined ? undefined : new vscode.ThemeColor(BACKGROUNDS[look.background]);
    this.#item.show();
  }

  /** What is shown, for tests. */
  get text(): string {
    return this.#item.text;
  }

  dispose(): void {
    this.#item.dispose();
  }
}
