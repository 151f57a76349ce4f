import type { HistogramSample } from '../../store/storage.ts';
import { ABSENT, FLOAT, type VectorBuilder } from '../columns.ts';
import { type Context, type Grid, timeAt } from '../context.ts';
import type { RangeFunction, Window } from '../functions/window.ts';
import type { RangeInput } from '../selector/rangeInput.ts';
import { mixedFunction } from './mixedFunctions.ts';
import type { MixedWindow } from './mixedWindow.ts';
import { samplesOf } from '../../histogram/operations.ts';

/** What a series came to: steps with a value, and how many of them are numbers. */
export interface Slid {
  readonly count: number;
  readonly numbers: number;
}

/**
 * Moves the window of a range function over one series that has histograms: the `length` numbers in the window's columns,
 * and beside them `histograms`. Where a window has no histogram the function is the one for numbers.
 */
export function* slideMixed(
  context: Context,
  name: string,
  fn: RangeFunction,
  numbers: Window,
  length: number,
  histograms: readonly HistogramSample[],
  input: RangeInput,
  grid: Grid,
  scalars: readonly Float64Array[],
  builder: VectorBuilder,
): Generator<void, Slid> {
  const { lookbackMs } = context.limits;
  const beforeMs = input.rangeMs + (input.anchored || input.smoothed ? lookbackMs : 0);
  const afterMs = input.smoothed ? lookbackMs : 0;
  const { annotations, metricName, firstSpan: span } = numbers;
  const window: MixedWindow = { annotations, metricName, span, numbers, histograms, from: 0, to: 0 };
  const mixed = mixedFunction(name, fn);
  const base = builder.row();
  const { timestampsMs } = numbers;
  numbers.lo = 0;
  numbers.hi = 0;
  let count = 0;
  let found = 0;
  for (let step = 0; step < grid.steps && !context.failed; step++) {
    const endMs = input.firstEndMs + step * input.stepMs;
    while (numbers.hi < length && (timestampsMs[numbers.hi] ?? 0) <= endMs + afterMs) numbers.hi++;
    while (numbers.lo < numbers.hi && (timestampsMs[numbers.lo] ?? 0) <= endMs - beforeMs) numbers.lo++;
    while (window.to < histograms.length && (histograms[window.to]?.timestampMs ?? 0) <= endMs + afterMs) window.to++;
    while (window.from < window.to && (histograms[window.from]?.timestampMs ?? 0) <= endMs - beforeMs) window.from++;
    builder.present[base + step] = ABSENT;
    numbers.endMs = endMs;
    numbers.startMs = endMs - input.rangeMs;
    numbers.timeMs = timeAt(grid, step);
    scalars.forEach((column, i) => (numbers.args[i] = column[step] ?? NaN));
    numbers.none = false;
    if (window.from < window.to) {
      const value = mixed(window);
      if (value !== undefined) {
        builder.put(base + step, value);
        if (typeof value !== 'number') builder.samples += samplesOf(value) - 1;
      }
    } else if (numbers.lo < numbers.hi) {
      const value = fn.apply(numbers);
      if (!numbers.none) builder.put(base + step, value);
    }
    if (builder.present[base + step] !== ABSENT) count++;
    if (builder.present[base + step] === FLOAT) found++;
    if (context.due(WORK_OF_A_HISTOGRAM * (window.to - window.from) + numbers.hi - numbers.lo)) {
      yield;
      context.resumed();
    }
  }
  return { count, numbers: found };
}

const WORK_OF_A_HISTOGRAM = 100;
