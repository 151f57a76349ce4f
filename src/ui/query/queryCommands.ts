import * as vscode from 'vscode';
import { PROMQL_LANGUAGE } from '../contributions.ts';
import type { QueryPanels } from './queryPanels.ts';

/** What the commands about queries do. */
export function createQueryCommands(panels: QueryPanels) {
  return {
    queryMetrics: () => {
      const { activeTextEditor: editor } = vscode.window;
      const text = editor?.document.languageId === PROMQL_LANGUAGE ? selectedText(editor) : '';
      return panels.show(text === '' ? {} : { text });
    },
    runQuery: () => {
      const { activeTextEditor: editor } = vscode.window;
      if (editor === undefined) return panels.show({});
      const selected = selectedText(editor);
      const text = selected === '' ? editor.document.getText().trim() : selected;
      return panels.show(text === '' ? {} : { text });
    },
    showTargets: () => panels.show({ tab: 'targets' }),
    showCardinality: () => panels.show({ tab: 'cardinality' }),
  };
}

function selectedText({ document, selection }: vscode.TextEditor): string {
  return document.getText(selection).trim();
}
