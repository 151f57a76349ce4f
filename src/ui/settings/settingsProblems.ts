import * as vscode from 'vscode';
import type { ConfigProblem } from '../../config/readConfig.ts';
import type { Problem, TextRange } from '../../model/problem.ts';
import { placeProblems } from './problemPlaces.ts';
import { readSettingsFiles } from './settingsFiles.ts';

const SEVERITIES = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  info: vscode.DiagnosticSeverity.Information,
} as const satisfies Record<Problem['severity'], vscode.DiagnosticSeverity>;

/** The settings' problems as diagnostics at their lines. */
export class SettingsProblems implements vscode.Disposable {
  readonly #collection = vscode.languages.createDiagnosticCollection('watchpost');
  readonly #globalStorage: vscode.Uri;
  #showing = 0;

  constructor(globalStorage: vscode.Uri) {
    this.#globalStorage = globalStorage;
  }

  /** Replaces what is shown. Resolves to the problems that no file explains. */
  async show(problems: readonly ConfigProblem[]): Promise<readonly Problem[]> {
    const showing = ++this.#showing;
    const files = await readSettingsFiles(this.#globalStorage, vscode.workspace.isTrusted);
    if (showing !== this.#showing) return [];
    const { placed, unplaced } = placeProblems(problems, files);
    this.#collection.clear();
    for (const [uri, entries] of placed) {
      this.#collection.set(
        vscode.Uri.parse(uri),
        entries.map(({ problem, range }) => {
          const diagnostic = new vscode.Diagnostic(toRange(range), problem.message, SEVERITIES[problem.severity]);
          diagnostic.source = 'watchpost';
          diagnostic.code = problem.code;
          return diagnostic;
        }),
      );
    }
    return unplaced;
  }

  dispose(): void {
    this.#showing++;
    this.#collection.dispose();
  }
}

/** A model's range as the editor's. */
export function toRange({ startLine, startColumn, endLine, endColumn }: TextRange): vscode.Range {
  return new vscode.Range(startLine, startColumn, endLine, endColumn);
}
