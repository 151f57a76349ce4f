import * as vscode from 'vscode';
import type { Clock } from '../../base/clock.ts';
import type { ServiceState } from '../../model/state.ts';
import { askUntil } from '../askUntil.ts';
import { COMMANDS } from '../contributions.ts';
import type { EngineClient } from '../engine/engineClient.ts';
import { withoutLinks } from '../markdown.ts';
import type { PausedServices } from './pausedServices.ts';
import { isFailing } from '../statusLook.ts';
import { nodeId } from '../tree/treeNodes.ts';
import type { HandledServices } from './handledServices.ts';
import { handlingText, untilText } from '../../model/handlingText.ts';

const MAX_NOTE = 200;

export interface HandlingScene {
  readonly engine: Pick<EngineClient, 'services'>;
  readonly handled: HandledServices;
  readonly paused: PausedServices;
  readonly clock: Clock;
  /** The services that a row stands for; none where it stands for none. */
  readonly idsOf: (row: unknown) => readonly string[];
  readonly pick: (services: Iterable<ServiceState>, title: string) => Promise<ServiceState | undefined>;
}

/** What the commands do that say for which services nobody is to be called. Each takes a row of the tree, or asks. */
export function createHandlingCommands(scene: HandlingScene) {
  const { engine, handled, clock, idsOf, pick } = scene;
  const chosen = async (
    row: unknown,
    title: string,
    among: (service: ServiceState) => boolean = () => true,
  ): Promise<readonly string[]> => {
    const rows = idsOf(row);
    if (rows.length > 0) return rows;
    const service = await pick([...engine.services.values()].filter(among), title);
    return service === undefined ? [] : [service.id];
  };
  return {
    snooze: async (row: unknown) => {
      const ids = await chosen(row, vscode.l10n.t('Snooze Which Service?'));
      if (ids.length === 0) return;
      const untilMs = await askUntil(vscode.l10n.t('Snooze {0}', namesOf(ids)), clock.now());
      if (untilMs !== undefined) await handled.snooze(ids, untilMs);
    },
    acknowledge: async (row: unknown) => {
      const ids = (await chosen(row, vscode.l10n.t('Acknowledge Which Service?'), isFailing)).filter((id) => {
        const service = engine.services.get(id);
        return service !== undefined && isFailing(service);
      });
      if (ids.length === 0) {
        void vscode.window.showInformationMessage(vscode.l10n.t('Watchpost: nothing there fails.'));
        return;
      }
      const note = await vscode.window.showInputBox({
        title: vscode.l10n.t('Acknowledge {0}', namesOf(ids)),
        prompt: vscode.l10n.t('A note, if you like. Nobody is called for it until it is up again.'),
        validateInput: (text) =>
          text.length > MAX_NOTE ? vscode.l10n.t('{0} characters at most.', MAX_NOTE) : undefined,
      });
      if (note !== undefined) await handled.acknowledge(ids, note.trim());
    },
    callAgain: async (row: unknown) => {
      const byUser = (service: ServiceState): boolean =>
        service.handling?.kind === 'snoozed' || service.handling?.kind === 'acknowledged';
      await handled.release(await chosen(row, vscode.l10n.t('Call Again for Which Service?'), byUser));
    },
    listHandled: () => listHandled(scene),
  };
}

/** Lists all for which nobody is called, and why; the one that is chosen is ended, or shown where it cannot be. */
async function listHandled({ engine, handled, paused, clock }: HandlingScene): Promise<void> {
  const nowMs = clock.now();
  const undo = (label: string, icon: string, description: string, end: () => unknown) => ({
    label,
    description,
    iconPath: new vscode.ThemeIcon(icon),
    end,
  });
  const items = [
    ...[...paused.ids].map((id) => undo(id, 'debug-pause', vscode.l10n.t('paused'), () => paused.set([id], false))),
    ...handled.snoozed.map(({ serviceId, untilMs }) =>
      undo(serviceId, 'bell-slash', vscode.l10n.t('snoozed until {0}', untilText(untilMs, nowMs)), () =>
        handled.release([serviceId]),
      ),
    ),
    ...handled.acknowledged.map(({ serviceId, note, atMs }) =>
      undo(serviceId, 'eye', handlingText({ kind: 'acknowledged', note, atMs }, nowMs), () =>
        handled.release([serviceId]),
      ),
    ),
    ...handled.untold.map((id) => undo(id, 'mute', vscode.l10n.t('no notifications'), () => handled.setTold(id, true))),
    ...[...engine.services.values()].flatMap(({ id, handling }) => {
      if (handling?.kind === 'maintenance')
        return undo(id, 'tools', handlingText(handling, nowMs), () =>
          vscode.commands.executeCommand('workbench.action.openSettings', 'watchpost.maintenance'),
        );
      if (handling?.kind === 'dependency')
        return undo(id, 'references', handlingText(handling, nowMs), () =>
          vscode.commands.executeCommand(COMMANDS.openPanel, nodeId('service', handling.serviceId)),
        );
      return [];
    }),
  ];
  if (items.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('Watchpost: nothing is paused, snoozed or acknowledged.'));
    return;
  }
  const item = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Paused, snoozed and handled services: choose one to end it'),
    matchOnDescription: true,
  });
  await item?.end();
}

function namesOf(ids: readonly string[]): string {
  const [first = ''] = ids;
  return withoutLinks(ids.length === 1 ? first : vscode.l10n.t('{0} services', ids.length));
}
