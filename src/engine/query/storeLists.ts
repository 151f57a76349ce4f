import type { Unit } from '../../base/unit.ts';
import type { Matcher, MetricMetadata } from '../../model/series.ts';
import { type CardinalityReport, type MetricInfo, QUERY_LIMITS } from '../../protocol/query.ts';
import { familyCandidates } from '../scrape/metricFamily.ts';

/** What lists need of the store. */
export interface ListedStore {
  metadata(metricName: string): MetricMetadata | undefined;
  labelNames(matchers?: readonly Matcher[]): readonly string[];
  labelValues(name: string, matchers?: readonly Matcher[]): readonly string[];
  cardinality(limit?: number): CardinalityReport;
}

/** The metrics in the store by name, with what their expositions say of them. */
export function listMetrics(
  store: ListedStore,
  unitOf: (metricName: string, metadata: MetricMetadata | undefined) => Unit,
): MetricInfo[] {
  const { metrics } = store.cardinality(Number.MAX_SAFE_INTEGER);
  return metrics
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .slice(0, QUERY_LIMITS.names)
    .map(({ name, series }) => {
      const metadata = familyCandidates(name)
        .map((family) => store.metadata(family))
        .find((known) => known !== undefined);
      return {
        name,
        type: metadata?.type ?? 'unknown',
        help: metadata?.help ?? '',
        unit: unitOf(name, metadata),
        series,
      };
    });
}

/** Names of labels of all series, or of those that all matchers select. */
export function listLabelNames(store: ListedStore, matchers: readonly Matcher[]): readonly string[] {
  return store.labelNames(matchers.length === 0 ? undefined : matchers).slice(0, QUERY_LIMITS.names);
}

/** Values of a label, of all series or of those that all matchers select. */
export function listLabelValues(store: ListedStore, label: string, matchers: readonly Matcher[]): readonly string[] {
  return store.labelValues(label, matchers.length === 0 ? undefined : matchers).slice(0, QUERY_LIMITS.names);
}
