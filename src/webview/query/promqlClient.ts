import type { PrometheusClient } from '@prometheus-io/codemirror-promql';
import { EqlRegex, EqlSingle, Neq, NeqRegex } from '@prometheus-io/lezer-promql';
import type { Matcher } from '../../model/series.ts';
import type { MetricInfo } from '../../protocol/query.ts';

/** What the editor's completion asks of the store. */
export interface CompletionSource {
  metrics(): Promise<readonly MetricInfo[]>;
  labelNames(matchers: readonly Matcher[]): Promise<readonly string[]>;
  labelValues(label: string, matchers: readonly Matcher[]): Promise<readonly string[]>;
}

/** The editor's own matcher, whose operator is a number of its grammar. */
interface EditorMatcher {
  readonly type: number;
  readonly name: string;
  readonly value: string;
}

const OPS: ReadonlyMap<number, Matcher['op']> = new Map([
  [EqlSingle, '='],
  [Neq, '!='],
  [EqlRegex, '=~'],
  [NeqRegex, '!~'],
] as const);

/** Answers that are this old are asked for again. */
const FRESH_MS = 10_000;

/** Feeds the PromQL editor from our store, where Prometheus' own page feeds it from a server. Each answer is kept for ten seconds. */
export class PromqlClient implements PrometheusClient {
  readonly #source: CompletionSource;
  readonly #now: () => number;
  readonly #kept = new Map<string, { readonly atMs: number; readonly answer: Promise<unknown> }>();

  constructor(source: CompletionSource, now: () => number) {
    this.#source = source;
    this.#now = now;
  }

  /** Forgets all answers: the store is another now. */
  clear(): void {
    this.#kept.clear();
  }

  metrics(): Promise<readonly MetricInfo[]> {
    return this.#keep('metrics', () => this.#source.metrics(), []);
  }

  async metricNames(): Promise<string[]> {
    return (await this.metrics()).map(({ name }) => name);
  }

  async metricMetadata(): Promise<Record<string, { type: string; help: string }[]>> {
    const entries = (await this.metrics()).map(
      ({ name, type, help }) => [name, [{ type, help }]] as [string, { type: string; help: string }[]],
    );
    return Object.fromEntries(entries);
  }

  async labelNames(metricName?: string): Promise<string[]> {
    const matchers = matchersOf(metricName, []);
    const names = await this.#keep(`names ${metricName ?? ''}`, () => this.#source.labelNames(matchers), []);
    return names.filter((name) => name !== '__name__');
  }

  async labelValues(label: string, metricName?: string, matchers: readonly EditorMatcher[] = []): Promise<string[]> {
    // The label that is being written does not narrow its own values.
    const others = matchersOf(
      metricName,
      matchers.filter(({ name, value }) => name !== label && value !== ''),
    );
    const key = JSON.stringify(['values', label, others]);
    return [...(await this.#keep(key, () => this.#source.labelValues(label, others), []))];
  }

  series(): Promise<Map<string, string>[]> {
    return Promise.resolve([]);
  }

  flags(): Promise<Record<string, string>> {
    return Promise.resolve({});
  }

  async #keep<T>(key: string, ask: () => Promise<T>, otherwise: T): Promise<T> {
    const nowMs = this.#now();
    const kept = this.#kept.get(key);
    if (kept !== undefined && nowMs - kept.atMs < FRESH_MS) return kept.answer as Promise<T>;
    // Without an answer there is nothing to complete, which is no reason to disturb.
    const answer = ask().catch(() => {
      this.#kept.delete(key);
      return otherwise;
    });
    this.#kept.set(key, { atMs: nowMs, answer });
    return answer;
  }
}

function matchersOf(metricName: string | undefined, matchers: readonly EditorMatcher[]): Matcher[] {
  const ours = matchers.flatMap(({ type, name, value }) => {
    const op = OPS.get(type);
    return op === undefined ? [] : [{ name, op, value }];
  });
  return metricName === undefined || metricName === ''
    ? ours
    : [{ name: '__name__', op: '=', value: metricName }, ...ours];
}
