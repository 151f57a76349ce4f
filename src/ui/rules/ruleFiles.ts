import * as vscode from 'vscode';
import type { Clock } from '../../base/clock.ts';
import { DisposableStore, Slot } from '../../base/disposable.ts';
import type { RuleFileProblems, RuleFileText } from '../../protocol/rules.ts';
import { toRange } from '../settings/settingsProblems.ts';

const DEBOUNCE_MS = 300;
const MAX_FILES = 200;
const MAX_BYTES = 4 * 1024 * 1024;

export interface RuleFilesOptions {
  readonly clock: Clock;
  /** The rules that Watchpost brings along. */
  readonly builtIn: vscode.Uri;
  readonly send: (files: readonly RuleFileText[]) => void;
  readonly onBug: (error: unknown, where: string) => void;
}

/** The workspace's rule files: found by patterns, read again when they change, with what is wrong with them in Problems. */
export class RuleFiles implements vscode.Disposable {
  readonly #options: RuleFilesOptions;
  readonly #store = new DisposableStore();
  readonly #watchers = this.#store.own(new Slot<DisposableStore>());
  readonly #timer = this.#store.own(new Slot());
  readonly #problems = this.#store.own(vscode.languages.createDiagnosticCollection('watchpost-rules'));
  #patterns: readonly string[] = [];
  #without: readonly string[] | true = true;
  #uris: ReadonlySet<string> = new Set();
  #watched = '';
  #leftOut: readonly RuleFileProblems[] = [];
  #reading = 0;

  constructor(options: RuleFilesOptions) {
    this.#options = options;
  }

  /** Watches the files that `patterns` name below the workspace's folders from now on, and the built-in rules but those in `without`. */
  watch(patterns: readonly string[], without: readonly string[] | true): void {
    const folders = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.toString());
    const watched = JSON.stringify([patterns, folders, without]);
    if (watched === this.#watched) return;
    this.#watched = watched;
    this.#patterns = patterns;
    this.#without = without;
    const store = new DisposableStore();
    for (const pattern of relativePatterns(patterns)) {
      const watcher = store.own(vscode.workspace.createFileSystemWatcher(pattern));
      for (const event of [watcher.onDidChange, watcher.onDidCreate, watcher.onDidDelete]) {
        store.own(event(() => this.#readLater()));
      }
    }
    this.#watchers.set(store);
    this.#readLater();
  }

  show(files: readonly RuleFileProblems[]): void {
    this.#problems.clear();
    for (const { uri, problems } of [...files, ...this.#leftOut]) {
      this.#problems.set(
        vscode.Uri.parse(uri),
        problems.map(({ message, range }) => {
          const place = range === undefined ? new vscode.Range(0, 0, 0, 0) : toRange(range);
          const diagnostic = new vscode.Diagnostic(place, message, vscode.DiagnosticSeverity.Error);
          diagnostic.source = 'watchpost';
          return diagnostic;
        }),
      );
    }
  }

  /** Whether the rules of that file are evaluated. */
  has(uri: string): boolean {
    return this.#uris.has(uri);
  }

  dispose(): void {
    this.#reading++;
    this.#store.dispose();
  }

  async #readBuiltIn(): Promise<RuleFileText | undefined> {
    if (this.#without === true) return undefined;
    const file = await readFile(this.#options.builtIn);
    return file === undefined || file === 'tooLarge' ? undefined : { ...file, without: this.#without };
  }

  #readLater(): void {
    const read = (): void => {
      this.#read().catch((error: unknown) => this.#options.onBug(error, 'reading rule files'));
    };
    this.#timer.set(this.#options.clock.setTimeout(read, DEBOUNCE_MS));
  }

  async #read(): Promise<void> {
    const reading = ++this.#reading;
    const found = await Promise.all(
      relativePatterns(this.#patterns).map((pattern) => vscode.workspace.findFiles(pattern, undefined, MAX_FILES + 1)),
    );
    const all = [...new Map(found.flat().map((uri) => [uri.toString(), uri])).values()];
    const uris = all.slice(0, MAX_FILES);
    const [builtIn, ...files] = await Promise.all([this.#readBuiltIn(), ...uris.map(readFile)]);
    if (reading !== this.#reading) return;
    this.#leftOut = [
      ...all.slice(MAX_FILES).map((uri) => leftOut(uri, `only ${MAX_FILES} rule files are read`)),
      ...files.flatMap((file, i) => {
        const uri = uris[i];
        return file === 'tooLarge' && uri !== undefined ? [leftOut(uri, 'it is larger than 4 MB')] : [];
      }),
    ];
    const sent = [builtIn, ...files].filter((file) => file !== undefined && file !== 'tooLarge');
    this.#uris = new Set(sent.map(({ uri }) => uri));
    this.#options.send(sent);
    if (sent.length === 0) this.show([]);
  }
}

function leftOut(uri: vscode.Uri, why: string): RuleFileProblems {
  return { uri: uri.toString(), problems: [{ message: `Watchpost leaves this file out: ${why}.` }] };
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
