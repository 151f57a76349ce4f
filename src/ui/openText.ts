import * as vscode from 'vscode';

/** The text of a file as an editor has it, else as it is on disk; undefined where it is gone or larger than `maxBytes`. */
export async function readOpenText(uri: vscode.Uri, maxBytes: number): Promise<string | undefined> {
  const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
  if (open !== undefined) return open.getText();
  try {
    const { size } = await vscode.workspace.fs.stat(uri);
    if (size > maxBytes) return undefined;
    return Buffer.from(await vscode.workspace.fs.readFile(uri)).toString('utf8');
  } catch (error) {
    // Removed between being found and being read.
    if (error instanceof vscode.FileSystemError) return undefined;
    throw error;
  }
}
