import * as vscode from 'vscode';
import { language } from '../../base/l10n.ts';
import { DisposableStore } from '../../base/disposable.ts';
import { formatQuantity, formatSeconds } from '../../base/unit.ts';
import type { RuleStatus } from '../../model/alert.ts';
import { ChannelError } from '../../protocol/rpc.ts';
import type { RuleReplay } from '../../protocol/rules.ts';
import { COMMANDS } from '../contributions.ts';
import type { EngineClient } from '../engine/engineClient.ts';
import { withoutLinks } from '../markdown.ts';
import { toRange } from '../settings/settingsProblems.ts';
import { replayText, ruleStateText } from './ruleTexts.ts';

const DAY_MS = 86_400_000;
const REPLAY_TIMEOUT_MS = 15_000;
const RULE_FILES = [{ language: 'yaml' }, { pattern: '**/*.{yml,yaml}' }];

/** Above each rule of a rule file its state and current value, and when it would have fired. */
export class RuleLenses implements vscode.CodeLensProvider, vscode.Disposable {
  readonly #engine: EngineClient;
  readonly #isRuleFile: (uri: string) => boolean;
  readonly #store = new DisposableStore();
  readonly #changed = this.#store.own(new vscode.EventEmitter<void>());

  readonly onDidChangeCodeLenses = this.#changed.event;

  constructor(engine: EngineClient, isRuleFile: (uri: string) => boolean) {
    this.#engine = engine;
    this.#isRuleFile = isRuleFile;
    this.#store.own(vscode.languages.registerCodeLensProvider(RULE_FILES, this));
  }

  /** The rules were evaluated, or are others. */
  refresh(): void {
    const shown = vscode.window.visibleTextEditors.some(({ document }) => this.#isRuleFile(document.uri.toString()));
    if (shown) this.#changed.fire();
  }

  async provideCodeLenses({ uri, isDirty }: vscode.TextDocument): Promise<vscode.CodeLens[]> {
    // The places are those of the file on disk.
    if (isDirty || !this.#isRuleFile(uri.toString())) return [];
    const statuses = await this.#ask(() => this.#engine.request('ruleStatuses', [uri.toString()]));
    return (statuses ?? []).flatMap((status) => lensesOf(uri, status));
  }

  /** Says when the alerting rule at that place would have fired over the last day of the stored history. */
  async replay(uri: unknown, line: unknown): Promise<void> {
    if (typeof uri !== 'string' || typeof line !== 'number') return;
    const replay = await vscode.window.withProgress(
      { location: vscode.ProgressLocation.Window, title: vscode.l10n.t('Evaluating the rule over the stored history') },
      () => this.#engine.request('replayRule', [uri, line, DAY_MS], { timeoutMs: REPLAY_TIMEOUT_MS }),
    );
    if (replay === undefined) return;
    await showReplay(replay);
  }

  dispose(): void {
    this.#store.dispose();
  }

  async #ask<T>(request: () => Promise<T>): Promise<T | undefined> {
    try {
      return await request();
    } catch (error) {
      // The engine is away; the lenses come with it.
      if (error instanceof ChannelError) return undefined;
      throw error;
    }
  }
}

function lensesOf(uri: vscode.Uri, status: RuleStatus): vscode.CodeLens[] {
  const range = toRange(status.range);
  const state: vscode.Command = {
    title: ruleStateText(status, formatQuantity),
    command: COMMANDS.queryFromRule,
    arguments: [status.expr],
    tooltip: status.error ?? vscode.l10n.t('Open the expression in the query panel'),
  };
  if (status.kind === 'record') return [new vscode.CodeLens(range, state)];
  const replay: vscode.Command = {
    title: vscode.l10n.t('would have fired…'),
    command: COMMANDS.replayRule,
    arguments: [uri.toString(), status.range.startLine],
    tooltip: vscode.l10n.t('When this rule would have fired over the last day of the stored history'),
  };
  return [new vscode.CodeLens(range, state), new vscode.CodeLens(range, replay)];
}

async function showReplay(replay: RuleReplay): Promise<void> {
  const { firings, error } = replay;
  if (error !== undefined || firings.length === 0) {
    void vscode.window.showInformationMessage(withoutLinks(`Watchpost: ${replayText(replay)}`));
    return;
  }
  const items = firings.map(({ startMs, endMs }) => ({
    label: new Date(startMs).toLocaleString(language()),
    description: vscode.l10n.t('for {0}', formatSeconds((endMs - startMs) / 1000)),
  }));
  await vscode.window.showQuickPick(items, { title: replayText(replay) });
}
