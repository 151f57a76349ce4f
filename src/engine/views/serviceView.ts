import type { LabelSet } from '../../model/labelSet.ts';
import { isStale, type MetricMetadata, type SeriesData } from '../../model/series.ts';
import type { SampleColumns, SelectedSeries, SeriesSource } from '../store/storage.ts';
import type { Unit } from '../../base/unit.ts';
import { STATUS_METRIC } from '../record/probeSeries.ts';
import { decimate } from './decimate.ts';

/** What a view reads. */
export interface ViewSource extends SeriesSource {
  metadata(metricName: string): MetricMetadata | undefined;
}

export interface ServiceViewOptions {
  readonly source: ViewSource;
  /** The `job` label of the service's series. */
  readonly job: string;
  readonly unitOf: (metricName: string, metadata: MetricMetadata | undefined) => Unit;
}

/** More series than this are not drawn: a page of charts that nobody reads. */
const MAX_SERIES = 300;
/** Points that a chart of any width can still tell apart. */
const MAX_POINTS = 800;

/** What one open panel has been sent, so that a delta holds only what is new. */
export class ServiceView {
  readonly #options: ServiceViewOptions;
  readonly #columns: SampleColumns = { timestampsMs: new Float64Array(256), values: new Float64Array(256), length: 0 };
  /** The time of the last sample that was sent of each series. */
  readonly #sentMs = new Map<string, number>();
  #omitted = 0;

  constructor(options: ServiceViewOptions) {
    this.#options = options;
  }

  /** Series that are not drawn because there are too many. */
  get omitted(): number {
    return this.#omitted;
  }

  /** Every series of the service over `(fromMs, toMs]`, made small enough to draw. */
  snapshot(fromMs: number, toMs: number): SeriesData[] {
    this.#sentMs.clear();
    const selected = this.#select(fromMs, toMs);
    this.#omitted = Math.max(0, selected.length - MAX_SERIES);
    return this.#read(selected.slice(0, MAX_SERIES), () => fromMs, toMs);
  }

  /** The samples up to `toMs` that were not sent before; a series that is new brings all of its range. */
  delta(fromMs: number, toMs: number): SeriesData[] {
    const selected = this.#select(fromMs, toMs).filter(
      (series) => this.#sentMs.has(series.labels.key) || this.#sentMs.size < MAX_SERIES,
    );
    return this.#read(selected, (labels) => this.#sentMs.get(labels.key) ?? fromMs, toMs);
  }

  #select(fromMs: number, toMs: number): SelectedSeries[] {
    return this.#options.source
      .select([{ name: 'job', op: '=', value: this.#options.job }], fromMs, toMs)
      .filter(({ labels }) => isDrawn(labels))
      .sort((a, b) => drawOrder(a.labels) - drawOrder(b.labels) || compareText(a.labels.key, b.labels.key));
  }

  #read(selected: readonly SelectedSeries[], fromOf: (labels: LabelSet) => number, toMs: number): SeriesData[] {
    const { source, unitOf } = this.#options;
    const result: SeriesData[] = [];
    for (const series of selected) {
      const columns = this.#columns;
      columns.length = 0;
      series.read(fromOf(series.labels), toMs, columns);
      if (columns.length === 0) continue;
      const name = series.labels.get('__name__');
      const metadata = source.metadata(familyName(name, source)) ?? source.metadata(name);
      const type = metadata?.type ?? (name.endsWith('_total') ? 'counter' : 'unknown');
      this.#sentMs.set(series.labels.key, columns.timestampsMs[columns.length - 1] ?? toMs);
      const { timestampsMs, values } = decimate(columns, MAX_POINTS, type === 'counter');
      markGaps(values);
      result.push({
        id: series.labels.key,
        labels: series.labels.toLabels(),
        unit: unitOf(name, metadata),
        type,
        help: metadata?.help ?? '',
        timestampsMs,
        values,
      });
    }
    return result;
  }
}

/** Buckets are for queries: a chart shows a histogram by its count and sum. */
function isDrawn(labels: LabelSet): boolean {
  return labels.get('le') === '' && labels.get('__name__') !== STATUS_METRIC;
}

/** What the panel always needs comes first, should there be too many. */
function drawOrder(labels: LabelSet): number {
  const name = labels.get('__name__');
  if (name.startsWith('probe_duration') || name.startsWith('health_check_')) return 0;
  return name.startsWith('probe_') ? 1 : 2;
}

/** The family that a sample's name belongs to, as its metadata is kept. */
function familyName(name: string, source: ViewSource): string {
  for (const suffix of ['_count', '_sum', '_total', '_created', '_info']) {
    if (name.endsWith(suffix)) {
      const family = name.slice(0, -suffix.length);
      if (source.metadata(family) !== undefined) return family;
    }
  }
  return name;
}

/** Staleness markers are an affair of the engine: a chart sees a plain gap. */
function markGaps(values: Float64Array): void {
  for (let i = 0; i < values.length; i++) if (isStale(values[i] ?? 0)) values[i] = Number.NaN;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
