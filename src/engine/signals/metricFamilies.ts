import type { Clock } from '../../base/clock.ts';
import type { MetricFamilySummary } from '../../model/signal.ts';
import { rangeQuery } from '../promql/query.ts';
import type { SeriesSource } from '../store/storage.ts';
import { stepValues } from './evaluateSignal.ts';
import { familyView, isOwn, type UnitOf } from './familySummary.ts';
import type { JobMetrics } from './finder.ts';

/** More families than this are not listed: a service of that size is for the query panel. */
const MAX_FAMILIES = 1_000;
const POINTS = 12;

/**
 * The families of a job with what they are now and were at the scrapes before; those that Watchpost itself measured come
 * last. Lets others have the thread between two queries.
 */
export async function metricFamilies(
  source: SeriesSource,
  metrics: JobMetrics,
  intervalMs: number,
  unitOf: UnitOf,
  clock: Clock,
): Promise<MetricFamilySummary[]> {
  const toMs = clock.now();
  const fromMs = toMs - (POINTS - 1) * intervalMs;
  const families = [...metrics.families.values()].sort((a, b) => Number(isOwn(a.name)) - Number(isOwn(b.name)));
  const summaries: MetricFamilySummary[] = [];
  let turnMs = clock.monotonic();
  for (const family of families.slice(0, MAX_FAMILIES)) {
    const { measure, unit, valueUnit, query } = familyView(metrics, family, unitOf);
    const { name, type, help, series, labels } = family;
    let sparkline: readonly number[] = [];
    if (measure !== 'info') {
      const range = { fromMs, toMs, stepMs: intervalMs };
      const answer = await rangeQuery(source, query, range, { maxSamples: 1_000_000, timeoutMs: 1_000, clock });
      if (answer.ok && answer.result.type === 'matrix')
        sparkline = stepValues(answer.result.series, fromMs, intervalMs, POINTS);
    }
    summaries.push({
      name,
      type,
      help,
      unit,
      series,
      labels: [...labels].map(([label, values]) => ({ name: label, values: values.size })),
      measure,
      value: sparkline.at(-1) ?? Number.NaN,
      valueUnit,
      query,
      sparkline,
    });
    if (clock.monotonic() - turnMs < TURN_MS) continue;
    await new Promise<void>((resolve) => void clock.setTimeout(resolve, 0));
    turnMs = clock.monotonic();
  }
  return summaries;
}

const TURN_MS = 10;
