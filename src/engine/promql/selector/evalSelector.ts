import { isStale } from '../../../model/series.ts';
import type { HistogramSample, SampleColumns } from '../../store/storage.ts';
import type { VectorSelector } from '../ast.ts';
import { FLOAT, VectorBuilder, type VectorColumns } from '../columns.ts';
import { type Context, type Grid, timeAt } from '../context.ts';
import { resolveAt, resolveDuration } from '../duration.ts';
import { interpolate } from '../functions/extendedRange.ts';
import { withDetectedHints } from '../histogram/detectedHints.ts';
import { fillHistograms, fillSmoothedHistograms } from '../histogram/selectHistograms.ts';
import { readSamples, spareColumns } from './readSamples.ts';

const NO_HISTOGRAMS: readonly HistogramSample[] = [];

/** What a selector gives at each step: the sample's value, its time, or its start time (both in seconds). */
export type Wanted = 'value' | 'timestamp' | 'start';

/**
 * An instant vector selector at every step: the newest sample not older than the lookback, left-open, unless the series
 * went stale since. Each series is decoded once.
 */
export function* evalSelector(
  context: Context,
  selector: VectorSelector,
  grid: Grid,
  wanted: Wanted,
): Generator<void, VectorColumns> {
  const { lookbackMs } = context.limits;
  const offsetMs = selector.offset === undefined ? 0 : resolveDuration(context, selector.offset, true);
  const atMs = resolveAt(context, selector.at);
  const lastStep = grid.steps - 1;
  const firstMs = (atMs ?? grid.startMs) - offsetMs;
  const lastMs = (atMs ?? timeAt(grid, lastStep)) - offsetMs;
  const aheadMs = selector.smoothed ? lookbackMs : 0;
  const selected = context.source.select(selector.matchers, firstMs - lookbackMs, lastMs + aheadMs);
  const builder = new VectorBuilder(grid.steps, selected.length);
  const columns = spareColumns();
  const starts = wanted === 'start' ? spareColumns() : undefined;
  const fill = selector.smoothed ? fillSmoothed : fillNewest;
  const stepMs = atMs === undefined && grid.steps > 1 ? grid.stepMs : 0;

  for (const series of selected) {
    let hasStarts = false;
    if (selector.smoothed || starts !== undefined)
      hasStarts = readSamples(series, firstMs - lookbackMs, lastMs + aheadMs, columns, starts);
    else {
      columns.length = 0;
      // At one point in time the newest sample mostly decides; only where it is later, others are looked for.
      if (stepMs === 0) series.newest?.(columns);
      if (columns.length === 0 || (columns.timestampsMs[0] ?? 0) > firstMs) {
        columns.length = 0;
        series.read(firstMs - lookbackMs, lastMs, columns);
      }
    }
    context.readSamples += columns.length;
    if (context.due(columns.length + grid.steps)) {
      yield;
      context.resumed();
    }
    if (context.failed) break;
    let histograms = series.readHistograms?.(firstMs - lookbackMs, lastMs + aheadMs) ?? NO_HISTOGRAMS;
    if ((columns.length === 0 && histograms.length === 0) || (wanted === 'start' && !hasStarts)) continue;
    const base = builder.row();
    let count = fill(columns, builder, base, firstMs, stepMs, lookbackMs, wanted, starts);
    if (histograms.length > 0) {
      context.readSamples += histograms.length;
      if (context.statistics.has(selector)) histograms = withDetectedHints(histograms);
      const steps = { firstMs, stepMs, lookbackMs };
      const { annotations } = context;
      const teller = { annotations, metricName: series.labels.get('__name__'), span: selector.span };
      count = selector.smoothed
        ? fillSmoothedHistograms(histograms, columns, builder, base, steps, teller)
        : fillHistograms(histograms, columns, builder, base, steps, wanted);
    }
    if (count > 0) builder.add(series.labels, false, count);
    if (!context.holdsWith(builder.samples)) break;
  }
  return builder.build();
}

function fillNewest(
  { timestampsMs, values, length }: SampleColumns,
  builder: VectorBuilder,
  base: number,
  firstMs: number,
  stepMs: number,
  lookbackMs: number,
  wanted: Wanted,
  starts: SampleColumns | undefined,
): number {
  const { steps, values: out, present } = builder;
  let next = 0;
  let count = 0;
  for (let step = 0; step < steps; step++) {
    const timeMs = firstMs + step * stepMs;
    while (next < length && (timestampsMs[next] ?? 0) <= timeMs) next++;
    present[base + step] = 0;
    if (next === 0) continue;
    const sampleMs = timestampsMs[next - 1] ?? 0;
    const value = values[next - 1] ?? 0;
    if (sampleMs <= timeMs - lookbackMs || (value !== value && isStale(value))) continue;
    const start = starts?.values[next - 1] ?? 0;
    out[base + step] = wanted === 'value' ? value : (wanted === 'timestamp' ? sampleMs : start) / 1000;
    present[base + step] = FLOAT;
    count++;
  }
  return count;
}

/** `smoothed`: between the samples before and after the time, on the line that joins them. */
function fillSmoothed(
  { timestampsMs, values, length }: SampleColumns,
  builder: VectorBuilder,
  base: number,
  firstMs: number,
  stepMs: number,
  lookbackMs: number,
): number {
  const { steps, values: out, present } = builder;
  let next = 0;
  let count = 0;
  for (let step = 0; step < steps; step++) {
    const timeMs = firstMs + step * stepMs;
    while (next < length && (timestampsMs[next] ?? 0) < timeMs) next++;
    present[base + step] = 0;
    const nextMs = next < length ? (timestampsMs[next] ?? 0) : Infinity;
    const nextValue = values[next] ?? 0;
    const previousMs = next > 0 ? (timestampsMs[next - 1] ?? 0) : -Infinity;
    const previous = values[next - 1] ?? 0;
    let value: number;
    if (nextMs === timeMs) value = nextValue;
    else if (previousMs <= timeMs - lookbackMs) continue;
    else if (nextMs <= timeMs + lookbackMs) value = interpolate(previousMs, previous, nextMs, nextValue, timeMs, false);
    else value = previous;
    out[base + step] = value;
    present[base + step] = FLOAT;
    count++;
  }
  return count;
}
