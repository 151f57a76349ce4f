import * as vscode from 'vscode';
import {
  completeSettings,
  type KnownNames,
  type SettingsCompletion,
  type SettingsCompletions,
} from '../../config/completion/completeSettings.ts';
import { parseDotEnv } from '../../config/dotEnv.ts';
import { unlessAway } from '../../protocol/rpc.ts';
import { completionsOf } from '../rules/exprAnswers.ts';
import type { SettingsCompletionOptions } from './settingsCompletion.ts';
import { readDotEnv } from './settingsReader.ts';

const KINDS: Readonly<Record<SettingsCompletion['kind'], vscode.CompletionItemKind>> = {
  key: vscode.CompletionItemKind.Property,
  value: vscode.CompletionItemKind.Value,
  variable: vscode.CompletionItemKind.Variable,
  secret: vscode.CompletionItemKind.Constant,
};
const MAX_FILES = 500;

type Files = Extract<SettingsCompletions, { kind: 'files' }>;
type Metrics = Extract<SettingsCompletions, { kind: 'metrics' }>;
type Query = Extract<SettingsCompletions, { kind: 'promql' }>;

/** What may be written at that place of a settings file. */
export async function completionsAt(
  document: vscode.TextDocument,
  position: vscode.Position,
  options: SettingsCompletionOptions,
): Promise<vscode.CompletionItem[]> {
  const folder = vscode.workspace.isTrusted ? vscode.workspace.getWorkspaceFolder(document.uri) : undefined;
  const known = await knownNames(options, folder);
  const found = completeSettings(document.getText(), document.offsetAt(position), known);
  switch (found?.kind) {
    case 'items':
      return found.items.map((item, i) => {
        const shown = itemOf(document, found, item);
        // In the order that they come in: what is the user's own first.
        shown.sortText = String(i).padStart(4, '0');
        return shown;
      });
    case 'files':
      return folder === undefined ? [] : filesIn(document, folder, found);
    case 'metrics':
      return metricsOf(document, found, options);
    case 'promql':
      return queryParts(document, position, found, options);
    case undefined:
      return [];
  }
}

async function knownNames(
  { settings, secretNames }: SettingsCompletionOptions,
  folder: vscode.WorkspaceFolder | undefined,
): Promise<KnownNames> {
  const dotEnv = folder === undefined ? '' : await readDotEnv(folder);
  const { config, secrets = [] } = settings.output ?? {};
  return {
    services: config?.services ?? [],
    secrets: [...secretNames(), ...secrets.map(({ name }) => name)],
    // Those of the folder's file first: they are the ones that are meant for its settings.
    variables: [...parseDotEnv(dotEnv).keys(), ...Object.keys(process.env).sort()],
  };
}

function itemOf(
  document: vscode.TextDocument,
  span: { readonly start: number; readonly end: number },
  { kind, label, insert, help }: SettingsCompletion,
): vscode.CompletionItem {
  const item = new vscode.CompletionItem(label, KINDS[kind]);
  item.range = new vscode.Range(document.positionAt(span.start), document.positionAt(span.end));
  item.insertText = insert;
  // With the quotes, since the range begins before them.
  item.filterText = insert;
  if (help !== '') item.documentation = new vscode.MarkdownString(help);
  return item;
}

/** The entries of the folder that is typed so far; nothing outside of the workspace's folder is looked at. */
async function filesIn(
  document: vscode.TextDocument,
  folder: vscode.WorkspaceFolder,
  { typed, ...span }: Files,
): Promise<vscode.CompletionItem[]> {
  const parts = typed.split('/').slice(0, -1);
  if (parts.some((part) => part === '' || part === '..' || /[\\:*?]/.test(part))) return [];
  const path = parts.map((part) => `${part}/`).join('');
  let entries: [string, vscode.FileType][];
  try {
    entries = await vscode.workspace.fs.readDirectory(vscode.Uri.joinPath(folder.uri, ...parts));
  } catch (error) {
    if (error instanceof vscode.FileSystemError) return [];
    throw error;
  }
  return entries.slice(0, MAX_FILES).map(([name, type]) => {
    const isFolder = (type & vscode.FileType.Directory) !== 0;
    const insert = JSON.stringify(`${path}${name}${isFolder ? '/' : ''}`);
    const item = itemOf(document, span, { kind: 'value', label: name, insert, help: '' });
    item.kind = isFolder ? vscode.CompletionItemKind.Folder : vscode.CompletionItemKind.File;
    return item;
  });
}

async function metricsOf(
  document: vscode.TextDocument,
  { service, ...span }: Metrics,
  { engine }: SettingsCompletionOptions,
): Promise<vscode.CompletionItem[]> {
  const ids = [...engine.services.values()].filter(({ name }) => name === service).map(({ id }) => id);
  const found = await Promise.all(ids.map((id) => unlessAway(engine.request('metricFamilies', [id]))));
  return found.flatMap((families) =>
    (families ?? []).map(({ name, type, help }) => {
      const item = itemOf(document, span, { kind: 'key', label: name, insert: JSON.stringify(name), help: '' });
      item.detail = type;
      item.documentation = help;
      return item;
    }),
  );
}

/** What the engine knows of a query between quotes: its answer, as JSON has it. */
async function queryParts(
  document: vscode.TextDocument,
  position: vscode.Position,
  { start, text, offset }: Query,
  { engine }: SettingsCompletionOptions,
): Promise<vscode.CompletionItem[]> {
  const found = await unlessAway(engine.request('exprCompletions', [{ language: 'promql', text }, offset]));
  if (found === undefined) return [];
  const asJson = (part: string): string => JSON.stringify(part).slice(1, -1);
  const placeOf = (at: number): number => start + asJson(text.slice(0, at)).length;
  return completionsOf(document, position, {
    start: placeOf(found.start),
    end: placeOf(found.end),
    items: found.items.map(({ insert, ...item }) => Object.assign(item, { insert: asJson(insert) })),
  });
}
