import type * as vscode from 'vscode';
import type { Clock } from '../../base/clock.ts';
import { DisposableStore, Slot } from '../../base/disposable.ts';
import type { Acknowledgement, Snooze, UserHandling } from '../../model/handling.ts';
import type { ServiceState } from '../../model/state.ts';

const KEY = 'handling';
const MAX_ENTRIES = 5_000;
/** The longest time that a timer can be set for. */
const MAX_TIMER_MS = 2 ** 31 - 1;

export interface HandledServicesOptions {
  readonly memento: Pick<vscode.Memento, 'get' | 'update'>;
  readonly clock: Clock;
  readonly apply: (handling: UserHandling) => void;
}

/** What the user snoozed and acknowledged, and of which services no change is to be told; kept per workspace. */
export class HandledServices implements vscode.Disposable {
  readonly #options: HandledServicesOptions;
  readonly #store = new DisposableStore();
  readonly #expiry = this.#store.own(new Slot());
  #snoozed: readonly Snooze[];
  #acknowledged: readonly Acknowledgement[];
  #untold: readonly string[];

  constructor(options: HandledServicesOptions) {
    this.#options = options;
    const stored = readStored(options.memento.get(KEY));
    const nowMs = options.clock.now();
    this.#snoozed = stored.snoozed.filter(({ untilMs }) => untilMs > nowMs);
    this.#acknowledged = stored.acknowledged;
    this.#untold = stored.untold;
    this.#apply();
  }

  get snoozed(): readonly Snooze[] {
    return this.#snoozed;
  }

  get acknowledged(): readonly Acknowledgement[] {
    return this.#acknowledged;
  }

  /** The services of whose changes no notification tells. */
  get untold(): readonly string[] {
    return this.#untold;
  }

  /** Nobody is called for these until then, in Unix milliseconds. */
  async snooze(serviceIds: readonly string[], untilMs: number): Promise<void> {
    const others = this.#snoozed.filter(({ serviceId }) => !serviceIds.includes(serviceId));
    this.#snoozed = [...others, ...serviceIds.map((serviceId) => ({ serviceId, untilMs }))].slice(-MAX_ENTRIES);
    await this.#changed();
  }

  /** Somebody knows of it; it holds until the service is up again. */
  async acknowledge(serviceIds: readonly string[], note: string): Promise<void> {
    const atMs = this.#options.clock.now();
    const others = this.#acknowledged.filter(({ serviceId }) => !serviceIds.includes(serviceId));
    this.#acknowledged = [...others, ...serviceIds.map((serviceId) => ({ serviceId, note, atMs }))].slice(-MAX_ENTRIES);
    await this.#changed();
  }

  /** Ends snooze and acknowledgement of these. */
  async release(serviceIds: readonly string[]): Promise<void> {
    const isOther = ({ serviceId }: { readonly serviceId: string }): boolean => !serviceIds.includes(serviceId);
    this.#snoozed = this.#snoozed.filter(isOther);
    this.#acknowledged = this.#acknowledged.filter(isOther);
    await this.#changed();
  }

  async setTold(serviceId: string, isTold: boolean): Promise<void> {
    const others = this.#untold.filter((id) => id !== serviceId);
    this.#untold = isTold ? others : [...others, serviceId].slice(-MAX_ENTRIES);
    await this.#save();
  }

  /** Takes what another window on the same folder keeps. */
  adopt({ snoozed, acknowledged }: UserHandling): void {
    this.#snoozed = snoozed;
    this.#acknowledged = acknowledged;
    this.#forgetLater();
  }

  /** An acknowledgement ends with what was acknowledged. */
  async onServices(services: ReadonlyMap<string, ServiceState>): Promise<void> {
    const left = this.#acknowledged.filter(({ serviceId }) => services.get(serviceId)?.status !== 'up');
    if (left.length === this.#acknowledged.length) return;
    this.#acknowledged = left;
    await this.#changed();
  }

  dispose(): void {
    this.#store.dispose();
  }

  async #changed(): Promise<void> {
    this.#apply();
    await this.#save();
  }

  async #save(): Promise<void> {
    await this.#options.memento.update(KEY, {
      snoozed: this.#snoozed,
      acknowledged: this.#acknowledged,
      untold: this.#untold,
    });
  }

  #apply(): void {
    this.#options.apply({ snoozed: this.#snoozed, acknowledged: this.#acknowledged });
    this.#forgetLater();
  }

  #forgetLater(): void {
    const { clock } = this.#options;
    const next = Math.min(...this.#snoozed.map(({ untilMs }) => untilMs));
    const forget = (): void => {
      const nowMs = clock.now();
      this.#snoozed = this.#snoozed.filter(({ untilMs }) => untilMs > nowMs);
      void this.#changed();
    };
    const delayMs = Math.min(MAX_TIMER_MS, Math.max(0, next - clock.now()));
    this.#expiry.set(next === Infinity ? undefined : clock.setTimeout(forget, delayMs));
  }
}

/** What is kept in `stored`, which may be anything. */
function readStored(stored: unknown): UserHandling & { readonly untold: readonly string[] } {
  const { snoozed, acknowledged, untold } = isRecord(stored) ? stored : {};
  return {
    snoozed: listOf(snoozed).flatMap(({ serviceId, untilMs }) =>
      typeof serviceId === 'string' && typeof untilMs === 'number' ? [{ serviceId, untilMs }] : [],
    ),
    acknowledged: listOf(acknowledged).flatMap(({ serviceId, note, atMs }) =>
      typeof serviceId === 'string' && typeof note === 'string' && typeof atMs === 'number'
        ? [{ serviceId, note, atMs }]
        : [],
    ),
    untold: Array.isArray(untold) ? untold.filter((id): id is string => typeof id === 'string') : [],
  };
}

function listOf(stored: unknown): Record<string, unknown>[] {
  return Array.isArray(stored) ? stored.filter(isRecord) : [];
}

function isRecord(stored: unknown): stored is Record<string, unknown> {
  return typeof stored === 'object' && stored !== null;
}
