import type { Clock } from '../../base/clock.ts';
import { type Disposable, Slot } from '../../base/disposable.ts';

const BATCH_MS = 500;

/** What is to be drawn anew: the whole tree, or the rows of some services. */
export type TreeUpdate = { readonly kind: 'all' } | { readonly kind: 'services'; readonly ids: readonly string[] };

/**
 * Gathers changes and lets them through at most twice a second, and not at all while nobody sees the tree; what was
 * held back comes in one update when it is shown.
 */
export class TreeUpdates implements Disposable {
  readonly #clock: Clock;
  readonly #draw: (update: TreeUpdate) => void;
  readonly #timer = new Slot();
  readonly #ids = new Set<string>();
  #all = false;
  #visible = false;
  #lastMs = -Infinity;

  constructor(clock: Clock, draw: (update: TreeUpdate) => void) {
    this.#clock = clock;
    this.#draw = draw;
  }

  setVisible(visible: boolean): void {
    this.#visible = visible;
    if (visible) this.#schedule();
    else this.#timer.set(undefined);
  }

  add(update: TreeUpdate): void {
    if (update.kind === 'all') this.#all = true;
    else for (const id of update.ids) this.#ids.add(id);
    this.#schedule();
  }

  dispose(): void {
    this.#timer.dispose();
    this.#visible = false;
  }

  #schedule(): void {
    if (!this.#visible || this.#timer.value !== undefined || (!this.#all && this.#ids.size === 0)) return;
    const waitMs = Math.max(0, this.#lastMs + BATCH_MS - this.#clock.monotonic());
    this.#timer.set(this.#clock.setTimeout(() => this.#flush(), waitMs));
  }

  #flush(): void {
    this.#timer.set(undefined);
    this.#lastMs = this.#clock.monotonic();
    const update: TreeUpdate = this.#all ? { kind: 'all' } : { kind: 'services', ids: [...this.#ids] };
    this.#all = false;
    this.#ids.clear();
    this.#draw(update);
  }
}
