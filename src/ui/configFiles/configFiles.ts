import * as vscode from 'vscode';
import type { Clock } from '../../base/clock.ts';
import { DisposableStore, Slot } from '../../base/disposable.ts';
import type { ConfigFileCheck } from '../../protocol/configFiles.ts';
import { ChannelError } from '../../protocol/rpc.ts';
import type { EngineClient } from '../engine/engineClient.ts';
import { readOpenText } from '../openText.ts';
import { toRange } from '../settings/settingsProblems.ts';
import { watchFiles } from '../watchFiles.ts';

/** Files of such a name; whether they are what their name says is told by what stands in them. */
const FILES = '**/{alertmanager,prometheus}*.{yml,yaml}';
const NOT_LOOKED_INTO = '**/{node_modules,.git,dist,vendor}/**';
const MAX_FILES = 50;
const MAX_BYTES = 1024 * 1024;
const DEBOUNCE_MS = 400;
const MAY_BE_ONE = /(^|[{,\s])["']?(route|receivers|scrape_configs|rule_files|alerting)["']?\s*:/;

/** The workspace's configurations of Alertmanager and Prometheus, with what those refuse in Problems, as it is written. */
export class ConfigFiles implements vscode.Disposable {
  readonly #engine: EngineClient;
  readonly #clock: Clock;
  readonly #onBug: (error: unknown, where: string) => void;
  readonly #store = new DisposableStore();
  readonly #timer = this.#store.own(new Slot());
  readonly #problems = this.#store.own(vscode.languages.createDiagnosticCollection('watchpost-configurations'));
  #checking = 0;

  constructor(engine: EngineClient, clock: Clock, onBug: (error: unknown, where: string) => void) {
    this.#engine = engine;
    this.#clock = clock;
    this.#onBug = onBug;
    this.#store.own(watchFiles([FILES], () => this.#checkLater()));
    this.#store.own(
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (/(alertmanager|prometheus)[^/]*\.ya?ml$/.test(document.uri.path)) this.#checkLater();
      }),
    );
    this.#store.own(engine.onDidConnect(() => this.#checkLater()));
    this.#checkLater();
  }

  /** The workspace's configurations of an Alertmanager, with their texts as an editor has them. */
  async alertmanagers(): Promise<readonly { readonly uri: vscode.Uri; readonly text: string }[]> {
    const checked = await Promise.all((await this.#find()).map((file) => this.#check(file)));
    return checked.flatMap(({ uri, text, check }) => (check?.kind === 'alertmanager' ? [{ uri, text }] : []));
  }

  dispose(): void {
    this.#checking++;
    this.#store.dispose();
  }

  #checkLater(): void {
    const check = (): void => {
      this.#show().catch((error: unknown) => this.#onBug(error, 'checking configurations'));
    };
    this.#timer.set(this.#clock.setTimeout(check, DEBOUNCE_MS));
  }

  async #show(): Promise<void> {
    const checking = ++this.#checking;
    const checked = await Promise.all((await this.#find()).map((file) => this.#check(file)));
    if (checking !== this.#checking) return;
    this.#problems.clear();
    for (const { uri, check } of checked) {
      const problems = check?.problems ?? [];
      this.#problems.set(
        uri,
        problems.map(({ message, range }) => {
          const place = range === undefined ? new vscode.Range(0, 0, 0, 0) : toRange(range);
          const diagnostic = new vscode.Diagnostic(place, message, vscode.DiagnosticSeverity.Error);
          diagnostic.source = 'watchpost';
          return diagnostic;
        }),
      );
    }
  }

  async #find(): Promise<{ readonly uri: vscode.Uri; readonly text: string }[]> {
    const uris = await vscode.workspace.findFiles(FILES, NOT_LOOKED_INTO, MAX_FILES);
    const texts = await Promise.all(uris.map((uri) => readOpenText(uri, MAX_BYTES)));
    return uris.flatMap((uri, i) => {
      const text = texts[i];
      return text === undefined || !MAY_BE_ONE.test(text) ? [] : [{ uri, text }];
    });
  }

  async #check({ uri, text }: { readonly uri: vscode.Uri; readonly text: string }): Promise<{
    readonly uri: vscode.Uri;
    readonly text: string;
    readonly check: ConfigFileCheck | undefined;
  }> {
    // They are read by the engine, which may not be needed for anything else here.
    this.#engine.start();
    try {
      return { uri, text, check: await this.#engine.request('checkConfigFile', [text]) };
    } catch (error) {
      // Checked again once it is there.
      if (error instanceof ChannelError) return { uri, text, check: undefined };
      throw error;
    }
  }
}
