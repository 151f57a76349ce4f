import * as vscode from 'vscode';
import type { DisposableStore } from '../../base/disposable.ts';
import type { EventBook } from './eventBook.ts';

/** The part that is used of the built-in git extension's interface, version 1 (extensions/git/src/api/git.d.ts). */
interface GitExtension {
  readonly enabled: boolean;
  readonly onDidChangeEnablement: vscode.Event<boolean>;
  getAPI(version: 1): GitApi;
}
interface GitApi {
  readonly repositories: readonly GitRepository[];
  readonly onDidOpenRepository: vscode.Event<GitRepository>;
}
interface GitRepository {
  readonly state: {
    readonly HEAD: { readonly name?: string; readonly commit?: string } | undefined;
    readonly onDidChange: vscode.Event<void>;
  };
  getCommit(ref: string): Promise<{ readonly message: string }>;
}

/** Notes commits and switches of branch, where the built-in git extension is there and on. */
export async function watchGit(book: EventBook, store: DisposableStore): Promise<void> {
  const extension = vscode.extensions.getExtension<GitExtension>('vscode.git');
  if (extension === undefined) return;
  const git = extension.isActive ? extension.exports : await extension.activate();
  let isWatched = false;
  const watch = (): void => {
    if (isWatched || !git.enabled) return;
    isWatched = true;
    const api = git.getAPI(1);
    for (const repository of api.repositories) store.own(watchRepository(book, repository));
    store.own(api.onDidOpenRepository((repository) => store.own(watchRepository(book, repository))));
  };
  watch();
  store.own(git.onDidChangeEnablement(watch));
}

function watchRepository(book: EventBook, repository: GitRepository): vscode.Disposable {
  const { state } = repository;
  let known = state.HEAD === undefined ? undefined : { ...state.HEAD };
  return state.onDidChange(() => {
    const before = known;
    const now = state.HEAD;
    // While git writes, its HEAD may not be readable: what was known of it before stays.
    if (now?.commit === undefined) return;
    known = { ...now };
    // A repository that has just been opened finds its HEAD a little later.
    if (before?.commit === undefined) return;
    if (now.name !== before.name) book.note('branch', `${nameOf(before)} → ${nameOf(now)}`);
    else if (now.commit !== before.commit) void noteCommit(book, repository, now.commit);
  });
}

async function noteCommit(book: EventBook, repository: GitRepository, commit: string): Promise<void> {
  const short = commit.slice(0, 8);
  // A commit that git cannot show (it was just taken back) still happened.
  const message = await repository.getCommit(commit).then(
    (found) => found.message,
    () => '',
  );
  book.note('commit', `${short} ${message}`.trim());
}

function nameOf({ name, commit }: { readonly name?: string; readonly commit?: string }): string {
  return name ?? commit?.slice(0, 8) ?? '';
}
