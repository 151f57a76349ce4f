import type { Clock } from '../base/clock.ts';
import type { Disposable } from '../base/disposable.ts';
import type { ServiceState } from '../model/state.ts';
import type { EngineDelta } from '../protocol/engine.ts';

/** Changes are gathered for this long, so that a thousand results a second make four messages. */
const BATCH_MS = 250;

/** Gathers which services changed and announces them together, whole and numbered. */
export class DeltaBatcher implements Disposable {
  readonly #clock: Clock;
  readonly #stateOf: (serviceId: string) => ServiceState | undefined;
  readonly #announce: (delta: EngineDelta) => void;
  readonly #dirty = new Set<string>();
  #timer: Disposable | undefined;
  #seq = 0;

  constructor(
    clock: Clock,
    stateOf: (serviceId: string) => ServiceState | undefined,
    announce: (delta: EngineDelta) => void,
  ) {
    this.#clock = clock;
    this.#stateOf = stateOf;
    this.#announce = announce;
  }

  /** The number of the last delta; a snapshot that carries it contains all of them. */
  get seq(): number {
    return this.#seq;
  }

  /** Announces at once what would be announced soon. */
  flush(): void {
    if (this.#timer === undefined) return;
    this.#timer.dispose();
    this.#flush();
  }

  mark(serviceId: string): void {
    this.#dirty.add(serviceId);
    this.#timer ??= this.#clock.setTimeout(() => this.#flush(), BATCH_MS);
  }

  dispose(): void {
    this.#timer?.dispose();
    this.#timer = undefined;
    this.#dirty.clear();
  }

  #flush(): void {
    this.#timer = undefined;
    const services: ServiceState[] = [];
    const removed: string[] = [];
    for (const id of this.#dirty) {
      const state = this.#stateOf(id);
      if (state === undefined) removed.push(id);
      else services.push(state);
    }
    this.#dirty.clear();
    this.#seq++;
    this.#announce({ seq: this.#seq, services, removed });
  }
}
