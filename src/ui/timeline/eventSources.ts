import * as vscode from 'vscode';
import { DisposableStore } from '../../base/disposable.ts';
import type { EventBook } from './eventBook.ts';
import { watchGit } from './gitEvents.ts';

/** Notes what happens in the workspace, for as long as the result lives. */
export function watchWorkspace(book: EventBook, onBug: (error: unknown, where: string) => void): vscode.Disposable {
  const store = new DisposableStore();
  store.own(
    vscode.workspace.onDidSaveTextDocument(({ uri }) => {
      // What lies outside of the workspace is no part of its services.
      if (vscode.workspace.getWorkspaceFolder(uri) !== undefined)
        book.saved(vscode.workspace.asRelativePath(uri, (vscode.workspace.workspaceFolders?.length ?? 0) > 1));
    }),
  );
  const sessions = new Map<string, string>();
  store.own(
    vscode.debug.onDidStartDebugSession(({ id, name, parentSession }) => {
      // A session's children are parts of it.
      if (parentSession === undefined) sessions.set(id, book.note('debug', name));
    }),
  );
  store.own(
    vscode.debug.onDidTerminateDebugSession(({ id }) => {
      book.end(sessions.get(id) ?? '', false);
      sessions.delete(id);
    }),
  );
  const tasks = new Map<vscode.TaskExecution, string>();
  store.own(
    vscode.tasks.onDidStartTask(({ execution }) => void tasks.set(execution, book.note('task', execution.task.name))),
  );
  // The process ends first, and tells how; a task without a process just ends.
  store.own(
    vscode.tasks.onDidEndTaskProcess(({ execution, exitCode }) =>
      book.end(tasks.get(execution) ?? '', exitCode !== undefined && exitCode !== 0),
    ),
  );
  store.own(
    vscode.tasks.onDidEndTask(({ execution }) => {
      book.end(tasks.get(execution) ?? '', false);
      tasks.delete(execution);
    }),
  );
  watchGit(book, store).catch((error: unknown) => onBug(error, 'watching git'));
  return store;
}
