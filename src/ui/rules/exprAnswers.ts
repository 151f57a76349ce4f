import * as vscode from 'vscode';
import type { ExprCompletionKind, ExprCompletions, ExprHint, ExprValue } from '../../protocol/editing.ts';
import { exprValueText } from './exprValueText.ts';

const KINDS: Readonly<Record<ExprCompletionKind, vscode.CompletionItemKind>> = {
  metric: vscode.CompletionItemKind.Variable,
  label: vscode.CompletionItemKind.Field,
  value: vscode.CompletionItemKind.Value,
  function: vscode.CompletionItemKind.Function,
  aggregation: vscode.CompletionItemKind.Operator,
  keyword: vscode.CompletionItemKind.Keyword,
  duration: vscode.CompletionItemKind.Unit,
};

/** What the editor shows of a value. */
export function hoverOf(document: vscode.TextDocument, value: ExprValue): vscode.Hover {
  const text = new vscode.MarkdownString();
  text.appendCodeblock(value.text, 'promql');
  text.appendMarkdown(exprValueText(value));
  return new vscode.Hover(text, rangeOf(document, value));
}

export function completionsOf(
  document: vscode.TextDocument,
  position: vscode.Position,
  { items, ...span }: ExprCompletions,
): vscode.CompletionItem[] {
  const range = rangeOf(document, span);
  // The editor takes a range of one line only, with the cursor in it.
  const oneLine = range.isSingleLine && range.contains(position) ? range : new vscode.Range(position, position);
  return items.map(({ kind, label, insert, detail, help }) => {
    const item = new vscode.CompletionItem(label, KINDS[kind]);
    item.insertText = insert;
    item.filterText = insert.includes(label) ? insert : label;
    item.range = oneLine;
    item.detail = detail;
    if (help !== '') item.documentation = help;
    // Metrics before the language's own words.
    item.sortText = `${kind === 'metric' || kind === 'keyword' ? 0 : 1}${label}`;
    return item;
  });
}

/** Something that is probably a mistake, in the way that disturbs least: it is no problem until somebody looks. */
export function exprHint(document: vscode.TextDocument, hint: ExprHint): vscode.Diagnostic {
  const diagnostic = new vscode.Diagnostic(rangeOf(document, hint), hint.message, vscode.DiagnosticSeverity.Hint);
  diagnostic.source = 'watchpost';
  return diagnostic;
}

function rangeOf(document: vscode.TextDocument, { start, end }: { start: number; end: number }): vscode.Range {
  return new vscode.Range(document.positionAt(start), document.positionAt(end));
}
