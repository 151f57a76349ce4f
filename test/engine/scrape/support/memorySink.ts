import type { LabelSet } from '../../../../src/model/labelSet.ts';
import { isStale, type MetricMetadata } from '../../../../src/model/series.ts';
import type { AppendResult } from '../../../../src/engine/store/store.ts';
import type { Exemplar, ScrapeSink } from '../../../../src/engine/scrape/scrapeSink.ts';

/** A sink that keeps everything as text: `name{a="b"}` to a list of `value@time`, `stale@time` for a marker. */
export class MemorySink implements ScrapeSink<string> {
  readonly series = new Map<string, string[]>();
  readonly families = new Map<string, MetricMetadata>();
  readonly exemplars: (Exemplar & { series: string })[] = [];
  resolved = 0;

  resolve(labels: LabelSet): string {
    this.resolved++;
    const key = printSeries(labels);
    if (!this.series.has(key)) this.series.set(key, []);
    return key;
  }

  append(ref: string, timestampMs: number, value: number): AppendResult {
    const samples = this.series.get(ref);
    if (samples === undefined) return 'gone';
    // As the store does: nothing at or before the last sample.
    const last = samples.at(-1);
    if (last !== undefined && Number(last.split('@')[1]) >= timestampMs) return 'outOfOrder';
    samples.push(`${isStale(value) ? 'stale' : value}@${timestampMs}`);
    return 'ok';
  }

  metadata(name: string, metadata: MetricMetadata): void {
    this.families.set(name, metadata);
  }

  exemplar(series: string, exemplar: Exemplar): void {
    this.exemplars.push({ series, ...exemplar });
  }

  /** The samples of all series but the scrape's own report, as an object. */
  get samples(): Record<string, string[]> {
    return Object.fromEntries([...this.series].filter(([key]) => !/^(up|scrape_)/.test(key)));
  }

  /** The last value of one series of the report. */
  last(key: string): string | undefined {
    return this.series.get(key)?.at(-1);
  }
}

function printSeries(labels: LabelSet): string {
  const rest = labels.names.flatMap((name, i) =>
    name === '__name__' ? [] : [`${name}=${JSON.stringify(labels.values[i])}`],
  );
  return labels.get('__name__') + (rest.length === 0 ? '' : `{${rest.join(',')}}`);
}
