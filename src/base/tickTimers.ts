import type { Clock } from './clock.ts';
import type { Disposable } from './disposable.ts';

interface Tick<T> {
  readonly items: Set<T>;
  readonly timer: Disposable;
}

/**
 * Timers of little exactness, of which there are many: what comes due within the same tick is called in one go, at the tick's end,
 * and wakes the thread once. Each item has at most one time.
 */
export class TickTimers<T> implements Disposable {
  readonly #clock: Clock;
  readonly #tickMs: number;
  readonly #onDue: (item: T) => void;
  readonly #ticks = new Map<number, Tick<T>>();
  readonly #tickOf = new Map<T, number>();

  /** `onDue` must not throw. */
  constructor(clock: Clock, tickMs: number, onDue: (item: T) => void) {
    this.#clock = clock;
    this.#tickMs = tickMs;
    this.#onDue = onDue;
  }

  /** Calls for `item` in `delayMs`, or up to a tick later; in place of the time that was set for it before. */
  set(item: T, delayMs: number): void {
    this.delete(item);
    const nowMs = this.#clock.monotonic();
    const number = Math.ceil((nowMs + Math.max(0, delayMs)) / this.#tickMs);
    let tick = this.#ticks.get(number);
    if (tick === undefined) {
      const timer = this.#clock.setTimeout(() => this.#fire(number), number * this.#tickMs - nowMs);
      this.#ticks.set(number, (tick = { items: new Set(), timer }));
    }
    tick.items.add(item);
    this.#tickOf.set(item, number);
  }

  /** Does not call for `item` any more. */
  delete(item: T): void {
    const number = this.#tickOf.get(item);
    if (number === undefined) return;
    this.#tickOf.delete(item);
    const tick = this.#ticks.get(number);
    tick?.items.delete(item);
    if (tick?.items.size !== 0) return;
    tick.timer.dispose();
    this.#ticks.delete(number);
  }

  dispose(): void {
    for (const { timer } of this.#ticks.values()) timer.dispose();
    this.#ticks.clear();
    this.#tickOf.clear();
  }

  #fire(number: number): void {
    const tick = this.#ticks.get(number);
    this.#ticks.delete(number);
    for (const item of tick?.items ?? []) {
      // It may have been taken back, or set anew, by one that was called before it.
      if (this.#tickOf.get(item) !== number) continue;
      this.#tickOf.delete(item);
      this.#onDue(item);
    }
  }
}
