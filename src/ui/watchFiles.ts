import * as vscode from 'vscode';
import { DisposableStore } from '../base/disposable.ts';

/** Folders whose files are nobody's own, in which a build or an installation makes thousands. */
const OTHERS = /\/(?:node_modules|\.git|dist|vendor)\//;

/**
 * Calls with each file of the patterns that comes, changes or goes. Of files that come or go with their folder, as a switch of branches
 * brings and takes them, the editor may tell the folder only: it is called with each folder that comes, and with all that goes.
 */
export function watchFiles(
  patterns: readonly vscode.GlobPattern[],
  onChange: (uri: vscode.Uri) => void,
): vscode.Disposable {
  const store = new DisposableStore();
  const watch = (pattern: vscode.GlobPattern, ignoreChanges = false): vscode.FileSystemWatcher =>
    store.own(vscode.workspace.createFileSystemWatcher(pattern, false, ignoreChanges, false));
  for (const pattern of patterns) {
    const watcher = watch(pattern);
    for (const event of [watcher.onDidChange, watcher.onDidCreate, watcher.onDidDelete]) store.own(event(onChange));
  }
  const folders = watch('**', true);
  store.own(
    folders.onDidCreate(async (uri) => {
      if (!OTHERS.test(uri.path) && (await isFolder(uri)) && !store.isDisposed) onChange(uri);
    }),
  );
  store.own(folders.onDidDelete((uri) => !OTHERS.test(uri.path) && onChange(uri)));
  return store;
}

async function isFolder(uri: vscode.Uri): Promise<boolean> {
  try {
    return ((await vscode.workspace.fs.stat(uri)).type & vscode.FileType.Directory) !== 0;
  } catch {
    return false; // gone again
  }
}
