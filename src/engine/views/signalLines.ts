import type { Clock } from '../../base/clock.ts';
import type { SignalLine } from '../../protocol/engine.ts';
import { rangeQuery } from '../promql/query.ts';
import type { SignalDefinition } from '../signals/defineSignals.ts';
import type { SeriesSource } from '../store/storage.ts';

export interface SignalLinesOptions {
  readonly source: SeriesSource;
  readonly clock: Clock;
  readonly rangeMs: number;
  /** The service's scrape interval: a finer step tells nothing. */
  readonly intervalMs: number;
}

/** Steps over a panel's range: what a small chart can still tell apart. */
const MAX_STEPS = 240;
/** More lines of one signal are not sent: a chart draws ten. */
const MAX_LINES = 50;
const LIMITS = { maxSamples: 20_000_000, timeoutMs: 5_000 } as const;

/** What one open panel has been sent of its signals, so that a delta holds only the steps that are new. */
export class SignalLines {
  readonly #options: SignalLinesOptions;
  readonly #stepMs: number;
  /** The last step that was evaluated, by query. */
  readonly #sentMs = new Map<string, number>();

  constructor(options: SignalLinesOptions) {
    this.#options = options;
    this.#stepMs = Math.ceil(Math.max(options.intervalMs, options.rangeMs / MAX_STEPS) / 1000) * 1000;
  }

  /** The points of each signal up to now that were not sent before. Lets others have the thread. */
  async next(definitions: readonly SignalDefinition[], signal: AbortSignal): Promise<SignalLine[]> {
    const { source, clock, rangeMs } = this.#options;
    const nowMs = clock.now();
    const toMs = Math.floor(nowMs / this.#stepMs) * this.#stepMs;
    const firstMs = toMs - Math.floor(rangeMs / this.#stepMs) * this.#stepMs;
    const lines: SignalLine[] = [];
    for (const { name, query, unit } of definitions) {
      const key = JSON.stringify([name, query]);
      const fromMs = Math.max(firstMs, (this.#sentMs.get(key) ?? -Infinity) + this.#stepMs);
      if (fromMs > toMs || signal.aborted) continue;
      const answer = await rangeQuery(
        source,
        query,
        { fromMs, toMs, stepMs: this.#stepMs },
        { ...LIMITS, clock, signal },
      );
      if (signal.aborted) return [];
      this.#sentMs.set(key, toMs);
      // A query that fails says so in the service's state, beside its value.
      if (!answer.ok || answer.result.type !== 'matrix') continue;
      for (const { labels, timesMs, values } of answer.result.series.slice(0, MAX_LINES)) {
        const id = `${name} ${labels.key}`;
        // Of its own memory each, so that it can be moved.
        const columns = { timestampsMs: timesMs.slice(), values: values.slice() };
        lines.push({ id, signal: name, labels: labels.toLabels(), unit, type: 'gauge', help: '', ...columns });
      }
    }
    return lines;
  }
}
