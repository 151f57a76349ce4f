import path from 'node:path';
import * as vscode from 'vscode';
import type { Service } from '../../model/service.ts';
import { namesInId } from '../tree/treeNodes.ts';
import type { LogPanels } from './logPanels.ts';

/** What the commands about logs do. */
export function createLogCommands(panels: LogPanels, services: () => readonly Service[]) {
  const openLog = async (given: unknown): Promise<void> => {
    const picked =
      given instanceof vscode.Uri
        ? [given]
        : await vscode.window.showOpenDialog({ canSelectMany: true, title: vscode.l10n.t('Open Which Logs?') });
    if (picked === undefined || picked.length === 0) return;
    const sources = picked.map(({ fsPath }) => ({ name: path.basename(fsPath), file: fsPath }));
    await panels.open(sources.map(({ name }) => name).join(', '), sources);
  };
  return {
    openLog,
    tailLogs: async (row: unknown): Promise<void> => {
      const all = services().filter(({ logs }) => logs !== undefined);
      const { serviceId } = namesInId(row);
      const service = all.find(({ id }) => id === serviceId) ?? (await pick(all));
      if (service === 'file') await openLog(undefined);
      else if (service?.logs !== undefined) await panels.open(vscode.l10n.t('{0}: logs', service.name), service.logs);
    },
  };
}

async function pick(services: readonly Service[]): Promise<Service | 'file' | undefined> {
  const items = [
    ...services.map((service) => ({
      label: service.id,
      description: (service.logs ?? []).map(({ name }) => name).join(', '),
      answer: service,
    })),
    { label: vscode.l10n.t('Open a File…'), description: '', answer: 'file' as const },
  ];
  const chosen = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Tail the Logs of Which Service?'),
    matchOnDescription: true,
  });
  return chosen?.answer;
}
