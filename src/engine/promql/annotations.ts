import type { Span } from './ast.ts';
import { formatShort, lineColumn, quote } from './goText.ts';

interface Annotation {
  readonly kind: 'warning' | 'info';
  readonly span: Span;
  /** The whole text for a query, the place left out. */
  readonly text: () => string;
}

/** Where a histogram's counts had to be raised to be monotonic. */
export interface ForcedMonotonicity {
  readonly timeMs: number;
  readonly minBucket: number;
  readonly maxBucket: number;
  readonly maxDiff: number;
}

/** Warnings and infos of one evaluation, each once, in Prometheus' words (util/annotations). */
export class Annotations {
  readonly #byKey = new Map<string, Annotation>();
  readonly #forced = new Map<
    string,
    { first: ForcedMonotonicity; last: ForcedMonotonicity; count: number; all: ForcedMonotonicity }
  >();
  readonly #overlaps = new Map<string, number>();

  get size(): number {
    return this.#byKey.size;
  }

  warn(message: string, span: Span): void {
    this.#add('warning', message, span, () => message);
  }

  info(message: string, span: Span): void {
    this.#add('info', message, span, () => message);
  }

  #add(kind: Annotation['kind'], key: string, span: Span, text: () => string): void {
    this.#byKey.set(`${kind}:${key}`, { kind, span, text });
  }

  invalidQuantile(quantile: number, span: Span): void {
    this.warn(`quantile value should be between 0 and 1, got ${formatShort(quantile)}`, span);
  }

  badBucketLabel(label: string, metricName: string, span: Span): void {
    this.warn(`bucket label "le" is missing or has a malformed value of ${quote(label)}${forMetric(metricName)}`, span);
  }

  possibleNonCounter(metricName: string, span: Span): void {
    const hint = 'name does not end in _total/_sum/_count/_bucket:';
    this.info(`metric might not be a counter, ${hint} ${quote(metricName)}`, span);
  }

  startTimeOverlap(metricName: string, span: Span): void {
    const key = `sample has start time that overlaps with previous sample timestamp for metric ${quote(metricName)}`;
    const count = (this.#overlaps.get(key) ?? 0) + 1;
    this.#overlaps.set(key, count);
    this.#add('warning', key, span, () => (count > 1 ? `${key} (${count} occurrences)` : key));
  }

  forcedMonotonicity(metricName: string, span: Span, found: ForcedMonotonicity): void {
    const see = 'see https://prometheus.io/docs/prometheus/latest/querying/functions/#histogram_quantile';
    const key = `input to histogram_quantile needed to be fixed for monotonicity (${see})${forMetric(metricName)}`;
    const known = this.#forced.get(key);
    const all: ForcedMonotonicity = {
      timeMs: 0,
      minBucket: Math.min(known?.all.minBucket ?? Infinity, found.minBucket),
      maxBucket: Math.max(known?.all.maxBucket ?? -Infinity, found.maxBucket),
      maxDiff: Math.max(known?.all.maxDiff ?? 0, found.maxDiff),
    };
    const first = known === undefined || found.timeMs < known.first.timeMs ? found : known.first;
    const last = known === undefined || found.timeMs > known.last.timeMs ? found : known.last;
    const entry = { first, last, all, count: (known?.count ?? 0) + 1 };
    this.#forced.set(key, entry);
    this.#add('info', key, span, () => {
      const buckets = `from buckets ${formatShort(all.minBucket)} to ${formatShort(all.maxBucket)}`;
      const diff = `with a max diff of ${formatShort(Number(all.maxDiff.toPrecision(2)))}`;
      const times = `${rfc3339(first.timeMs)} to ${rfc3339(last.timeMs)}`;
      return `${key}, ${buckets}, ${diff}, over ${entry.count} samples from ${times}`;
    });
  }

  warnings(query: string): string[] {
    return this.#print('warning', query);
  }

  infos(query: string): string[] {
    return this.#print('info', query);
  }

  #print(kind: Annotation['kind'], query: string): string[] {
    return [...this.#byKey.values()]
      .filter((annotation) => annotation.kind === kind)
      .map(({ text, span }) => `PromQL ${kind}: ${text()} (${lineColumn(query, span.start)})`);
  }
}

function forMetric(metricName: string): string {
  return metricName === '' ? '' : ` for metric name ${quote(metricName)}`;
}

function rfc3339(timeMs: number): string {
  return `${new Date(Math.floor(timeMs / 1000) * 1000).toISOString().slice(0, 19)}Z`;
}
