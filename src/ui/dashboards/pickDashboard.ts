import * as vscode from 'vscode';
import type { Clock } from '../../base/clock.ts';
import { DisposableStore, Slot } from '../../base/disposable.ts';
import { findDashboards } from './findDashboards.ts';
import { pickEntry } from './pickEntry.ts';

interface Item extends vscode.QuickPickItem {
  readonly uri: vscode.Uri;
}

/** What is found in such a time is put into the list at once. */
const BATCH_MS = 100;

/** Lets the user choose among the workspace's dashboards while they are found; undefined where the user left, `none` where there are none. */
export async function pickDashboard(clock: Clock): Promise<vscode.Uri | 'none' | undefined> {
  const store = new DisposableStore();
  const pick = store.own(vscode.window.createQuickPick<Item>());
  const stop = store.own(new vscode.CancellationTokenSource());
  const timer = store.own(new Slot());
  const found: Item[] = [];
  const list = (): void => {
    timer.set(undefined);
    const { activeItems } = pick;
    pick.items = [...found];
    // Where the user is in the list.
    if (activeItems.length > 0) pick.activeItems = activeItems;
  };
  pick.title = vscode.l10n.t('Open Dashboard');
  pick.placeholder = vscode.l10n.t('Which dashboard of this workspace?');
  pick.matchOnDescription = true;
  pick.keepScrollPosition = true;
  pick.busy = true;
  try {
    const chosen = new Promise<vscode.Uri | undefined>((resolve) => {
      store.own(pick.onDidAccept(() => pick.selectedItems[0] && resolve(pick.selectedItems[0].uri)));
      store.own(pick.onDidHide(() => resolve(undefined)));
    });
    pick.show();
    const searched = findDashboards(({ uri, title }) => {
      found.push({ uri, ...pickEntry(title, vscode.workspace.asRelativePath(uri)) });
      if (timer.value === undefined) timer.set(clock.setTimeout(list, BATCH_MS));
    }, stop.token).then(async (): Promise<vscode.Uri | 'none' | undefined> => {
      pick.busy = false;
      list();
      return found.length === 0 ? 'none' : chosen;
    });
    return await Promise.race([chosen, searched]);
  } finally {
    stop.cancel();
    store.dispose();
  }
}
