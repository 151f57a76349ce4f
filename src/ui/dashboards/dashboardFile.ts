import * as vscode from 'vscode';
import type { Clock } from '../../base/clock.ts';
import { DisposableStore, Slot } from '../../base/disposable.ts';
import { Emitter } from '../../base/event.ts';
import { DASHBOARD_LIMITS } from '../../protocol/dashboard.ts';

/** Who writes does not want every letter to be answered. */
const SETTLE_MS = 300;
/** A character has at most so many bytes in a file: a surrogate pair counts as two characters, and takes four. */
const BYTES_OF_CHARACTER = 3;

/** A file's text, or why there is none, in a sentence; `isThere` where it could be looked into all the same. */
export type FileReading =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly problem: string; readonly isThere: boolean };

/** A file as an editor has it, else as it is on disk; tells when that changes. */
export class DashboardFile implements vscode.Disposable {
  readonly uri: vscode.Uri;
  readonly #store = new DisposableStore();
  readonly #changed = this.#store.own(new Emitter<void>());
  readonly #timer = this.#store.own(new Slot());
  readonly #clock: Clock;

  /** A while after the last of several changes. */
  readonly onDidChange = this.#changed.event;

  constructor(uri: vscode.Uri, clock: Clock) {
    this.uri = uri;
    this.#clock = clock;
    const own = this.#store.own.bind(this.#store);
    const { workspace } = vscode;
    const onDocument = (document: vscode.TextDocument): void => this.#onChange(document.uri);
    own(workspace.onDidChangeTextDocument(({ document }) => onDocument(document)));
    // What was written and not saved is gone with it.
    own(workspace.onDidCloseTextDocument(onDocument));
    const watcher = own(workspace.createFileSystemWatcher(patternOf(uri)));
    for (const event of [watcher.onDidChange, watcher.onDidCreate, watcher.onDidDelete])
      own(event((changed) => this.#onChange(changed)));
  }

  async read(): Promise<FileReading> {
    const { uri } = this;
    const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
    if (open !== undefined) return withinLimit(open.getText());
    try {
      const { size } = await vscode.workspace.fs.stat(uri);
      if (size > BYTES_OF_CHARACTER * DASHBOARD_LIMITS.textLength) return tooLong();
      return withinLimit(new TextDecoder().decode(await vscode.workspace.fs.readFile(uri)));
    } catch (error) {
      if (!(error instanceof vscode.FileSystemError)) throw error;
      const isGone = error.code === 'FileNotFound';
      const problem = isGone
        ? vscode.l10n.t('The file of this dashboard is not there any more.')
        : vscode.l10n.t('The file of this dashboard cannot be read: {0}', error.message);
      return { ok: false, problem, isThere: !isGone };
    }
  }

  dispose(): void {
    this.#store.dispose();
  }

  #onChange(uri: vscode.Uri): void {
    if (uri.toString() !== this.uri.toString()) return;
    this.#timer.set(this.#clock.setTimeout(() => this.#changed.fire(), SETTLE_MS));
  }
}

/** The pattern of exactly that file; where its name has signs that mean something in a pattern, of a few more. */
function patternOf(uri: vscode.Uri): vscode.RelativePattern {
  const name = uri.path.slice(uri.path.lastIndexOf('/') + 1);
  return new vscode.RelativePattern(vscode.Uri.joinPath(uri, '..'), name.replace(/[*?{}[\]\\]/g, '?'));
}

function withinLimit(text: string): FileReading {
  return text.length > DASHBOARD_LIMITS.textLength ? tooLong() : { ok: true, text };
}

function tooLong(): FileReading {
  const limit = DASHBOARD_LIMITS.textLength.toLocaleString(vscode.env.language);
  const problem = vscode.l10n.t('This file is too long for a dashboard: at most {0} characters are read.', limit);
  return { ok: false, problem, isThere: true };
}
