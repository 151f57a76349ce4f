import type { Labels } from '../../model/series.ts';
import { QUERY_LIMITS, type QueryResult } from '../../protocol/query.ts';
import { samplesOf } from '../histogram/operations.ts';
import { apiHistogram } from '../promql/histogram/printHistogram.ts';
import type { MatrixSeries, QueryValue } from '../promql/result.ts';

/** The value of an instant query as a page takes it: at most `QUERY_LIMITS.series` series. */
export function toInstantResult(value: QueryValue, atMs: number): QueryResult {
  switch (value.type) {
    case 'string':
      return { kind: 'string', atMs, value: value.value };
    case 'scalar':
      return { kind: 'scalar', atMs, labels: [{}], values: Float64Array.of(value.value), omitted: 0 };
    case 'vector': {
      const kept = value.samples.slice(0, QUERY_LIMITS.series);
      const histograms = Object.fromEntries(
        kept.flatMap(({ histogram }, i) => (histogram === undefined ? [] : [[i, apiHistogram(histogram)]])),
      );
      return {
        kind: 'vector',
        atMs,
        labels: kept.map(({ labels }) => labels.toLabels()),
        values: Float64Array.from(kept, (sample) => sample.value),
        ...(Object.keys(histograms).length > 0 && { histograms }),
        omitted: value.samples.length - kept.length,
      };
    }
    case 'matrix': {
      const kept = keepPoints(value.series);
      return {
        kind: 'matrix',
        atMs,
        series: kept.map(({ labels, timesMs, values, histograms }) => ({
          labels: labels.toLabels(),
          timestampsMs: timesMs,
          values,
          ...(histograms !== undefined && {
            histograms: histograms.map(({ timestampMs, histogram }) => ({
              timeMs: timestampMs,
              value: apiHistogram(histogram),
            })),
          }),
        })),
        omitted: value.series.length - kept.length,
      };
    }
  }
}

/** The value of a range query as a page takes it: rows of equal length, those with the greatest mean where there are too many. */
export function toRangeResult(
  value: QueryValue,
  { fromMs, toMs, stepMs }: { readonly fromMs: number; readonly toMs: number; readonly stepMs: number },
): QueryResult {
  const steps = Math.floor((toMs - fromMs) / stepMs) + 1;
  const found = value.type === 'matrix' ? value.series : [];
  const all = found.filter(({ values }) => values.length > 0);
  const histograms = found.filter((one) => one.histograms !== undefined).length;
  const kept = greatest(all, Math.min(QUERY_LIMITS.series, Math.max(1, Math.floor(QUERY_LIMITS.allPoints / steps))));
  const values = new Float64Array(kept.length * steps).fill(NaN);
  const labels: Labels[] = kept.map((series, row) => {
    series.timesMs.forEach((timeMs, i) => {
      values[row * steps + Math.round((timeMs - fromMs) / stepMs)] = series.values[i] ?? NaN;
    });
    return series.labels.toLabels();
  });
  const omitted = all.length - kept.length;
  return { kind: 'range', fromMs, stepMs, steps, labels, values, omitted, ...(histograms > 0 && { histograms }) };
}

/** As many series from the first on as there is room for their points. */
function keepPoints(series: readonly MatrixSeries[]): readonly MatrixSeries[] {
  let points = 0;
  const end = series.findIndex(({ values, histograms = [] }, i) => {
    points += values.length + histograms.reduce((sum, { histogram }) => sum + samplesOf(histogram), 0);
    return i >= QUERY_LIMITS.series || points > QUERY_LIMITS.allPoints;
  });
  return end < 0 ? series : series.slice(0, end);
}

/** The series with the greatest mean size, in their own order. */
function greatest(series: readonly MatrixSeries[], most: number): readonly MatrixSeries[] {
  if (series.length <= most) return series;
  return series
    .map((one, at) => ({ one, at, size: meanSize(one.values) }))
    .sort((a, b) => b.size - a.size || a.at - b.at)
    .slice(0, most)
    .sort((a, b) => a.at - b.at)
    .map(({ one }) => one);
}

function meanSize(values: Float64Array): number {
  let total = 0;
  let count = 0;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    total += Math.abs(value);
    count++;
  }
  return count === 0 ? -1 : total / count;
}
