/** A panel as the queue sees it. */
export interface Asking {
  readonly isInView: boolean;
  /** Asks for what it shows and shows it; never rejects. */
  ask(): Promise<void>;
}

/** So many panels are asked for at once: the engine has one thread, and a dashboard must not hold up the rest of it. */
const AT_ONCE = 3;

/** Asks for panels that are in view and out of date, a few at a time; others once they come into view. */
export class PanelQueue {
  #stale = new Set<Asking>();
  #panels: readonly Asking[] = [];
  #running = 0;
  #waiting: (() => void)[] = [];

  /** From now on these panels count, all out of date. */
  replace(panels: readonly Asking[]): void {
    this.#panels = panels;
    this.refresh();
  }

  /** All are out of date from now on. */
  refresh(): void {
    this.#stale = new Set(this.#panels);
    this.next();
  }

  /** To be called when a panel comes into view. */
  next(): void {
    for (const panel of this.#stale) {
      if (this.#running >= AT_ONCE) return;
      if (!panel.isInView) continue;
      this.#stale.delete(panel);
      this.#running++;
      void panel.ask().finally(() => {
        this.#running--;
        this.next();
      });
    }
    if (this.#running > 0) return;
    for (const done of this.#waiting.splice(0)) done();
  }

  /** Resolves once nothing is under way and nothing in view is out of date. */
  settled(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.next();
    });
  }
}
