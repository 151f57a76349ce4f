import type { LabelSet } from '../../model/labelSet.ts';
import type { HistogramSample } from '../store/storage.ts';
import { cellAt, FLOAT, HISTOGRAM, type VectorColumns } from './columns.ts';
import { type Context, type Grid, timeAt } from './context.ts';
import { compareLabels, withoutName } from './labels.ts';
import { mergeRows } from './mergeRows.ts';
import type { MatrixSeries, VectorSample } from './result.ts';

/** Drops the names that operations along the way only marked, and puts rows that are equal then into one. */
export function dropMarkedNames(context: Context, vector: VectorColumns): VectorColumns {
  if (!vector.dropName.includes(true)) return vector;
  const labels: LabelSet[] = vector.labels.map((set, row) => (vector.dropName[row] === true ? withoutName(set) : set));
  return mergeRows(context, { ...vector, labels, dropName: labels.map(() => false) });
}

/** The samples of a vector of one step, in the order of its rows. */
export function collectSamples(vector: VectorColumns, timeMs: number): VectorSample[] {
  return vector.labels.flatMap((labels, row): VectorSample[] => {
    const cell = cellAt(vector, row);
    if (cell === undefined) return [];
    return [
      typeof cell === 'number' ? { labels, timeMs, value: cell } : { labels, timeMs, value: NaN, histogram: cell },
    ];
  });
}

/** The series of a range query, sorted by labels. */
export function collectSeries(vector: VectorColumns, grid: Grid): MatrixSeries[] {
  const { labels, values, present, steps } = vector;
  const series: MatrixSeries[] = [];
  labels.forEach((set, row) => {
    const base = row * steps;
    let count = 0;
    for (let i = base; i < base + steps; i++) if (present[i] === FLOAT) count++;
    const histograms = collectHistograms(vector, base, grid);
    if (count === 0 && histograms === undefined) return;
    const timesMs = new Float64Array(count);
    const kept = new Float64Array(count);
    let at = 0;
    for (let step = 0; step < steps; step++) {
      if (present[base + step] !== FLOAT) continue;
      timesMs[at] = timeAt(grid, step);
      kept[at++] = values[base + step] ?? 0;
    }
    series.push({ labels: set, timesMs, values: kept, ...(histograms === undefined ? {} : { histograms }) });
  });
  return series.sort((a, b) => compareLabels(a.labels, b.labels));
}

function collectHistograms(
  { histograms, present, steps }: VectorColumns,
  base: number,
  grid: Grid,
): readonly HistogramSample[] | undefined {
  if (histograms === undefined) return undefined;
  const found: HistogramSample[] = [];
  for (let step = 0; step < steps; step++) {
    const histogram = present[base + step] === HISTOGRAM ? histograms.get(base + step) : undefined;
    if (histogram !== undefined) found.push({ timestampMs: timeAt(grid, step), histogram });
  }
  return found.length === 0 ? undefined : found;
}
