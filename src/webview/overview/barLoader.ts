import type { Disposable } from '../../base/disposable.ts';
import type { StatusBar, UptimeRange } from '../../model/uptime.ts';

/** How long a bar is good for; the status itself is always of now. */
const FRESH_MS = { '1h': 30_000, '24h': 120_000, '7d': 600_000, '30d': 600_000 } as const satisfies Record<
  UptimeRange,
  number
>;
/** Bars in one request: few enough that what is scrolled to need not wait long. */
const AT_ONCE = 60;

interface Known {
  readonly bar: StatusBar;
  readonly atMs: number;
}

export interface BarLoaderOptions {
  readonly ask: (serviceIds: readonly string[], range: UptimeRange) => Promise<readonly StatusBar[]>;
  readonly nowMs: () => number;
  /** Bars came. */
  readonly onBars: () => void;
}

/** Gets the bars of the services that are in sight, a request at a time, and keeps them for a while. */
export class BarLoader implements Disposable {
  readonly #options: BarLoaderOptions;
  readonly #known = new Map<string, Known>();
  #range: UptimeRange;
  #wanted: readonly string[] = [];
  #busy = false;
  #disposed = false;

  constructor(range: UptimeRange, options: BarLoaderOptions) {
    this.#range = range;
    this.#options = options;
  }

  /** The bar of a service, which may be a little old. */
  of(serviceId: string): StatusBar | undefined {
    return this.#known.get(serviceId)?.bar;
  }

  setRange(range: UptimeRange): void {
    if (range === this.#range) return;
    this.#range = range;
    this.#known.clear();
  }

  /** These are in sight, and what was wanted before no longer matters. */
  want(serviceIds: readonly string[]): void {
    this.#wanted = serviceIds;
    void this.#load();
  }

  /** The service's status changed: its bar is out of date. */
  changed(serviceId: string): void {
    const known = this.#known.get(serviceId);
    if (known !== undefined) this.#known.set(serviceId, { ...known, atMs: -Infinity });
  }

  forget(serviceId: string): void {
    this.#known.delete(serviceId);
  }

  dispose(): void {
    this.#disposed = true;
  }

  async #load(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    try {
      for (;;) {
        const range = this.#range;
        const oldest = this.#options.nowMs() - FRESH_MS[range];
        const due = this.#wanted.filter((id) => (this.#known.get(id)?.atMs ?? -Infinity) < oldest).slice(0, AT_ONCE);
        if (due.length === 0 || this.#disposed) return;
        const bars = await this.#options.ask(due, range);
        // Nobody is there to answer: it is asked again when something moves.
        if (bars.length === 0) return;
        // A range that was chosen meanwhile has bars of its own.
        if (range !== this.#range) continue;
        const atMs = this.#options.nowMs();
        for (const bar of bars) this.#known.set(bar.serviceId, { bar, atMs });
        // What has no bar is not asked for again and again.
        const came = new Set(bars.map(({ serviceId }) => serviceId));
        this.#wanted = this.#wanted.filter((id) => !due.includes(id) || came.has(id));
        this.#options.onBars();
      }
    } finally {
      this.#busy = false;
    }
  }
}
