import * as vscode from 'vscode';
import { language, translations } from '../../base/l10n.ts';
import type { EngineStart } from '../../protocol/engine.ts';

/** History is kept per workspace; in a window without one, in a file that such windows share. The engine speaks as this window does. */
export function engineStart({
  storageUri,
  globalStorageUri,
}: Pick<vscode.ExtensionContext, 'storageUri' | 'globalStorageUri'>): EngineStart {
  const folder = storageUri === undefined ? globalStorageUri : sharedStorage(storageUri);
  return {
    historyFile: vscode.Uri.joinPath(folder, 'history.sqlite').fsPath,
    texts: { language: language(), translations: translations() },
  };
}

/**
 * The storage of the workspace, without the number that the editor adds for a second window on it (`<id>-1`; the id is hexadecimal, of any length): the windows on a
 * workspace share an engine, which alone writes there.
 */
function sharedStorage(storage: vscode.Uri): vscode.Uri {
  return storage.with({ path: storage.path.replace(/\/(-?[0-9a-f]+)-\d+(\/[^/]+)$/, '/$1$2') });
}
