import type { Clock } from '../../base/clock.ts';
import type { MetricFamilySummary } from '../../model/signal.ts';
import { ChannelError } from '../../protocol/rpc.ts';
import type { EngineClient } from '../engine/engineClient.ts';

/** An answer of this age is still shown: rows are drawn several times for one scrape. */
const FRESH_MS = 2_000;

/** The metric families of services as they were last asked for: only while somebody looks. */
export class MetricFamilies {
  readonly #engine: EngineClient;
  readonly #clock: Clock;
  readonly #known = new Map<string, { readonly atMs: number; readonly families: readonly MetricFamilySummary[] }>();
  readonly #loading = new Map<string, Promise<readonly MetricFamilySummary[]>>();

  constructor(engine: EngineClient, clock: Clock) {
    this.#engine = engine;
    this.#clock = clock;
  }

  /** What is known without asking; undefined where nobody has asked yet. */
  known(serviceId: string): readonly MetricFamilySummary[] | undefined {
    return this.#known.get(serviceId)?.families;
  }

  /** Whether what is known was asked for a moment ago. */
  isFresh(serviceId: string): boolean {
    return this.#clock.monotonic() - (this.#known.get(serviceId)?.atMs ?? -Infinity) < FRESH_MS;
  }

  /** Asks the engine, unless it was asked a moment ago; what was known stays where it is not there. */
  load(serviceId: string): Promise<readonly MetricFamilySummary[]> {
    const known = this.#known.get(serviceId);
    if (known !== undefined && this.isFresh(serviceId)) return Promise.resolve(known.families);
    const loading = this.#loading.get(serviceId) ?? this.#ask(serviceId);
    this.#loading.set(serviceId, loading);
    return loading;
  }

  async #ask(serviceId: string): Promise<readonly MetricFamilySummary[]> {
    try {
      const families = await this.#engine.request('metricFamilies', [serviceId]);
      this.#known.set(serviceId, { atMs: this.#clock.monotonic(), families });
      return families;
    } catch (error) {
      if (!(error instanceof ChannelError)) throw error;
      const families = this.#known.get(serviceId)?.families ?? [];
      this.#known.set(serviceId, { atMs: this.#clock.monotonic(), families });
      return families;
    } finally {
      this.#loading.delete(serviceId);
    }
  }
}
