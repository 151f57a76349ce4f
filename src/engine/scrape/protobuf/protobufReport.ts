import { systemClock } from '../../../base/clock.ts';
import type { LabelSet } from '../../../model/labelSet.ts';
import { familyCandidates } from '../metricFamily.ts';
import type { ScrapeReport } from '../scrapeReport.ts';
import { TargetScraper } from '../targetScraper.ts';

/** What a scrape makes of a body of the protobuf format. It has no lines: what is refused stands at its start. */
export function protobufReport(body: Uint8Array, contentType: string): ScrapeReport {
  const series = new Map<string, string>();
  const families = new Set<string>();
  let nativeHistograms = 0;
  const sink = {
    resolve: (labels: LabelSet) => labels,
    append: (labels: LabelSet) => {
      if (!OWN.test(labels.get('__name__'))) series.set(labels.key, labels.get('__name__'));
      return 'ok' as const;
    },
    appendHistogram: (labels: LabelSet) => {
      series.set(labels.key, labels.get('__name__'));
      nativeHistograms++;
      return 'ok' as const;
    },
    metadata: (name: string) => void families.add(name),
  };
  const limits = { maxAheadMs: Infinity, maxBehindMs: Infinity, honorLabels: true };
  const { samples, failure } = new TargetScraper<LabelSet>(sink, systemClock, limits).scrapeNow(body, { contentType });
  // What has neither type nor help is told by its samples alone.
  for (const name of series.values())
    if (!familyCandidates(name).some((candidate) => families.has(candidate))) families.add(name);
  return {
    format: 'protobuf',
    samples,
    series: series.size,
    families: families.size,
    exemplars: 0,
    nativeHistograms,
    problems: failure === undefined ? [] : [{ line: 1, column: 1, message: failure.reason }],
  };
}

/** What a scraper writes of its own. */
const OWN = /^(?:up|scrape_(?:duration_seconds|samples_scraped|samples_post_metric_relabeling|series_added))$/;
