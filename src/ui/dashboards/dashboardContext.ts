import * as vscode from 'vscode';
import type { Clock } from '../../base/clock.ts';
import { DisposableStore, Slot } from '../../base/disposable.ts';
import type { AppContext } from '../appContext.ts';
import { looksLikeDashboard } from './dashboardText.ts';

const LANGUAGES: ReadonlySet<string> = new Set(['json', 'jsonc']);
/** Who writes does not want a long file to be searched at each letter. */
const SETTLE_MS = 300;

/** Tells the editor whether what is written in front is a dashboard, for the button above it. */
export class DashboardContext implements vscode.Disposable {
  readonly #context: AppContext;
  readonly #store = new DisposableStore();
  readonly #timer = this.#store.own(new Slot());

  constructor(context: AppContext, clock: Clock) {
    this.#context = context;
    const { window, workspace } = vscode;
    const own = this.#store.own.bind(this.#store);
    const isInFront = (document: vscode.TextDocument): boolean => document === window.activeTextEditor?.document;
    own(window.onDidChangeActiveTextEditor(() => this.#look()));
    // A document whose language is changed is closed and opened again.
    own(workspace.onDidOpenTextDocument((document) => isInFront(document) && this.#look()));
    own(
      workspace.onDidChangeTextDocument(({ document }) => {
        if (isInFront(document) && LANGUAGES.has(document.languageId))
          this.#timer.set(clock.setTimeout(() => this.#look(), SETTLE_MS));
      }),
    );
    this.#look();
  }

  dispose(): void {
    this.#store.dispose();
  }

  #look(): void {
    this.#timer.set(undefined);
    const document = vscode.window.activeTextEditor?.document;
    const isJson = document !== undefined && LANGUAGES.has(document.languageId);
    this.#context.set('dashboardFile', isJson && looksLikeDashboard(document.getText()));
  }
}
