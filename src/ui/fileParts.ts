import type * as vscode from 'vscode';
import { DisposableStore } from '../base/disposable.ts';
import type { AlertBook } from './alerts/alertBook.ts';
import { DashboardContext } from './dashboards/dashboardContext.ts';
import type { Host } from './host.ts';
import { LogLenses } from './logs/seen/logLenses.ts';
import { ExprEditing } from './rules/exprEditing.ts';
import type { RuleFiles } from './rules/ruleFiles.ts';
import { RuleLenses } from './rules/ruleLenses.ts';
import type { Settings } from './settings/settings.ts';
import { registerSettingsCompletion } from './settings/settingsCompletion.ts';

export interface FilePartsOptions extends Pick<Host, 'engine' | 'clock' | 'context' | 'onBug'> {
  readonly settings: Settings;
  readonly rules: RuleFiles;
  readonly alerts: AlertBook;
  readonly secretNames: () => readonly string[];
}

/** What Watchpost adds to files in editors: loaded once the services are on their way, since no file waits for it. */
export class FileParts implements vscode.Disposable {
  readonly #store = new DisposableStore();
  readonly ruleLenses: RuleLenses;
  readonly exprEditing: ExprEditing;

  constructor({ engine, clock, context, settings, rules, alerts, secretNames, onBug }: FilePartsOptions) {
    const own = this.#store.own.bind(this.#store);
    const isRuleFile = (uri: string): boolean => rules.has(uri);
    this.ruleLenses = own(new RuleLenses(engine, isRuleFile));
    own(engine.onRuleProblems(() => this.ruleLenses.refresh()));
    own(alerts.onDidChange(() => this.ruleLenses.refresh()));
    this.exprEditing = own(new ExprEditing({ engine, clock, isRuleFile, onBug }));
    const logLenses = own(new LogLenses({ engine, clock, settings, onBug }));
    own(settings.onDidChange(() => logLenses.refresh()));
    own(new DashboardContext(context, clock));
    own(registerSettingsCompletion({ engine, settings, secretNames }));
  }

  dispose(): void {
    this.#store.dispose();
  }
}
