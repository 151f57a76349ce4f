import * as vscode from 'vscode';
import { severity } from '../../model/status.ts';
import type { ServiceState } from '../../model/state.ts';
import { statusWord } from '../../model/statusText.ts';
import { STATUS_LOOKS } from '../statusLook.ts';
import { rowOf } from '../tree/row.ts';

/** Lets the user choose a service, the worst first; undefined where none was chosen. */
export async function pickService(services: Iterable<ServiceState>, title: string): Promise<ServiceState | undefined> {
  const sorted = [...services].sort((a, b) => severity(b.status) - severity(a.status) || a.id.localeCompare(b.id));
  if (sorted.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('No service is watched.'));
    return undefined;
  }
  const items = sorted.map((service) => ({
    label: service.id,
    description: [service.group, service.environment].filter((part) => part !== undefined).join(' · '),
    detail: `${statusWord(service.status)}  ${rowOf({ kind: 'service', service, alerts: 0 }).description}`,
    iconPath: new vscode.ThemeIcon(
      STATUS_LOOKS[service.status].icon,
      new vscode.ThemeColor(STATUS_LOOKS[service.status].color),
    ),
    service,
  }));
  const chosen = await vscode.window.showQuickPick(items, { title, matchOnDescription: true, matchOnDetail: true });
  return chosen?.service;
}
