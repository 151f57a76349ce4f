import * as vscode from 'vscode';
import { isProduction } from '../../model/isProduction.ts';
import { COMMANDS } from '../contributions.ts';

const KEY = 'environment';

export interface EnvironmentSwitchOptions {
  readonly memento: Pick<vscode.Memento, 'get' | 'update'>;
  /** The user chose; undefined: all environments. */
  readonly onChoice: (environment: string | undefined) => void;
}

/** Which environment's services are watched: chosen in the status bar, kept per workspace. */
export class EnvironmentSwitch implements vscode.Disposable {
  readonly #options: EnvironmentSwitchOptions;
  readonly #item = vscode.window.createStatusBarItem('watchpost.environment', vscode.StatusBarAlignment.Left, 49);
  #environments: readonly string[] = [];
  #chosen: string | undefined;

  constructor(options: EnvironmentSwitchOptions) {
    this.#options = options;
    const stored: unknown = options.memento.get(KEY);
    this.#chosen = typeof stored === 'string' ? stored : undefined;
    this.#item.name = vscode.l10n.t('Watchpost: environment');
    this.#item.command = COMMANDS.switchEnvironment;
  }

  /** The environment that was chosen; undefined: all. */
  get chosen(): string | undefined {
    return this.#chosen;
  }

  /** Takes what was chosen in another window on the same folder; whether that is another one than here. */
  adopt(environment: string | undefined): boolean {
    if (environment === this.#chosen) return false;
    this.#chosen = environment;
    return true;
  }

  /** What the settings name. Where it is one and the same for all, there is nothing to switch. */
  show(environments: readonly string[]): void {
    this.#environments = environments;
    const current = environments.find((name) => name === this.#chosen);
    if (environments.length < 2) {
      this.#item.hide();
      return;
    }
    const inProduction = current !== undefined && isProduction({ environment: current });
    this.#item.text = `$(server-environment) ${(current ?? vscode.l10n.t('all')).replaceAll('$(', '$\u200B(')}`;
    this.#item.tooltip =
      current === undefined
        ? vscode.l10n.t('The services of all environments are watched.')
        : vscode.l10n.t('The services of {0} are watched, and those of no environment.', current);
    this.#item.backgroundColor = inProduction ? new vscode.ThemeColor('statusBarItem.warningBackground') : undefined;
    this.#item.accessibilityInformation = {
      label: vscode.l10n.t('Watchpost: environment {0}', current ?? vscode.l10n.t('all')),
    };
    this.#item.show();
  }

  /** Lets the user choose. */
  async choose(): Promise<void> {
    if (this.#environments.length === 0) {
      void vscode.window.showInformationMessage(vscode.l10n.t('Watchpost: no service names an environment.'));
      return;
    }
    const items = [
      { label: vscode.l10n.t('All Environments'), iconPath: new vscode.ThemeIcon('layers'), environment: undefined },
      ...this.#environments.map((environment) => ({
        label: environment,
        iconPath: new vscode.ThemeIcon(isProduction({ environment }) ? 'warning' : 'server-environment'),
        environment,
      })),
    ];
    const choice = await vscode.window.showQuickPick(items, {
      title: vscode.l10n.t('Watch Which Environment?'),
      placeHolder: vscode.l10n.t('Services of no environment are always watched.'),
    });
    if (choice === undefined) return;
    this.#chosen = choice.environment;
    await this.#options.memento.update(KEY, choice.environment);
    this.show(this.#environments);
    this.#options.onChoice(choice.environment);
  }

  dispose(): void {
    this.#item.dispose();
  }
}
