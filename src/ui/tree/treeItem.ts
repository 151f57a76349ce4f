import * as vscode from 'vscode';
import type { Row } from './row.ts';

/** A row as the editor's views take it; one that went away between two updates has no text, and the next update takes it out. */
export function treeItem(id: string, row: Row | undefined): vscode.TreeItem {
  const item = new vscode.TreeItem(row?.label ?? '');
  item.id = id;
  if (row === undefined) return item;
  const { None, Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
  item.description = row.description;
  item.collapsibleState = row.expandable ? (row.expanded ? Expanded : Collapsed) : None;
  item.iconPath = new vscode.ThemeIcon(
    row.icon.id,
    row.icon.color === undefined ? undefined : new vscode.ThemeColor(row.icon.color),
  );
  item.contextValue = row.words.join(' ');
  item.accessibilityInformation = { label: row.spoken };
  return item;
}
