import * as vscode from 'vscode';
import type { Clock } from '../../base/clock.ts';
import { DisposableStore, Slot } from '../../base/disposable.ts';
import { Emitter } from '../../base/event.ts';
import type { ConfigOutput } from '../../config/readConfig.ts';
import { readSettings } from './settingsReader.ts';

const DEBOUNCE_MS = 200;

export interface SettingsOptions {
  /** The environment whose services are wanted; undefined: all. */
  readonly environment: () => string | undefined;
  readonly clock: Clock;
  readonly onBug: (error: unknown, where: string) => void;
}

/** The settings as last read; reads them again when a setting, a folder, a `.env` or the user's trust changes. */
export class Settings implements vscode.Disposable {
  readonly #options: SettingsOptions;
  readonly #store = new DisposableStore();
  readonly #changed = this.#store.own(new Emitter<ConfigOutput>());
  readonly #timer = this.#store.own(new Slot());
  readonly #dotEnv = this.#store.own(new Slot<DisposableStore>());
  #whole: ConfigOutput | undefined;
  #environments: readonly string[] = [];
  #output: ConfigOutput | undefined;
  #reading = 0;

  readonly onDidChange = this.#changed.event;

  constructor(options: SettingsOptions) {
    this.#options = options;
    const { workspace } = vscode;
    const later = (): void => this.#readLater();
    this.#store.own(
      workspace.onDidChangeConfiguration((event) => {
        if (['watchpost', 'http'].some((section) => event.affectsConfiguration(section))) later();
      }),
    );
    this.#store.own(workspace.onDidGrantWorkspaceTrust(later));
    this.#store.own(
      workspace.onDidChangeWorkspaceFolders(() => {
        this.#watchDotEnv();
        later();
      }),
    );
  }

  /** All environments that the settings name. */
  get environments(): readonly string[] {
    return this.#environments;
  }

  /** The services of the chosen environment. Undefined until the first reading ends. */
  get output(): ConfigOutput | undefined {
    return this.#output;
  }

  /** The settings as they are first read. */
  first(): Promise<ConfigOutput> {
    return new Promise((resolve) => {
      const listening = this.onDidChange((output) => {
        listening.dispose();
        resolve(output);
      });
    });
  }

  /** Reads now. Of two readings under way the later one counts. */
  async read(): Promise<void> {
    const reading = ++this.#reading;
    // Not before: a window's first watcher takes as long as a good part of its activation.
    if (this.#dotEnv.value === undefined) this.#watchDotEnv();
    // Loaded here and not with the entry: activation ends before settings are read.
    const [{ readConfig }, { environmentsOf }, input] = await Promise.all([
      import('../../config/readConfig.ts'),
      import('../../config/inEnvironment.ts'),
      readSettings(vscode.workspace.isTrusted),
    ]);
    const output = readConfig(input);
    if (reading !== this.#reading || this.#store.isDisposed) return;
    this.#whole = output;
    this.#environments = environmentsOf(output);
    await this.chooseEnvironment();
  }

  /** Gives the services of the environment that is chosen now. */
  async chooseEnvironment(): Promise<void> {
    const { inEnvironment } = await import('../../config/inEnvironment.ts');
    if (this.#whole === undefined || this.#store.isDisposed) return;
    this.#output = inEnvironment(this.#whole, this.#options.environment());
    this.#changed.fire(this.#output);
  }

  dispose(): void {
    this.#store.dispose();
  }

  #watchDotEnv(): void {
    this.#dotEnv.set(watchDotEnv(() => this.#readLater()));
  }

  #readLater(): void {
    const read = (): void => {
      this.#timer.set(undefined);
      this.read().catch((error: unknown) => this.#options.onBug(error, 'reading the settings'));
    };
    this.#timer.set(this.#options.clock.setTimeout(read, DEBOUNCE_MS));
  }
}

function watchDotEnv(onChange: () => void): DisposableStore {
  const store = new DisposableStore();
  for (const folder of vscode.workspace.workspaceFolders ?? []) {
    const watcher = store.own(vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(folder, '.env')));
    const changed = (): void => {
      if (vscode.workspace.isTrusted) onChange();
    };
    for (const event of [watcher.onDidChange, watcher.onDidCreate, watcher.onDidDelete]) store.own(event(changed));
  }
  return store;
}
