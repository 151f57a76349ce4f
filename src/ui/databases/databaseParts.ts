import * as vscode from 'vscode';
import { DisposableStore } from '../../base/disposable.ts';
import type { DatabasePanels } from './databasePanels.ts';
import type { DatabasesOptions } from './databases.ts';
import { DatabasesTree } from './databasesTree.ts';
import { ReportBook } from './reportBook.ts';

/** The view of databases with their last reports, which is loaded once the window is there, and their panels, with the first one. */
export class DatabaseParts implements vscode.Disposable {
  readonly #options: DatabasesOptions;
  readonly #store = new DisposableStore();
  readonly book: ReportBook;
  readonly tree: DatabasesTree;
  #panels: Promise<DatabasePanels> | undefined;

  constructor(options: DatabasesOptions) {
    this.#options = options;
    const { storageUri, onBug } = options;
    const folder = vscode.Uri.joinPath(storageUri, 'reports').fsPath;
    this.book = this.#store.own(new ReportBook({ folder, onBug }));
    this.tree = this.#store.own(
      new DatabasesTree({ ...options, book: this.book, onBug: (error) => onBug(error, 'the Databases view') }),
    );
  }

  panels(): Promise<DatabasePanels> {
    this.#panels ??= import('./databasePanels.ts').then(({ DatabasePanels: Panels }) => {
      const { engine, extensionUri, onBug } = this.#options;
      return this.#store.own(new Panels({ engine, extensionUri, book: this.book, onBug }));
    });
    return this.#panels;
  }

  dispose(): void {
    this.#store.dispose();
  }
}
