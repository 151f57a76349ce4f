import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import type { Host } from '../host.ts';
import { commandScripts } from './commandScripts.ts';

/**
 * Puts `watchpost` at the end of the PATH of the editor's terminals: a script in the extension's storage that runs the command line with
 * the editor's own Node, so that nothing else has to be installed. The editor keeps the PATH for the next start; the script follows updates.
 */
export async function offerCommandLine({ extension }: Pick<Host, 'extension'>): Promise<void> {
  const folder = path.join(extension.globalStorageUri.fsPath, 'bin');
  await mkdir(folder, { recursive: true });
  const cli = vscode.Uri.joinPath(extension.extensionUri, 'dist', 'cli.js').fsPath;
  for (const [name, text] of Object.entries(commandScripts(process.execPath, cli))) {
    const file = path.join(folder, name);
    // Another window may be running it.
    if ((await readFile(file, 'utf8').catch(() => undefined)) === text) continue;
    await writeFile(file, text);
    await chmod(file, 0o755);
  }
  const variables = extension.environmentVariableCollection;
  variables.description = vscode.l10n.t('Adds the command `watchpost`.');
  variables.append('PATH', path.delimiter + folder);
}
