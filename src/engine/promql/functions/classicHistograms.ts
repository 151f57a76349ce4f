import type { LabelSet } from '../../../model/labelSet.ts';
import type { Call, Expr } from '../ast.ts';
import { cellAt, FLOAT, hasHistograms, type Value, VectorBuilder, type VectorColumns } from '../columns.ts';
import { type Context, type Grid, timeAt } from '../context.ts';
import { evalScalar, evalVector } from '../evaluate.ts';
import { formatFloat } from '../goText.ts';
import { dropLabels, withLabels } from '../labels.ts';
import { histogramFractionOf, histogramQuantileOf } from '../../histogram/quantiles.ts';
import { tellOfNaN } from '../histogram/tell.ts';
import { joined, mapNative, withoutConflicts } from '../histogram/vectorFunctions.ts';
import { mergeRows } from '../mergeRows.ts';
import { type Buckets, bucketFraction, bucketQuantile, prepareBuckets } from './classicBuckets.ts';
import { stringArgs } from './evalCall.ts';
import { argOf } from './vectorFunctions.ts';

/** The series of one classic histogram: its labels without `le`, and the rows with their bounds. */
interface Histogram {
  readonly labels: LabelSet;
  readonly rows: number[];
  readonly bounds: number[];
}

const LE = new Set(['le']);

/** Finds the histograms among the rows, once for all steps; tells of rows whose `le` is no number. */
function findHistograms(context: Context, vector: VectorColumns, arg: Expr): readonly Histogram[] {
  const { delayedNameRemoval } = context.limits;
  const byKey = new Map<string, Histogram>();
  vector.labels.forEach((labels, row) => {
    const le = labels.get('le');
    const bound = parseBound(le);
    if (bound === undefined) {
      if (hasFloat(vector, row))
        context.annotations.badBucketLabel(le, delayedNameRemoval ? labels.get('__name__') : '', arg.span);
      return;
    }
    const rest = dropLabels(labels, LE);
    const histogram = byKey.get(rest.key) ?? { labels: rest, rows: [], bounds: [] };
    byKey.set(rest.key, histogram);
    histogram.rows.push(row);
    histogram.bounds.push(bound);
  });
  return [...byKey.values()];
}

function hasFloat({ present, steps }: VectorColumns, row: number): boolean {
  return present.subarray(row * steps, (row + 1) * steps).includes(FLOAT);
}

function parseBound(le: string): number | undefined {
  if (/^\+?inf(inity)?$/i.test(le)) return Infinity;
  if (/^-inf(inity)?$/i.test(le)) return -Infinity;
  return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(le) ? Number(le) : undefined;
}

/** The buckets of a histogram that have a count at a step. */
function bucketsAt({ rows, bounds }: Histogram, { values, present, steps }: VectorColumns, step: number): Buckets {
  const buckets: Buckets = { bounds: [], counts: [] };
  rows.forEach((row, i) => {
    if (present[row * steps + step] !== FLOAT) return;
    buckets.bounds.push(bounds[i] ?? 0);
    buckets.counts.push(values[row * steps + step] ?? 0);
  });
  return buckets;
}

function quantileAt(
  context: Context,
  quantile: number,
  buckets: Buckets,
  name: string,
  arg: Expr,
  timeMs: number,
): number {
  if (quantile !== quantile) return NaN;
  if (quantile < 0) return -Infinity;
  if (quantile > 1) return Infinity;
  const prepared = prepareBuckets(buckets);
  if (prepared === undefined) return NaN;
  if (prepared.correction !== undefined)
    context.annotations.forcedMonotonicity(context.limits.delayedNameRemoval ? name : '', arg.span, {
      timeMs,
      ...prepared.correction,
    });
  return bucketQuantile(quantile, prepared.buckets);
}

function warnOutside(context: Context, quantiles: Float64Array, arg: Expr): void {
  for (const quantile of quantiles)
    if (!(quantile >= 0 && quantile <= 1)) context.annotations.invalidQuantile(quantile, arg.span);
}

/** `histogram_quantile(q, buckets)`. */
export function* histogramQuantile(context: Context, call: Call, grid: Grid): Generator<void, Value> {
  const { values: quantiles } = yield* evalScalar(context, argOf(call, 0), grid);
  const arg = argOf(call, 1);
  const input = yield* evalVector(context, arg, grid);
  warnOutside(context, quantiles, argOf(call, 0));
  const histograms = findHistograms(context, input, arg);
  const vector = toldApart(context, input, histograms, arg);
  const classic = mapHistograms(histograms, vector, grid, (histogram, buckets, step) =>
    quantileAt(context, quantiles[step] ?? NaN, buckets, histogram.labels.get('__name__'), arg, timeAt(grid, step)),
  );
  if (!hasHistograms(vector)) return classic;
  return mergeRows(context, joined(nativeQuantiles(context, vector, quantiles, arg), classic));
}

/** `histogram_quantiles(buckets, label, q…)`: several at once, the quantile as a label. */
export function* histogramQuantiles(context: Context, call: Call, grid: Grid): Generator<void, Value> {
  const arg = argOf(call, 0);
  const input = yield* evalVector(context, arg, grid);
  const [label = ''] = stringArgs([argOf(call, 1)]);
  const histograms = findHistograms(context, input, arg);
  const vector = toldApart(context, input, histograms, arg);
  const builder = new VectorBuilder(grid.steps, histograms.length * (call.args.length - 2));
  const rowOf = new Map<string, number>();
  for (const quantileArg of call.args.slice(2)) {
    const { values: quantiles } = yield* evalScalar(context, quantileArg, grid);
    warnOutside(context, quantiles, quantileArg);
    const put = (set: LabelSet, step: number, value: number): void => {
      const labels = withLabels(set, { [label]: openMetricsFloat(quantiles[step] ?? NaN) });
      let row = rowOf.get(labels.key);
      if (row === undefined) {
        row = builder.labels.length;
        const base = builder.row();
        builder.present.fill(0, base, base + grid.steps);
        builder.add(labels, true, 1);
        rowOf.set(labels.key, row);
      }
      const at = row * grid.steps + step;
      if (builder.present[at] !== 0) context.fail('vector cannot contain metrics with the same labelset');
      builder.put(at, value);
    };
    const native = nativeQuantiles(context, vector, quantiles, arg);
    native.labels.forEach((set, row) => {
      for (let step = 0; step < grid.steps; step++) {
        const cell = cellAt(native, row * grid.steps + step);
        if (typeof cell === 'number') put(set, step, cell);
      }
    });
    for (const histogram of histograms)
      for (let step = 0; step < grid.steps; step++) {
        const buckets = bucketsAt(histogram, vector, step);
        if (buckets.bounds.length === 0) continue;
        const name = histogram.labels.get('__name__');
        const value = quantileAt(context, quantiles[step] ?? NaN, buckets, name, arg, timeAt(grid, step));
        put(histogram.labels, step, value);
      }
  }
  return builder.build();
}

/** The vector without native histograms and classic ones of the same labels at the same time. */
function toldApart(
  context: Context,
  vector: VectorColumns,
  histograms: readonly Histogram[],
  arg: Expr,
): VectorColumns {
  if (!hasHistograms(vector)) return vector;
  const byKey = new Map(histograms.map(({ labels, rows }) => [labels.key, rows]));
  return withoutConflicts(context, vector, ({ key }) => byKey.get(key), arg);
}

function nativeQuantiles(
  { annotations }: Context,
  vector: VectorColumns,
  quantiles: Float64Array,
  arg: Expr,
): VectorColumns {
  return mapNative(vector, (histogram, row, step) => {
    const { value, nan } = histogramQuantileOf(quantiles[step] ?? NaN, histogram);
    const metricName = vector.labels[row]?.get('__name__') ?? '';
    const teller = { annotations, metricName, span: arg.span };
    if (nan !== undefined) tellOfNaN(teller, nan === 'result' ? 'quantileResult' : 'quantileSkew');
    return value;
  });
}

function openMetricsFloat(value: number): string {
  const text = formatFloat(value);
  return /^-?\d+$/.test(text) ? `${text}.0` : text;
}

/** `histogram_fraction(lower, upper, buckets)`. */
export function* histogramFraction(context: Context, call: Call, grid: Grid): Generator<void, Value> {
  const { values: lower } = yield* evalScalar(context, argOf(call, 0), grid);
  const { values: upper } = yield* evalScalar(context, argOf(call, 1), grid);
  const arg = argOf(call, 2);
  const input = yield* evalVector(context, arg, grid);
  const histograms = findHistograms(context, input, arg);
  const vector = toldApart(context, input, histograms, arg);
  const classic = mapHistograms(histograms, vector, grid, (_, buckets, step) =>
    bucketFraction(lower[step] ?? NaN, upper[step] ?? NaN, buckets),
  );
  if (!hasHistograms(vector)) return classic;
  const native = mapNative(vector, (histogram, row, step) => {
    const { value, nan } = histogramFractionOf(lower[step] ?? NaN, upper[step] ?? NaN, histogram);
    const metricName = vector.labels[row]?.get('__name__') ?? '';
    if (nan !== undefined) tellOfNaN({ annotations: context.annotations, metricName, span: arg.span }, 'fraction');
    return value;
  });
  return mergeRows(context, joined(native, classic));
}

function mapHistograms(
  histograms: readonly Histogram[],
  vector: VectorColumns,
  grid: Grid,
  valueAt: (histogram: Histogram, buckets: Buckets, step: number) => number,
): VectorColumns {
  const builder = new VectorBuilder(grid.steps, histograms.length);
  for (const histogram of histograms) {
    const base = builder.row();
    let count = 0;
    for (let step = 0; step < grid.steps; step++) {
      const buckets = bucketsAt(histogram, vector, step);
      builder.present[base + step] = 0;
      if (buckets.bounds.length === 0) continue;
      builder.values[base + step] = valueAt(histogram, buckets, step);
      builder.present[base + step] = FLOAT;
      count++;
    }
    if (count > 0) builder.add(histogram.labels, true, count);
  }
  return builder.build();
}
