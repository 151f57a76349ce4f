import * as vscode from 'vscode';
import type { Clock } from '../../base/clock.ts';
import { DisposableStore, Slot } from '../../base/disposable.ts';
import type { RuleFileProblems, RuleFileText } from '../../protocol/rules.ts';
import { toRange } from '../settings/settingsProblems.ts';
import { watchFiles } from '../watchFiles.ts';

const DEBOUNCE_MS = 300;
const MAX_FILES = 200;
/** Prometheus' own configurations, whose rule files are found through them. */
const CONFIGURATIONS = '**/prometheus*.{yml,yaml}';
const NOT_LOOKED_INTO = '**/{node_modules,.git,dist,vendor}/**';
const MAX_CONFIGURATIONS = 20;
const MAX_BYTES = 4 * 1024 * 1024;

/** Where the rules of the thresholds can be read: they stand in no file. */
const THRESHOLDS = vscode.Uri.from({ scheme: 'watchpost-rules', path: '/thresholds.rules.yml' });

export interface RuleFilesOptions {
  readonly clock: Clock;
  /** The rules that Watchpost brings along. */
  readonly builtIn: vscode.Uri;
  /** The rule files that a Prometheus configuration names; none while the engine is away. */
  readonly ruleFilesOf: (configuration: string) => Promise<readonly string[]>;
  readonly send: (files: readonly RuleFileText[]) => void;
  readonly onBug: (error: unknown, where: string) => void;
}

/** Which rules there are, by the settings. */
export interface WatchedRules {
  /** The rule files, below the workspace's folders. */
  readonly patterns: readonly string[];
  /** Whether those are left to the Prometheus of the settings, and only checked. */
  readonly areLeft: boolean;
  /** The built-in rules that are switched off; `true`: all. */
  readonly without: readonly string[] | true;
  /** The rules that are made of the settings' thresholds; empty: none. */
  readonly thresholds: string;
}

/** The workspace's rule files: found by patterns, read again when they change, with what is wrong with them in Problems. */
export class RuleFiles implements vscode.Disposable {
  readonly #options: RuleFilesOptions;
  readonly #store = new DisposableStore();
  readonly #watchers = this.#store.own(new Slot<vscode.Disposable>());
  readonly #namedWatchers = this.#store.own(new Slot<vscode.Disposable>());
  readonly #timer = this.#store.own(new Slot());
  readonly #thresholdsChanged = this.#store.own(new vscode.EventEmitter<vscode.Uri>());
  readonly #problems = this.#store.own(vscode.languages.createDiagnosticCollection('watchpost-rules'));
  #watching: WatchedRules = { patterns: [], areLeft: false, without: true, thresholds: '' };
  #uris: ReadonlySet<string> = new Set();
  #watched = '';
  #named = '[]';
  #leftOut: readonly RuleFileProblems[] = [];
  #reading = 0;

  constructor(options: RuleFilesOptions) {
    this.#options = options;
    this.#store.own(
      vscode.workspace.registerTextDocumentContentProvider(THRESHOLDS.scheme, {
        onDidChange: this.#thresholdsChanged.event,
        provideTextDocumentContent: () => this.#watching.thresholds,
      }),
    );
  }

  /** Watches these from now on, in place of those before. */
  watch(rules: WatchedRules): void {
    const folders = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.toString());
    const watched = JSON.stringify([rules, folders]);
    if (watched === this.#watched) return;
    this.#watched = watched;
    this.#watching = rules;
    this.#thresholdsChanged.fire(THRESHOLDS);
    this.#watchers.set(this.#watchersOf(relativePatterns([...rules.patterns, CONFIGURATIONS])));
    this.#readLater();
  }

  show(files: readonly RuleFileProblems[]): void {
    this.#problems.clear();
    for (const { uri, problems } of [...files, ...this.#leftOut]) {
      // Rules of ours are no matter of style of the user's: two services may have thresholds for one metric.
      this.#problems.set(
        vscode.Uri.parse(uri),
        problems
          .filter(({ isLint }) => isLint !== true || uri !== THRESHOLDS.toString())
          .map(({ message, range, isLint }) => {
            const place = range === undefined ? new vscode.Range(0, 0, 0, 0) : toRange(range);
            const { Error: error, Warning: warning } = vscode.DiagnosticSeverity;
            const diagnostic = new vscode.Diagnostic(place, message, isLint === true ? warning : error);
            diagnostic.source = 'watchpost';
            return diagnostic;
          }),
      );
    }
  }

  /** The engine is there, and can read what it could not before. */
  readAgain(): void {
    if (this.#watched !== '') this.#readLater();
  }

  /** Whether the rules of that file are evaluated. */
  has(uri: string): boolean {
    return this.#uris.has(uri);
  }

  dispose(): void {
    this.#reading++;
    this.#store.dispose();
  }

  /** What the Prometheus configurations of a trusted workspace name. */
  async #namedByPrometheus(): Promise<vscode.RelativePattern[]> {
    if (!vscode.workspace.isTrusted) return [];
    const uris = await vscode.workspace.findFiles(CONFIGURATIONS, NOT_LOOKED_INTO, MAX_CONFIGURATIONS);
    const patterns = await Promise.all(
      uris.map(async (uri) => {
        const file = await readFile(uri);
        const named = file === undefined || file === 'tooLarge' ? [] : await this.#options.ruleFilesOf(file.text);
        return named.map((pattern) => new vscode.RelativePattern(vscode.Uri.joinPath(uri, '..'), pattern));
      }),
    );
    return patterns.flat();
  }

  async #readBuiltIn(): Promise<RuleFileText | undefined> {
    if (this.#watching.without === true) return undefined;
    const file = await readFile(this.#options.builtIn);
    return file === undefined || file === 'tooLarge' ? undefined : { ...file, without: this.#watching.without };
  }

  /** The thresholds as a rule file; none where they alert in no way. */
  #thresholdFile(): RuleFileText | undefined {
    if (this.#watching.without === true || this.#watching.thresholds === '') return undefined;
    return { uri: THRESHOLDS.toString(), text: this.#watching.thresholds, without: this.#watching.without };
  }

  #watchersOf(patterns: readonly vscode.RelativePattern[]): vscode.Disposable {
    return watchFiles(patterns, () => this.#readLater());
  }

  #readLater(): void {
    const read = (): void => {
      this.#read().catch((error: unknown) => this.#options.onBug(error, 'reading rule files'));
    };
    this.#timer.set(this.#options.clock.setTimeout(read, DEBOUNCE_MS));
  }

  async #read(): Promise<void> {
    const reading = ++this.#reading;
    const named = await this.#namedByPrometheus();
    if (reading !== this.#reading) return;
    const namedText = JSON.stringify(named.map(({ baseUri, pattern }) => [baseUri.toString(), pattern]));
    if (namedText !== this.#named) this.#namedWatchers.set(this.#watchersOf(named));
    this.#named = namedText;
    const patterns = [...relativePatterns(this.#watching.patterns), ...named];
    const found = await Promise.all(
      patterns.map((pattern) => vscode.workspace.findFiles(pattern, undefined, MAX_FILES + 1)),
    );
    const all = [...new Map(found.flat().map((uri) => [uri.toString(), uri])).values()];
    const uris = all.slice(0, MAX_FILES);
    const [builtIn, ...files] = await Promise.all([this.#readBuiltIn(), ...uris.map(readFile)]);
    if (reading !== this.#reading) return;
    this.#leftOut = [
      ...all
        .slice(MAX_FILES)
        .map((uri) =>
          leftOut(uri, vscode.l10n.t('Watchpost leaves this file out: only {0} rule files are read.', MAX_FILES)),
        ),
      ...files.flatMap((file, i) => {
        const uri = uris[i];
        return file === 'tooLarge' && uri !== undefined
          ? [leftOut(uri, vscode.l10n.t('Watchpost leaves this file out: it is larger than 4 MB.'))]
          : [];
      }),
    ];
    const workspace = this.#watching.areLeft ? files.map(onlyChecked) : files;
    const sent = [builtIn, this.#thresholdFile(), ...workspace].filter(
      (file) => file !== undefined && file !== 'tooLarge',
    );
    this.#uris = new Set(sent.map(({ uri }) => uri));
    this.#options.send(sent);
    if (sent.length === 0) this.show([]);
  }
}

/** A file whose rules are evaluated elsewhere. */
function onlyChecked(file: RuleFileText | 'tooLarge' | undefined): typeof file {
  return file === undefined || file === 'tooLarge' ? file : { ...file, without: true };
}

function leftOut(uri: vscode.Uri, message: string): RuleFileProblems {
  return { uri: uri.toString(), problems: [{ message }] };
}

function relativePatterns(patterns: readonly string[]): vscode.RelativePattern[] {
  const folders = vscode.workspace.workspaceFolders ?? [];
  return folders.flatMap((folder) => patterns.map((pattern) => new vscode.RelativePattern(folder, pattern)));
}

async function readFile(uri: vscode.Uri): Promise<RuleFileText | 'tooLarge' | undefined> {
  try {
    const { size } = await vscode.workspace.fs.stat(uri);
    if (size > MAX_BYTES) return 'tooLarge';
    return { uri: uri.toString(), text: Buffer.from(await vscode.workspace.fs.readFile(uri)).toString('utf8') };
  } catch (error) {
    // Removed between being found and being read.
    if (error instanceof vscode.FileSystemError) return undefined;
    throw error;
  }
}
