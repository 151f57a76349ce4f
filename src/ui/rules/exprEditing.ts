import * as vscode from 'vscode';
import type { Clock } from '../../base/clock.ts';
import { DisposableStore, Slot } from '../../base/disposable.ts';
import type { ExprDocument } from '../../protocol/editing.ts';
import { ChannelError } from '../../protocol/rpc.ts';
import { PROMQL_LANGUAGE } from '../contributions.ts';
import type { EngineClient } from '../engine/engineClient.ts';

export interface ExprEditingOptions {
  readonly engine: EngineClient;
  readonly clock: Clock;
  /** Whether the rules of that file are evaluated. */
  readonly isRuleFile: (uri: string) => boolean;
  readonly onBug: (error: unknown, where: string) => void;
}

const DOCUMENTS = [{ language: PROMQL_LANGUAGE }, { language: 'yaml' }, { pattern: '**/*.{yml,yaml}' }];
const TRIGGERS = ['{', '(', '[', '"', "'", ',', '='];
const FORMAT = vscode.CodeActionKind.Source.append('formatPromql');
const HINT_DELAY_MS = 500;
/** What is stored grows while nothing is written. */
const HINT_REFRESH_MS = 15_000;

/** PromQL where it is written, in rule files and `.promql` files: values on hover, completion, formatting, hints. */
export class ExprEditing implements vscode.Disposable {
  readonly #options: ExprEditingOptions;
  readonly #store = new DisposableStore();
  readonly #timer = this.#store.own(new Slot());
  readonly #hints = this.#store.own(vscode.languages.createDiagnosticCollection('watchpost-hints'));

  constructor(options: ExprEditingOptions) {
    this.#options = options;
    const own = this.#store.own.bind(this.#store);
    own(
      vscode.languages.registerHoverProvider(DOCUMENTS, {
        provideHover: (document, position) =>
          this.#with(document, async (what, engine) => {
            const value = await engine.request('exprValue', [what, document.offsetAt(position)]);
            return value && (await import('./exprAnswers.ts')).hoverOf(document, value);
          }),
      }),
    );
    own(
      vscode.languages.registerCompletionItemProvider(
        DOCUMENTS,
        {
          provideCompletionItems: (document, position) =>
            this.#with(document, async (what, engine) => {
              const found = await engine.request('exprCompletions', [what, document.offsetAt(position)]);
              return found && (await import('./exprAnswers.ts')).completionsOf(document, position, found);
            }),
        },
        ...TRIGGERS,
      ),
    );
    own(
      vscode.languages.registerDocumentFormattingEditProvider(
        { language: PROMQL_LANGUAGE },
        { provideDocumentFormattingEdits: (document) => this.#edits(document) },
      ),
    );
    // Rule files have YAML's own formatter; beside it ours is an action that can be run on saving.
    own(
      vscode.languages.registerCodeActionsProvider(
        DOCUMENTS,
        { provideCodeActions: (document, _range, { only }) => this.#formatAction(document, only) },
        { providedCodeActionKinds: [FORMAT] },
      ),
    );
    own(vscode.window.onDidChangeVisibleTextEditors(() => this.#lookSoon()));
    own(
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (this.#documentOf(document) !== undefined) this.#lookSoon();
      }),
    );
    own(options.engine.onRuleProblems(() => this.#lookSoon()));
    own(options.engine.onDidConnect(() => this.#lookSoon()));
    this.#lookSoon();
  }

  /** Formats the expressions of the document that is in front. */
  async formatActive(): Promise<void> {
    const document = vscode.window.activeTextEditor?.document;
    const edits = document && (await this.#edits(document));
    if (document === undefined || edits === undefined || edits.length === 0) return;
    const edit = new vscode.WorkspaceEdit();
    edit.set(document.uri, edits);
    await vscode.workspace.applyEdit(edit);
  }

  dispose(): void {
    this.#store.dispose();
  }

  #documentOf(document: vscode.TextDocument): ExprDocument | undefined {
    if (document.languageId === PROMQL_LANGUAGE) return { language: 'promql', text: document.getText() };
    const isRules = this.#options.isRuleFile(document.uri.toString());
    return isRules ? { language: 'rules', text: document.getText() } : undefined;
  }

  /** Asks the engine about a document with PromQL in it; nothing while it is away. */
  async #with<T>(
    document: vscode.TextDocument,
    ask: (what: ExprDocument, engine: EngineClient) => Promise<T | undefined>,
  ): Promise<T | undefined> {
    const what = this.#documentOf(document);
    if (what === undefined || this.#options.engine.state.kind !== 'running') return undefined;
    try {
      return await ask(what, this.#options.engine);
    } catch (error) {
      if (error instanceof ChannelError) return undefined;
      throw error;
    }
  }

  async #edits(document: vscode.TextDocument): Promise<vscode.TextEdit[] | undefined> {
    const edits = await this.#with(document, (what, engine) => engine.request('formatExprs', [what]));
    return edits?.map(({ text, ...span }) => new vscode.TextEdit(rangeOf(document, span), text));
  }

  async #formatAction(
    document: vscode.TextDocument,
    only: vscode.CodeActionKind | undefined,
  ): Promise<vscode.CodeAction[]> {
    // Asked at every move of the cursor otherwise.
    if (only?.contains(FORMAT) !== true) return [];
    const edits = (await this.#edits(document)) ?? [];
    if (edits.length === 0) return [];
    const action = new vscode.CodeAction(vscode.l10n.t('Format PromQL Expressions'), FORMAT);
    action.edit = new vscode.WorkspaceEdit();
    action.edit.set(document.uri, edits);
    return [action];
  }

  #lookSoon(delayMs = HINT_DELAY_MS): void {
    const look = (): void => {
      this.#look().catch((error: unknown) => this.#options.onBug(error, 'looking for unknown metrics'));
    };
    this.#timer.set(this.#options.clock.setTimeout(look, delayMs));
  }

  async #look(): Promise<void> {
    const documents = new Map(vscode.window.visibleTextEditors.map(({ document }) => [document.uri, document]));
    const watched = [...documents.values()].filter((document) => this.#documentOf(document) !== undefined);
    const found = await Promise.all(
      watched.map(async (document) => {
        const { version } = document;
        const hints = await this.#with(document, (what, engine) => engine.request('exprHints', [what]));
        return { document, hints: document.version === version ? (hints ?? []) : undefined };
      }),
    );
    const { exprHint } = await import('./exprAnswers.ts');
    const shown = new Set(watched.map(({ uri }) => uri.toString()));
    this.#hints.forEach((uri) => {
      if (!shown.has(uri.toString())) this.#hints.delete(uri);
    });
    for (const { document, hints } of found) {
      // Written on in the meantime: the next look is due already.
      if (hints !== undefined)
        this.#hints.set(
          document.uri,
          hints.map((hint) => exprHint(document, hint)),
        );
    }
    if (watched.length > 0 && this.#timer.value !== undefined) this.#lookSoon(HINT_REFRESH_MS);
  }
}

function rangeOf(document: vscode.TextDocument, { start, end }: { start: number; end: number }): vscode.Range {
  return new vscode.Range(document.positionAt(start), document.positionAt(end));
}
