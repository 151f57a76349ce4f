import * as vscode from 'vscode';
import type { Clock } from '../../base/clock.ts';
import { DisposableStore, Slot } from '../../base/disposable.ts';
import type { AlertSettings } from '../../config/readAlerts.ts';
import { COMMANDS, SETTING_NOTIFY } from '../contributions.ts';
import { showNotice } from '../showNotice.ts';
import type { AlertBook } from './alertBook.ts';
import { AlertNotices, isToldByStatus, isWithin } from './alertNotices.ts';

const TOLD_KEY = 'alerts.told';
/** What fires within this time is told in one notification. */
const GATHER_MS = 2_000;

export interface AlertNotifierOptions {
  readonly book: AlertBook;
  readonly memento: vscode.Memento;
  readonly clock: Clock;
  readonly settings: () => Pick<AlertSettings, 'notify' | 'quietHours' | 'status'>;
  readonly onBug: (error: unknown, where: string) => void;
}

/** Tells of alerts that begin to fire, several at once in one notification, and of none twice. */
export class AlertNotifier implements vscode.Disposable {
  readonly #options: AlertNotifierOptions;
  readonly #store = new DisposableStore();
  readonly #timer = this.#store.own(new Slot());
  readonly #notices: AlertNotices;

  constructor(options: AlertNotifierOptions) {
    this.#options = options;
    const told: unknown = options.memento.get(TOLD_KEY);
    this.#notices = new AlertNotices(
      Array.isArray(told) ? told.filter((key): key is string => typeof key === 'string') : [],
    );
    this.#store.own(options.book.onDidChange(() => this.#later()));
  }

  dispose(): void {
    this.#store.dispose();
  }

  #later(): void {
    const { clock, onBug } = this.#options;
    const tell = (): void => {
      this.#tell().catch((error: unknown) => onBug(error, 'telling of alerts'));
    };
    if (this.#timer.value === undefined) this.#timer.set(clock.setTimeout(tell, GATHER_MS));
  }

  async #tell(): Promise<void> {
    this.#timer.set(undefined);
    const { book, memento, clock, settings } = this.#options;
    const { notify, quietHours, status } = settings();
    const before = this.#notices.told.length;
    const notice = this.#notices.take(
      book.all.filter((alert) => !isToldByStatus(alert, status)),
      notify,
      isWithin(quietHours, new Date(clock.now())),
    );
    if (this.#notices.told.length !== before || notice !== undefined)
      await memento.update(TOLD_KEY, this.#notices.told);
    if (notice === undefined) return;
    const [only] = notice.alerts;
    const show = vscode.l10n.t('Show Alerts');
    const silence = vscode.l10n.t('Silence…');
    const change = vscode.l10n.t('Notifications…');
    const actions = notice.alerts.length === 1 ? [show, silence, change] : [show, change];
    const answer = await showNotice(notice.severity, notice.message, actions);
    if (answer === show) await vscode.commands.executeCommand(COMMANDS.showAlerts);
    else if (answer === silence) await vscode.commands.executeCommand(COMMANDS.silenceAlert, only?.id);
    else if (answer === change) await vscode.commands.executeCommand('workbench.action.openSettings', SETTING_NOTIFY);
  }
}
