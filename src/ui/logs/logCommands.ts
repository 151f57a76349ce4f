import path from 'node:path';
import * as vscode from 'vscode';
import type { LogSource, Service } from '../../model/service.ts';
import { isText } from './logChecks.ts';
import { messageCondition } from './seen/seenTexts.ts';
import { namesInId } from '../tree/treeNodes.ts';
import type { LogPanels } from './logPanels.ts';
import { LogTerminal, type LogTerminalOptions } from './logTerminal.ts';
import { type LogPlaceKind, type PickedLogs, pickLogs } from './pickLogs.ts';

const HOUR_MS = 3_600_000;

/** What the commands about logs work with. */
export interface LogScene extends LogTerminalOptions {
  readonly panels: LogPanels;
  readonly services: () => readonly Service[];
}

/** What the commands about logs do. */
export function createLogCommands(scene: LogScene) {
  const { panels, services, clock } = scene;
  const showTerminal = (name: string, sources: readonly LogSource[]): void => {
    const iconPath = new vscode.ThemeIcon('output');
    vscode.window.createTerminal({ name, iconPath, pty: new LogTerminal(sources, scene) }).show();
  };
  const openLog = async (given: unknown): Promise<void> => {
    const picked =
      given instanceof vscode.Uri
        ? [given]
        : await vscode.window.showOpenDialog({ canSelectMany: true, title: vscode.l10n.t('Open Which Logs?') });
    if (picked === undefined || picked.length === 0) return;
    const sources = picked.map(({ fsPath }) => ({ name: path.basename(fsPath), file: fsPath }));
    await panels.open(sources.map(({ name }) => name).join(', '), sources);
  };
  const tail = async (row: unknown, place: LogPlaceKind): Promise<void> => {
    const all = services().filter(({ logs }) => logs !== undefined);
    const { serviceId } = namesInId(row);
    const known = all.find(({ id }) => id === serviceId);
    const picked: PickedLogs | undefined =
      known === undefined
        ? await pickLogs(all, place)
        : { kind: 'logs', title: vscode.l10n.t('{0}: logs', known.name), sources: known.logs ?? [], place };
    if (picked === undefined) return;
    if (picked.kind === 'file') await openLog(undefined);
    else if (picked.place === 'view') await panels.open(picked.title, picked.sources);
    else showTerminal(picked.title, picked.sources);
  };
  return {
    openLog,
    /** The messages of a log statement, of the last hour. */
    showSeen: async (parts: unknown, serviceIds: unknown): Promise<void> => {
      if (!Array.isArray(parts) || !parts.every((part) => typeof part === 'string')) return;
      const ids = Array.isArray(serviceIds) ? serviceIds.filter(isText) : [];
      const seen = services().filter(({ id, logs }) => logs !== undefined && ids.includes(id));
      if (seen.length === 0) return;
      const title = vscode.l10n.t('{0}: logs', seen.map(({ name }) => name).join(', '));
      const sources = seen.flatMap(({ logs = [] }) => logs);
      await panels.open(title, sources, { where: [messageCondition(parts)], sinceMs: clock.now() - HOUR_MS });
    },
    openFilteredLog: () => panels.active?.openDocument(),
    exportLog: () => panels.active?.exportRows(),
    tailLogs: (row: unknown) => tail(row, 'view'),
    tailLogsInTerminal: (row: unknown) => tail(row, 'terminal'),
  };
}
