import * as vscode from 'vscode';
import type { LogSource, Service } from '../../model/service.ts';

/** Where logs are shown. */
export type LogPlaceKind = 'view' | 'terminal';

/** What the user chose: logs and where to show them, or that a file is to be asked for. */
export type PickedLogs =
  | {
      readonly kind: 'logs';
      readonly title: string;
      readonly sources: readonly LogSource[];
      readonly place: LogPlaceKind;
    }
  | { readonly kind: 'file' };

interface Item extends vscode.QuickPickItem {
  readonly answer: { readonly title: string; readonly sources: readonly LogSource[] } | 'file';
}

/** Lets the user choose a service, one of its sources or a file; each shows in `place`, by its button in the other. */
export function pickLogs(services: readonly Service[], place: LogPlaceKind): Promise<PickedLogs | undefined> {
  const other: LogPlaceKind = place === 'view' ? 'terminal' : 'view';
  const button: vscode.QuickInputButton =
    place === 'view'
      ? { iconPath: new vscode.ThemeIcon('terminal'), tooltip: vscode.l10n.t('In a Terminal') }
      : { iconPath: new vscode.ThemeIcon('list-flat'), tooltip: vscode.l10n.t('In a View') };
  const pick = vscode.window.createQuickPick<Item>();
  pick.title =
    place === 'view'
      ? vscode.l10n.t('Tail the Logs of Which Service?')
      : vscode.l10n.t('Tail the Logs of Which Service in a Terminal?');
  pick.matchOnDescription = true;
  pick.items = [
    ...services.flatMap((service) => itemsOf(service, button)),
    { label: vscode.l10n.t('Open a File…'), answer: 'file' as const },
  ];
  return new Promise((resolve) => {
    const end = (item: Item | undefined, where: LogPlaceKind): void => {
      const picked = item?.answer;
      if (picked === undefined) resolve(undefined);
      else resolve(picked === 'file' ? { kind: 'file' } : { kind: 'logs', ...picked, place: where });
      pick.hide();
    };
    pick.onDidAccept(() => end(pick.selectedItems[0], place));
    pick.onDidTriggerItemButton(({ item }) => end(item, other));
    pick.onDidHide(() => {
      resolve(undefined);
      pick.dispose();
    });
    pick.show();
  });
}

/** A service with all of its logs, and where it has several each of them. */
function itemsOf(service: Service, button: vscode.QuickInputButton): Item[] {
  const { id, name, logs = [] } = service;
  const title = vscode.l10n.t('{0}: logs', name);
  const all: Item = {
    label: id,
    description: logs.map((source) => source.name).join(', '),
    buttons: [button],
    answer: { title, sources: logs },
  };
  if (logs.length < 2) return [all];
  return [
    all,
    ...logs.map((source) => ({
      label: `$(output) ${source.name.replaceAll('$(', '$\u200B(')}`,
      description: id,
      buttons: [button],
      answer: { title: vscode.l10n.t('{0}: {1}', name, source.name), sources: [source] },
    })),
  ];
}
