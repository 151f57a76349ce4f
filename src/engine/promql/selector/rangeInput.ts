import type { LabelSet } from '../../../model/labelSet.ts';
import { reserveColumns } from '../../store/columns.ts';
import type { HistogramSample, SampleColumns, SelectedSeries } from '../../store/storage.ts';
import type { MatrixSelector, Subquery } from '../ast.ts';
import { FLOAT, HISTOGRAM, type VectorColumns } from '../columns.ts';
import { type Context, type Grid, timeAt } from '../context.ts';
import { resolveAt, resolveDuration } from '../duration.ts';
import { evalVector } from '../evaluate.ts';
import { withDetectedHints } from '../histogram/detectedHints.ts';
import { readSamples } from './readSamples.ts';

/** A series of a range vector: its samples over all steps' windows, to be read once. */
export interface RangeSeries {
  readonly labels: LabelSet;
  readonly dropName: boolean;
  /** Fills `into`; `starts` gets start timestamps and true is given where they are known. */
  load(into: SampleColumns, starts: SampleColumns | undefined): boolean;
  /** The native histograms over the same windows, where the series may have any. */
  readonly loadHistograms: (() => readonly HistogramSample[]) | undefined;
}

/** A range vector over a grid. The window of a step is `(end - rangeMs, end]` with `end` as `endMs(step)` gives it. */
export interface RangeInput {
  readonly series: readonly RangeSeries[];
  readonly rangeMs: number;
  readonly firstEndMs: number;
  /** From window to window; 0 where `@` fixes it. */
  readonly stepMs: number;
  readonly anchored: boolean;
  readonly smoothed: boolean;
}

/** The samples that a range selector or a subquery gives to a function over all steps of the grid. */
export function* readRange(context: Context, expr: MatrixSelector | Subquery, grid: Grid): Generator<void, RangeInput> {
  return expr.kind === 'matrix' ? selectRange(context, expr, grid) : yield* evalSubquery(context, expr, grid);
}

function selectRange(context: Context, { selector, range }: MatrixSelector, grid: Grid): RangeInput {
  const rangeMs = resolveDuration(context, range, false);
  const { firstEndMs, lastEndMs, stepMs } = ends(context, selector, grid);
  const { anchored, smoothed } = selector;
  const { lookbackMs } = context.limits;
  const fromMs = firstEndMs - rangeMs - (anchored || smoothed ? lookbackMs : 0);
  const toMs = lastEndMs + (smoothed ? lookbackMs : 0);
  const selected = context.failed ? [] : context.source.select(selector.matchers, fromMs, toMs);
  const loadHistograms = (one: SelectedSeries): readonly HistogramSample[] => {
    const histograms = one.readHistograms?.(fromMs, toMs) ?? [];
    context.readSamples += histograms.length;
    return context.statistics.has(selector) ? withDetectedHints(histograms) : histograms;
  };
  const series = selected.map((one) => ({
    labels: one.labels,
    dropName: false,
    load(into: SampleColumns, starts: SampleColumns | undefined): boolean {
      const hasStarts = readSamples(one, fromMs, toMs, into, starts);
      context.readSamples += into.length;
      return hasStarts;
    },
    loadHistograms:
      one.readHistograms === undefined ? undefined : (): readonly HistogramSample[] => loadHistograms(one),
  }));
  return { series, rangeMs, firstEndMs, stepMs, anchored, smoothed };
}

function ends(
  context: Context,
  modifiers: Pick<Subquery, 'at' | 'offset'>,
  grid: Grid,
): { firstEndMs: number; lastEndMs: number; stepMs: number } {
  const offsetMs = modifiers.offset === undefined ? 0 : resolveDuration(context, modifiers.offset, true);
  const atMs = resolveAt(context, modifiers.at);
  return {
    firstEndMs: (atMs ?? grid.startMs) - offsetMs,
    lastEndMs: (atMs ?? timeAt(grid, grid.steps - 1)) - offsetMs,
    stepMs: atMs === undefined ? grid.stepMs : 0,
  };
}

/** The subquery's expression at the multiples of its step that its windows hold. */
function* evalSubquery(context: Context, subquery: Subquery, grid: Grid): Generator<void, RangeInput> {
  const rangeMs = resolveDuration(context, subquery.range, false);
  const stepMs =
    subquery.step === undefined ? context.limits.defaultSubqueryStepMs : resolveDuration(context, subquery.step, false);
  const { firstEndMs, lastEndMs, stepMs: windowStepMs } = ends(context, subquery, grid);
  const input = { rangeMs, firstEndMs, stepMs: windowStepMs, anchored: false, smoothed: false };
  if (context.failed) return { ...input, series: [] };
  const fromMs = firstEndMs - rangeMs;
  const startMs = (Math.floor(fromMs / stepMs) + 1) * stepMs;
  const steps = Math.floor((lastEndMs - startMs) / stepMs) + 1;
  if (steps <= 0) return { ...input, series: [] };
  if (!context.holdsWith(steps)) return { ...input, series: [] };
  const vector = yield* evalVector(context, subquery.expr, { startMs, stepMs, steps });
  const { values, present } = vector;
  const series = vector.labels.map((labels, row) => ({
    labels,
    dropName: vector.dropName[row] ?? false,
    load(into: SampleColumns): boolean {
      into.length = 0;
      reserveColumns(into, steps);
      const base = row * steps;
      for (let step = 0; step < steps; step++) {
        if (present[base + step] !== FLOAT) continue;
        into.timestampsMs[into.length] = startMs + step * stepMs;
        into.values[into.length] = values[base + step] ?? 0;
        into.length++;
      }
      return false;
    },
    loadHistograms:
      vector.histograms === undefined
        ? undefined
        : (): readonly HistogramSample[] => histogramsOfRow(vector, row, startMs, stepMs),
  }));
  return { ...input, series };
}

function histogramsOfRow(
  { histograms, present, steps }: VectorColumns,
  row: number,
  startMs: number,
  stepMs: number,
): readonly HistogramSample[] {
  const found: HistogramSample[] = [];
  for (let step = 0; step < steps; step++) {
    const at = row * steps + step;
    const histogram = present[at] === HISTOGRAM ? histograms?.get(at) : undefined;
    if (histogram === undefined) continue;
    // A subquery leaves samples out, or gives one again and again: what was known of two neighbours does not hold any more.
    const resetHint = histogram.resetHint === 'gauge' ? 'gauge' : 'unknown';
    found.push({ timestampMs: startMs + step * stepMs, histogram: { ...histogram, resetHint } });
  }
  return found;
}
