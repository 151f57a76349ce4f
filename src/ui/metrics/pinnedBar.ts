import * as vscode from 'vscode';
import { COMMANDS } from '../contributions.ts';
import { nodeId } from '../tree/treeNodes.ts';
import { type PinnedNumber, pinnedLook } from './pinnedText.ts';

/** The second item in the status bar: the pinned metrics. What it says is decided in `pinnedText.ts`. */
export class PinnedBar implements vscode.Disposable {
  readonly #item: vscode.StatusBarItem;
  #shown = '';

  constructor() {
    this.#item = vscode.window.createStatusBarItem('watchpost.pinned', vscode.StatusBarAlignment.Left, 49);
    this.#item.name = vscode.l10n.t('Watchpost: pinned metrics');
  }

  show(numbers: readonly PinnedNumber[]): void {
    const look = pinnedLook(numbers);
    const shown = JSON.stringify(look);
    if (shown === this.#shown) return;
    this.#shown = shown;
    const [first] = numbers;
    if (look === undefined || first === undefined) {
      this.#item.hide();
      return;
    }
    const tooltip = new vscode.MarkdownString(look.tooltip, true);
    tooltip.isTrusted = { enabledCommands: [COMMANDS.openMetricChart, COMMANDS.unpinMetric] };
    this.#item.text = look.text;
    this.#item.tooltip = tooltip;
    this.#item.accessibilityInformation = { label: look.spoken };
    this.#item.command = {
      command: COMMANDS.openMetricChart,
      title: vscode.l10n.t('Open as Chart'),
      arguments: [nodeId('metric', first.serviceId, first.metric)],
    };
    this.#item.show();
  }

  /** What is shown, for tests; empty while it is hidden. */
  get text(): string {
    return this.#shown === '' ? '' : this.#item.text;
  }

  dispose(): void {
    this.#item.dispose();
  }
}
