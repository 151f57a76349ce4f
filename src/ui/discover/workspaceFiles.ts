import * as vscode from 'vscode';
import type { FileText } from '../../protocol/discover.ts';
import { readOpenText } from '../openText.ts';
import { textsWithin } from './textsWithin.ts';

/** Kinds of files that may speak of services; what they are is told from what is in them. */
const PATTERNS = [
  '.env',
  '**/*.{yml,yaml}',
  '**/{ecosystem.config.{js,cjs,mjs,json},pm2*.{json,js,cjs},process*.json}',
  '**/*{kuma,Kuma,KUMA}*.json',
  '**/{targets,file_sd,sd}/**/*.json',
  '**/*targets*.json',
] as const;
const NOT_LOOKED_INTO = '**/{node_modules,.git,dist,vendor,.venv}/**';
const MAX_FILES = 500;
const MAX_BYTES = 1024 * 1024;
/** Of all of them: they go to the engine at once. */
const MAX_TOTAL_CHARS = 64 * 1024 * 1024;

/** The workspace's files that may speak of services, at most five hundred of each pattern, of a megabyte each, and 64 in all. */
export async function workspaceFiles(): Promise<readonly FileText[]> {
  const found = await Promise.all(
    PATTERNS.map((pattern) => vscode.workspace.findFiles(pattern, NOT_LOOKED_INTO, MAX_FILES)),
  );
  const uris = new Map(found.flat().map((uri) => [uri.toString(), uri]));
  const read = async (uri: vscode.Uri): Promise<FileText | undefined> => {
    const text = await readOpenText(uri, MAX_BYTES);
    return text === undefined ? undefined : { path: vscode.workspace.asRelativePath(uri), text };
  };
  const texts = await textsWithin(uris.values(), read, MAX_TOTAL_CHARS);
  return texts.toSorted((a, b) => a.path.localeCompare(b.path));
}
