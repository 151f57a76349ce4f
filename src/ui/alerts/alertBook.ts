import type * as vscode from 'vscode';
import type { Clock } from '../../base/clock.ts';
import { DisposableStore, Slot } from '../../base/disposable.ts';
import { Emitter } from '../../base/event.ts';
import { type Alert, isSameFiring, type Silence } from '../../model/alert.ts';
import type { AlertsUpdate } from '../../protocol/rules.ts';
import { readAcknowledgements, readSilences, type Acknowledgement } from './alertMemory.ts';

const ACKNOWLEDGED_KEY = 'alerts.acknowledged';
const SILENCES_KEY = 'alerts.silences';
const MAX_ACKNOWLEDGED = 500;
/** The longest time that a timer can be set for. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** An alert with what the user made of it. */
export interface ShownAlert extends Alert {
  readonly acknowledged?: Acknowledgement;
}

export interface AlertBookOptions {
  readonly memento: Pick<vscode.Memento, 'get' | 'update'>;
  readonly clock: Clock;
  readonly send: (silences: readonly Silence[]) => void;
}

/** The alerts as the engine last told, with silences and acknowledgements, which are kept per workspace. */
export class AlertBook implements vscode.Disposable {
  readonly #options: AlertBookOptions;
  readonly #store = new DisposableStore();
  readonly #changed = this.#store.own(new Emitter<void>());
  readonly #expiry = this.#store.own(new Slot());
  #update: AlertsUpdate = { alerts: [], omitted: 0 };
  #acknowledged: readonly Acknowledgement[];
  #silences: readonly Silence[];

  readonly onDidChange = this.#changed.event;

  constructor(options: AlertBookOptions) {
    this.#options = options;
    const nowMs = options.clock.now();
    this.#acknowledged = readAcknowledgements(options.memento.get(ACKNOWLEDGED_KEY));
    this.#silences = readSilences(options.memento.get(SILENCES_KEY)).filter(({ endsAtMs }) => endsAtMs > nowMs);
    this.#applySilences();
  }

  get all(): readonly ShownAlert[] {
    return this.#update.alerts.map((alert) => {
      const acknowledged = this.#acknowledged.find((one) => isSameFiring(one, alert));
      return acknowledged === undefined ? alert : { ...alert, acknowledged };
    });
  }

  /** How many more there are than the engine lists. */
  get omitted(): number {
    return this.#update.omitted;
  }

  /** Those that call for somebody: firing, neither silenced nor acknowledged, and not of a service for which nobody is called. */
  get calling(): readonly ShownAlert[] {
    return this.all.filter(isCalling);
  }

  get silences(): readonly Silence[] {
    return this.#silences;
  }

  find(id: string): ShownAlert | undefined {
    return this.all.find((alert) => alert.id === id);
  }

  apply(update: AlertsUpdate): void {
    this.#update = update;
    this.#changed.fire();
  }

  /** The engine is gone, and with it all that it knew. */
  clear(): void {
    if (this.#update.alerts.length > 0) this.apply({ alerts: [], omitted: 0 });
  }

  /** Somebody knows of the alert; it holds until the alert ends. */
  async acknowledge(alert: Alert, note: string): Promise<void> {
    const others = this.#acknowledged.filter((one) => !isSameFiring(one, alert));
    const atMs = this.#options.clock.now();
    await this.#setAcknowledged([...others, { id: alert.id, activeAtMs: alert.activeAtMs, note, atMs }]);
  }

  async unacknowledge(alert: Alert): Promise<void> {
    await this.#setAcknowledged(this.#acknowledged.filter((one) => !isSameFiring(one, alert)));
  }

  async silence(silence: Silence): Promise<void> {
    await this.#setSilences([...this.#silences, silence]);
  }

  /** Takes the silences that another window on the same folder keeps. */
  adopt(silences: readonly Silence[]): void {
    this.#silences = silences;
    this.#changed.fire();
  }

  async expire(silenceId: string): Promise<void> {
    await this.#setSilences(this.#silences.filter(({ id }) => id !== silenceId));
  }

  dispose(): void {
    this.#store.dispose();
  }

  async #setAcknowledged(all: readonly Acknowledgement[]): Promise<void> {
    this.#acknowledged = all.slice(-MAX_ACKNOWLEDGED);
    this.#changed.fire();
    await this.#options.memento.update(ACKNOWLEDGED_KEY, this.#acknowledged);
  }

  async #setSilences(all: readonly Silence[]): Promise<void> {
    this.#silences = all;
    this.#applySilences();
    this.#changed.fire();
    await this.#options.memento.update(SILENCES_KEY, all);
  }

  /** Sends what is in force, and again when the first of them ends. */
  #applySilences(): void {
    const { clock, send } = this.#options;
    send(this.#silences);
    const next = Math.min(...this.#silences.map(({ endsAtMs }) => endsAtMs));
    if (next === Infinity) {
      this.#expiry.set(undefined);
      return;
    }
    const delayMs = Math.min(MAX_TIMER_MS, Math.max(0, next - clock.now()));
    this.#expiry.set(
      clock.setTimeout(() => {
        const nowMs = clock.now();
        void this.#setSilences(this.#silences.filter(({ endsAtMs }) => endsAtMs > nowMs));
      }, delayMs),
    );
  }
}

/** Whether an alert calls for somebody. */
export function isCalling({ state, silencedBy, acknowledged, handling }: ShownAlert): boolean {
  return state === 'firing' && silencedBy === undefined && acknowledged === undefined && handling === undefined;
}
