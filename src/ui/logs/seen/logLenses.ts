import * as vscode from 'vscode';
import type { Clock } from '../../../base/clock.ts';
import { DisposableStore } from '../../../base/disposable.ts';
import type { ConfigOutput } from '../../../config/readConfig.ts';
import type { EngineClient } from '../../engine/engineClient.ts';
import { LOG_LANGUAGES } from './languages.ts';
import type { SeenLenses } from './seenLenses.ts';

export interface LogLensesOptions {
  readonly engine: EngineClient;
  readonly clock: Clock;
  readonly settings: { readonly output: ConfigOutput | undefined };
  readonly onBug: (error: unknown, where: string) => void;
}

/** Above each log statement, and when it is hovered over, how often its message was seen in the last hour. What is done for it is loaded with the first source. */
export class LogLenses implements vscode.CodeLensProvider, vscode.HoverProvider, vscode.Disposable {
  readonly #options: LogLensesOptions;
  readonly #store = new DisposableStore();
  readonly #changed = this.#store.own(new vscode.EventEmitter<void>());
  #loading: Promise<SeenLenses> | undefined;

  readonly onDidChangeCodeLenses = this.#changed.event;

  constructor(options: LogLensesOptions) {
    this.#options = options;
    const languages = LOG_LANGUAGES.map((language) => ({ language }));
    this.#store.own(vscode.languages.registerCodeLensProvider(languages, this));
    this.#store.own(vscode.languages.registerHoverProvider(languages, this));
    this.#store.own(options.engine.onDidConnect(() => this.refresh()));
  }

  /** The settings or the logs are others. */
  refresh(): void {
    void this.#loading?.then((seen) => seen.forget());
    this.#changed.fire();
  }

  async provideCodeLenses(document: vscode.TextDocument): Promise<vscode.CodeLens[]> {
    return this.#isWanted ? (await this.#load()).lensesOf(document) : [];
  }

  async provideHover(document: vscode.TextDocument, at: vscode.Position): Promise<vscode.Hover | undefined> {
    return this.#isWanted ? (await this.#load()).hoverAt(document, at) : undefined;
  }

  dispose(): void {
    this.#store.dispose();
  }

  /** Whether the user wants it, and there is a log that is read. */
  get #isWanted(): boolean {
    const { output } = this.#options.settings;
    return output?.logsInSource === true && output.config.services.some(({ logs }) => logs !== undefined);
  }

  #load(): Promise<SeenLenses> {
    this.#loading ??= import('./seenLenses.ts').then(({ SeenLenses: Lenses }) =>
      this.#store.own(
        new Lenses(
          this.#options,
          () => this.#isWanted,
          () => this.#changed.fire(),
        ),
      ),
    );
    return this.#loading;
  }
}
