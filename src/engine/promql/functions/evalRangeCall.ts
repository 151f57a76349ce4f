import type { LabelSet } from '../../../model/labelSet.ts';
import type { HistogramSample } from '../../store/storage.ts';
import type { Call, MatrixSelector, Subquery } from '../ast.ts';
import { withoutParens } from '../ast.ts';
import { VectorBuilder, type VectorColumns } from '../columns.ts';
import type { Context, Grid } from '../context.ts';
import { evalScalar } from '../evaluate.ts';
import { slideMixed } from '../histogram/mixedSlider.ts';
import { readRange } from '../selector/rangeInput.ts';
import { spareColumns } from '../selector/readSamples.ts';
import { absentColumns } from './absent.ts';
import { OVER_TIME } from './overTime.ts';
import { RATES } from './rates.ts';
import { Slider } from './slider.ts';
import { countResets } from './startTimestamps.ts';
import { TRENDS } from './trends.ts';
import { type RangeFunction, Window } from './window.ts';

const NO_HISTOGRAMS: readonly HistogramSample[] = [];
const RANGE_FUNCTIONS: Readonly<Record<string, RangeFunction>> = { ...RATES, ...OVER_TIME, ...TRENDS };

/** Whether a function takes a range vector. */
export function isRangeFunction(name: string): boolean {
  return Object.hasOwn(RANGE_FUNCTIONS, name);
}

/** A function over a range at every step: each series is read once and its window slides along the samples. */
export function* evalRangeCall(context: Context, call: Call, grid: Grid): Generator<void, VectorColumns> {
  const fn = RANGE_FUNCTIONS[call.name];
  const rangeArg = call.args.map(withoutParens).find((arg) => arg.kind === 'matrix' || arg.kind === 'subquery') as
    | MatrixSelector
    | Subquery;
  const scalars: Float64Array[] = [];
  for (const arg of call.args)
    if (withoutParens(arg) !== rangeArg) scalars.push((yield* evalScalar(context, arg, grid)).values);
  checkModifiers(context, call.name, fn, rangeArg);
  checkFactors(context, call.name, scalars);
  const input = yield* readRange(context, rangeArg, grid);
  const builder = new VectorBuilder(grid.steps, input.series.length);
  if (fn === undefined || context.failed) return builder.build();

  const first = call.args[0] ?? rangeArg;
  const window = new Window(context.annotations, rangeArg.span, first.span);
  window.rangeMs = input.rangeMs;
  window.anchored = input.anchored;
  window.smoothed = input.smoothed;
  const slider = new Slider(context, fn, window, input, grid, scalars, builder);
  const columns = spareColumns();
  const starts = fn.counter === true ? spareColumns() : undefined;
  const none = new Float64Array(0);
  for (const series of input.series) {
    const hasStarts = series.load(columns, starts);
    if (context.due(columns.length + grid.steps)) {
      yield;
      context.resumed();
    }
    if (context.failed) break;
    const histograms = series.loadHistograms?.() ?? NO_HISTOGRAMS;
    if (columns.length === 0 && histograms.length === 0) continue;
    window.timestampsMs = columns.timestampsMs;
    window.values = columns.values;
    window.startsMs = hasStarts && starts !== undefined ? starts.values : none;
    window.metricName = series.labels.get('__name__');
    if (fn.counter === true)
      window.resets = countResets(columns.values, columns.timestampsMs, window.startsMs, columns.length, window.resets);
    let count: number;
    let numbers: number;
    if (histograms.length > 0) {
      ({ count, numbers } = yield* slideMixed(
        context,
        call.name,
        fn,
        window,
        columns.length,
        histograms,
        input,
        grid,
        scalars,
        builder,
      ));
    } else {
      slider.begin(columns.length);
      // A wide window at many steps is long work: others get their turn in between.
      while (!slider.run()) {
        yield;
        context.resumed();
      }
      count = slider.count;
      numbers = count;
    }
    if (context.failed) break;
    if (count === 0) continue;
    if (fn.wantsCounterName === true && numbers > 0) tellOfName(context, window.metricName, first.span);
    builder.add(series.labels, series.dropName || fn.keepsName !== true, count);
    if (!context.holdsWith(builder.samples)) break;
  }
  const result = builder.build();
  return call.name === 'absent_over_time' ? absentColumns(result, rangeArg, true) : result;
}

const COUNTER_SUFFIX = /(?:_total|_sum|_count|_bucket)$/;

function tellOfName(context: Context, name: LabelSet['names'][number], span: Call['span']): void {
  if (name !== '' && !COUNTER_SUFFIX.test(name)) context.annotations.possibleNonCounter(name, span);
}

function checkModifiers(
  context: Context,
  name: string,
  fn: RangeFunction | undefined,
  arg: MatrixSelector | Subquery,
): void {
  if (arg.kind !== 'matrix') return;
  for (const modifier of ['anchored', 'smoothed'] as const) {
    if (!arg.selector[modifier] || fn?.[modifier] === true) continue;
    const able = Object.keys(RANGE_FUNCTIONS).filter((other) => RANGE_FUNCTIONS[other]?.[modifier] === true);
    context.fail(`${modifier} modifier can only be used with: ${able.sort().join(', ')} - not with ${name}`);
  }
}

function checkFactors(context: Context, name: string, scalars: readonly Float64Array[]): void {
  if (name !== 'double_exponential_smoothing') return;
  [
    ['smoothing factor', 'sf'],
    ['trend factor', 'tf'],
  ].forEach(([title = '', short = ''], i) => {
    for (const value of scalars[i] ?? [])
      if (value <= 0 || value >= 1)
        context.fail(`invalid ${title}. Expected: 0 < ${short} < 1, got: ${value.toFixed(6)}`);
  });
}
