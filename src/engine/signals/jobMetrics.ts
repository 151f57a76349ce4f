import type { LabelSet } from '../../model/labelSet.ts';
import type { MetricMetadata, MetricType } from '../../model/series.ts';
import type { SeriesSource } from '../store/storage.ts';

/** A metric family of one job. */
export interface JobFamily {
  /** As queries name it; of a histogram or summary without the suffix. */
  readonly name: string;
  readonly type: MetricType;
  readonly help: string;
  /** The unit that the exposition declares; mostly empty. */
  readonly declaredUnit: string;
  /** Of a histogram or summary, its counts. */
  readonly series: number;
  /** Labels but `job`, `instance`, `le` and `quantile`, each with its values, at most `MAX_VALUES`. */
  readonly labels: ReadonlyMap<string, ReadonlySet<string>>;
  /** The values of `quantile` of a summary. */
  readonly quantiles: ReadonlySet<string>;
  /** Whether there are buckets to take quantiles of. */
  readonly buckets: boolean;
  /** Whether it is told by native histograms alone: then it has no series with a suffix. */
  readonly native: boolean;
}

export interface MetadataSource extends SeriesSource {
  metadata(metricName: string): MetricMetadata | undefined;
}

/** Values of a label that are looked at; more tell nothing apart in a chart. */
export const MAX_VALUES = 100;

interface Draft {
  name: string;
  type: MetricType;
  help: string;
  declaredUnit: string;
  series: number;
  readonly labels: Map<string, Set<string>>;
  readonly quantiles: Set<string>;
  buckets: boolean;
  native: boolean;
}

/** The families of a job's series that have samples in `(fromMs, toMs]`, by name. What Watchpost's probes measured is among them. */
export function jobFamilies(
  source: MetadataSource,
  job: string,
  fromMs: number,
  toMs: number,
): ReadonlyMap<string, JobFamily> {
  const drafts = new Map<string, Draft>();
  const selected = source.select([{ name: 'job', op: '=', value: job }], fromMs, toMs);
  const names = new Set(selected.map(({ labels }) => labels.get('__name__')));
  const places = new Map<string, Place>();
  for (const one of selected) {
    const { labels } = one;
    const sample = labels.get('__name__');
    let place = places.get(sample);
    if (place === undefined) {
      place = placeOf(sample, labels, names, source);
      places.set(sample, place);
    }
    addTo(drafts, place, labels, one.readHistograms !== undefined && !names.has(`${sample}_count`));
  }
  return new Map([...drafts].sort(([a], [b]) => (a < b ? -1 : 1)));
}

interface Place {
  readonly family: string;
  readonly part: '' | 'bucket' | 'count' | 'sum' | 'created';
  readonly type: MetricType;
  readonly metadata: MetricMetadata | undefined;
}

const SUFFIX = /^(.+)_(bucket|g?count|g?sum|created)$/;

function placeOf(sample: string, labels: LabelSet, names: ReadonlySet<string>, source: MetadataSource): Place {
  const [, base = sample, suffix = ''] = SUFFIX.exec(sample) ?? [];
  const own = source.metadata(sample);
  if (suffix !== '' && (own === undefined || own.type === 'unknown')) {
    const ofBase = source.metadata(base);
    const declared = ofBase?.type ?? 'unknown';
    // History that is read back has no metadata until the next scrape: count and sum side by side tell a distribution.
    const isPair = names.has(`${base}_count`) && names.has(`${base}_sum`);
    if (declared === 'histogram' || declared === 'gaugehistogram' || declared === 'summary' || isPair) {
      const guessed = names.has(`${base}_bucket`) ? 'histogram' : 'summary';
      const part = suffix.replace(/^g/, '') as Place['part'];
      return { family: base, part, type: declared === 'unknown' ? guessed : declared, metadata: ofBase };
    }
    if (suffix === 'created') return { family: `${base}_total`, part: 'created', type: 'counter', metadata: ofBase };
  }
  // OpenMetrics keeps a counter's metadata, and that of an info, under the name without the suffix.
  const metadata = own ?? source.metadata(sample.replace(/_(total|info)$/, ''));
  const type = metadata?.type ?? 'unknown';
  if (labels.get('quantile') !== '' || names.has(`${sample}_count`)) {
    if (type === 'unknown' && names.has(`${sample}_sum`))
      return { family: sample, part: '', type: 'summary', metadata };
  }
  if (type !== 'unknown') return { family: sample, part: '', type, metadata };
  const guessed = sample.endsWith('_total') ? 'counter' : sample.endsWith('_info') ? 'info' : 'unknown';
  return { family: sample, part: '', type: guessed, metadata };
}

function addTo(
  drafts: Map<string, Draft>,
  { family, part, type: told, metadata }: Place,
  labels: LabelSet,
  native: boolean,
): void {
  // Native histograms show what they are, whatever is known of them.
  const type = native && told === 'unknown' ? 'histogram' : told;
  if (part === 'created') return;
  let draft = drafts.get(family);
  if (draft === undefined) {
    draft = {
      name: family,
      type,
      help: metadata?.help ?? '',
      declaredUnit: metadata?.unit ?? '',
      series: 0,
      labels: new Map(),
      quantiles: new Set(),
      buckets: false,
      native: false,
    };
    drafts.set(family, draft);
  }
  const isDistribution = type === 'histogram' || type === 'gaugehistogram' || type === 'summary';
  if (part === 'bucket') draft.buckets = true;
  if (native) draft.native = true;
  if (isDistribution && !native ? part === 'count' : part === '') draft.series++;
  if (part === 'bucket' && draft.series > 0) return;
  for (let i = 0; i < labels.names.length; i++) {
    const name = labels.names[i] ?? '';
    const value = labels.values[i] ?? '';
    if (name === 'quantile') draft.quantiles.add(value);
    if (NOT_LISTED.has(name)) continue;
    let values = draft.labels.get(name);
    if (values === undefined) {
      values = new Set();
      draft.labels.set(name, values);
    }
    if (values.size < MAX_VALUES) values.add(value);
  }
}

const NOT_LISTED: ReadonlySet<string> = new Set(['__name__', 'job', 'instance', 'le', 'quantile']);
