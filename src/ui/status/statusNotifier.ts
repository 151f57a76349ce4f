import * as vscode from 'vscode';
import type { Clock } from '../../base/clock.ts';
import { DisposableStore, Slot } from '../../base/disposable.ts';
import type { AlertSettings } from '../../config/readAlerts.ts';
import { isWithin } from '../alerts/alertNotices.ts';
import { COMMANDS, SETTING_NOTIFY_STATUS } from '../contributions.ts';
import type { EngineClient } from '../engine/engineClient.ts';
import type { HandledServices } from '../handling/handledServices.ts';
import { showNotice } from '../showNotice.ts';
import { nodeId } from '../tree/treeNodes.ts';
import { StatusNotices } from './statusNotices.ts';

/** What changes within this time is told in one notification; what a service depends on is looked at meanwhile. */
const GATHER_MS = 3_000;

export interface StatusNotifierOptions {
  readonly engine: EngineClient;
  readonly handled: HandledServices;
  readonly clock: Clock;
  readonly settings: () => Pick<AlertSettings, 'status' | 'quietHours'>;
  readonly onBug: (error: unknown, where: string) => void;
}

/** Tells of services that go down and come up again, several at once in one notification. */
export class StatusNotifier implements vscode.Disposable {
  readonly #options: StatusNotifierOptions;
  readonly #store = new DisposableStore();
  readonly #timer = this.#store.own(new Slot());
  readonly #notices = new StatusNotices();

  constructor(options: StatusNotifierOptions) {
    this.#options = options;
    this.#store.own(options.engine.onDidChangeServices(() => this.#later()));
  }

  dispose(): void {
    this.#store.dispose();
  }

  #later(): void {
    const { clock, onBug } = this.#options;
    const tell = (): void => {
      this.#tell().catch((error: unknown) => onBug(error, 'telling of changed services'));
    };
    if (this.#timer.value === undefined) this.#timer.set(clock.setTimeout(tell, GATHER_MS));
  }

  async #tell(): Promise<void> {
    this.#timer.set(undefined);
    const { engine, handled, clock, settings } = this.#options;
    const { status, quietHours } = settings();
    const nowMs = clock.now();
    const isQuiet = isWithin(quietHours, new Date(nowMs));
    const notice = this.#notices.take(engine.services, status, handled.untold, isQuiet, nowMs);
    if (notice === undefined) return;
    const [only] = notice.services;
    const open = vscode.l10n.t('Open');
    const snooze = vscode.l10n.t('Snooze…');
    const untell = vscode.l10n.t("Don't Show for This Service");
    const change = vscode.l10n.t('Notifications…');
    const isOne = notice.services.length === 1 && only !== undefined;
    const answer = await showNotice(
      notice.severity,
      notice.message,
      isOne ? (notice.severity === 'info' ? [open, untell] : [open, snooze, untell]) : [open, change],
    );
    if (answer === open && isOne) await vscode.commands.executeCommand(COMMANDS.openPanel, nodeId('service', only.id));
    else if (answer === open) await vscode.commands.executeCommand(COMMANDS.revealFailing);
    else if (answer === snooze && isOne)
      await vscode.commands.executeCommand(COMMANDS.snooze, nodeId('service', only.id));
    else if (answer === untell && isOne) await handled.setTold(only.id, false);
    else if (answer === change)
      await vscode.commands.executeCommand('workbench.action.openSettings', SETTING_NOTIFY_STATUS);
  }
}
