import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as vscode from 'vscode';
import type { PathMapping } from '../../config/readPathMappings.ts';
import type { OriginalPlace, PlaceRequest } from '../../protocol/logs.ts';
import { withoutLinks } from '../markdown.ts';
import { mapPath } from './mapPath.ts';

/** How a place that a log names is found here. */
export interface NamedPlaces {
  readonly mappings: () => readonly PathMapping[];
  /** The place that one in a built file is from; undefined where nobody knows. */
  readonly original: (request: PlaceRequest) => Promise<OriginalPlace | undefined>;
}

/** Parts of a path that are looked for in the workspace, the longest first. */
const PARTS_MAX = 6;
/** Files that are built from others. */
const BUILT = /\.(?:[cm]?js|jsx|css)$/i;

/**
 * Opens a file that a log names, at a line and column from 1: by the settings' path mappings, as it is where it lies in the
 * workspace, else the file of the workspace whose path ends in the same way; of a built file the source that it is from, by its
 * source map. Nothing outside the workspace is opened, whatever a log, a map or a link says.
 */
export async function openNamedFile(
  rawPath: unknown,
  line: number,
  column: number,
  places: NamedPlaces,
): Promise<void> {
  if (typeof rawPath !== 'string' || rawPath === '' || rawPath.length > 1_000) return;
  const found = await findNamed(rawPath, places.mappings());
  if (found === undefined) {
    void vscode.window.showInformationMessage(withoutLinks(vscode.l10n.t('{0} is not in this workspace.', rawPath)));
    return;
  }
  const target = (await sourceOf(found, line, column, places)) ?? { uri: found, line, column };
  const place = new vscode.Position(Math.max(0, target.line - 1), Math.max(0, target.column - 1));
  await vscode.window.showTextDocument(target.uri, {
    selection: new vscode.Range(place, place),
    viewColumn: vscode.ViewColumn.Beside,
  });
}

async function findNamed(rawPath: string, mappings: readonly PathMapping[]): Promise<vscode.Uri | undefined> {
  const named = filePath(rawPath);
  for (const candidate of [...mapPath(named, mappings), named]) {
    const uri = await ofWorkspace(candidate);
    if (uri !== undefined) return uri;
  }
  return findByEnd(named);
}

/** The source that a place in a built file is from, where it is in the workspace. */
async function sourceOf(
  uri: vscode.Uri,
  line: number,
  column: number,
  { original }: NamedPlaces,
): Promise<{ readonly uri: vscode.Uri; readonly line: number; readonly column: number } | undefined> {
  if (uri.scheme !== 'file' || !BUILT.test(uri.path)) return undefined;
  const folders = (vscode.workspace.workspaceFolders ?? []).map((folder) => folder.uri.fsPath);
  const found = await original({ file: uri.fsPath, line, column, folders });
  if (found === undefined) return undefined;
  const source = found.file === undefined ? await findByEnd(filePath(found.named)) : vscode.Uri.file(found.file);
  return source && { uri: source, line: found.line, column: found.column };
}

/** The file of the workspace with the longest end of that path. */
async function findByEnd(named: string): Promise<vscode.Uri | undefined> {
  const parts = named.split(/[/\\]+/).filter((part) => part !== '' && part !== '.' && part !== '..');
  for (let count = Math.min(parts.length, PARTS_MAX); count > 0; count--) {
    // A name from a log is no pattern.
    const tail = parts.slice(-count).map((part) => part.replace(/[[\]{}()*?!]/g, '?'));
    const [found] = await vscode.workspace.findFiles(`**/${tail.join('/')}`, '**/node_modules/**', 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The file where it is there and lies in a folder of the workspace, links followed. */
async function ofWorkspace(file: string): Promise<vscode.Uri | undefined> {
  const uri = vscode.Uri.file(file);
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  if (!path.isAbsolute(file) || folder === undefined) return undefined;
  try {
    const [real, root] = await Promise.all([realpath(uri.fsPath), realpath(folder.uri.fsPath)]);
    return real.startsWith(root + path.sep) ? uri : undefined;
  } catch {
    return undefined; // not there
  }
}

/** The path of a file's URL, and of a bundler's what it calls the file. */
function filePath(named: string): string {
  try {
    if (named.startsWith('file://')) return fileURLToPath(named);
  } catch {
    // A host, or an encoded slash: looked for as it stands.
  }
  return named.replace(/^[a-z][a-z\d+.-]+:\/{2,}/i, '').replace(/[?#].*$/, '');
}
