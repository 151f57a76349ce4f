import { CUSTOM_BUCKETS, type NativeHistogram, usesCustomBuckets } from '../../../model/nativeHistogram.ts';
import { NO_BUCKETS } from '../../../model/nativeHistogram.ts';
import type { HistogramSample } from '../../store/storage.ts';
import { isStartReset, overlapsPrevious } from '../functions/startTimestamps.ts';
import { extendedHistogramChange } from './extendedRates.ts';
import { HistogramSum } from '../../histogram/histogramSum.ts';
import { histogramsOf, type MixedFunction, type MixedWindow, numberCount } from './mixedWindow.ts';
import { asGauge, compacted, divided, multiplied } from '../../histogram/operations.ts';
import { isReset } from '../../histogram/resets.ts';
import { tellNotCounter, tellNotGauge, tellOfMix, tellOfMixedSchemas, tellOfReconciled } from './tell.ts';

/** Change over a range of histograms, extrapolated to its ends (Prometheus' `extrapolatedRate` and `histogramRate`). */
function extrapolatedRate(window: MixedWindow, isCounter: boolean, isRate: boolean): NativeHistogram | undefined {
  const { numbers } = window;
  if (numberCount(window) > 0) return tellOfMix(window);
  if (numbers.anchored || numbers.smoothed) return extendedHistogramChange(window, isCounter, isRate);
  const points = histogramsOf(window);
  const [first] = points;
  const last = points.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const intervals = points.length - 1;
  let result = intervals > 0 ? changeOf(window, points, isCounter) : undefined;
  if (intervals > 0 && result === undefined) return undefined;

  let toStart = (first.timestampMs - numbers.startMs) / 1000;
  let toEnd = (numbers.endMs - last.timestampMs) / 1000;
  let sampled = (last.timestampMs - first.timestampMs) / 1000;
  const average = intervals > 0 ? sampled / intervals : 0;
  const threshold = average * 1.1;
  const start = isCounter ? (first.startMs ?? 0) : 0;
  if (start !== 0 && start > numbers.startMs && start < first.timestampMs) {
    // The series is known to have begun inside the range, at nothing.
    toStart = 0;
    sampled = (last.timestampMs - start) / 1000;
    result = result === undefined ? first.histogram : sumOf(window, result, first.histogram);
    if (result === undefined) return undefined;
  } else if (result === undefined) return undefined;
  else {
    if (toStart >= threshold) toStart = average / 2;
    if (isCounter && result.count > 0 && first.histogram.count >= 0)
      toStart = Math.min(toStart, sampled * (first.histogram.count / result.count));
  }
  if (toEnd >= threshold) toEnd = average / 2;
  let factor = sampled === 0 ? 1 : (sampled + toStart + toEnd) / sampled;
  if (isRate) factor /= numbers.rangeMs / 1000;
  return multiplied(result, factor);
}

function sumOf(window: MixedWindow, a: NativeHistogram, b: NativeHistogram): NativeHistogram | undefined {
  const sum = new HistogramSum(a);
  const added = sum.add(b);
  if (added === undefined) return tellOfMixedSchemas(window);
  if (added.reconciled) tellOfReconciled(window.annotations, 'addition', window.span);
  return sum.total();
}

function isResetBetween(before: HistogramSample, after: HistogramSample, previous = before.histogram): boolean {
  const byStart = isStartReset(before.startMs ?? 0, before.timestampMs, after.startMs ?? 0, after.timestampMs);
  return byStart || isReset(after.histogram, previous);
}

/** The last of at least two histograms less the first, and for counters all that was counted before each new start. */
function changeOf(
  window: MixedWindow,
  points: readonly HistogramSample[],
  isCounter: boolean,
): NativeHistogram | undefined {
  const [first, second] = points;
  const last = points.at(-1);
  if (first === undefined || second === undefined || last === undefined) return undefined;
  const isGauge = ({ histogram }: HistogramSample): boolean => histogram.resetHint === 'gauge';
  if (isCounter && points.some(isGauge)) tellNotCounter(window);
  if (!isCounter && !(isGauge(first) && isGauge(last))) tellNotGauge(window);

  // A first sample after which the counter began anew counts for nothing, whatever its buckets.
  const begin = isCounter && isResetBetween(first, second) ? emptyLike(second.histogram) : first.histogram;
  const between = isCounter ? points.slice(1, -1) : [];
  const isCustom = usesCustomBuckets(begin);
  if ([...between, last].some(({ histogram }) => usesCustomBuckets(histogram) !== isCustom))
    return tellOfMixedSchemas(window);

  const sum = new HistogramSum(last.histogram);
  const tell = (added: { reconciled: boolean } | undefined, operation: 'addition' | 'subtraction'): void => {
    if (added?.reconciled === true) tellOfReconciled(window.annotations, operation, window.span);
  };
  tell(sum.add(begin, -1), 'subtraction');
  if (isCounter) {
    let previous = begin;
    let overlaps = false;
    points.forEach((point, i) => {
      const before = points[i - 1];
      if (before === undefined) return;
      overlaps ||= overlapsPrevious(before.startMs ?? 0, before.timestampMs, point.startMs ?? 0);
      if (isResetBetween(before, point, previous)) tell(sum.add(previous), 'addition');
      previous = point.histogram;
    });
    if (overlaps) window.annotations.startTimeOverlap(window.metricName, window.span);
  }
  return asGauge(compacted(sum.total()));
}

function emptyLike({ schema, customBounds }: NativeHistogram): NativeHistogram {
  const nothing = { count: 0, sum: 0, zeroThreshold: 0, zeroCount: 0, positive: NO_BUCKETS, negative: NO_BUCKETS };
  return { ...nothing, schema, customBounds: schema === CUSTOM_BUCKETS ? customBounds : [], resetHint: 'unknown' };
}

interface LastSample {
  readonly timeMs: number;
  readonly startMs: number;
  readonly value: number | HistogramSample;
}

/** The last two samples of either kind. */
function lastTwo(window: MixedWindow): readonly [LastSample, LastSample] | undefined {
  const { timestampsMs, values, startsMs, lo, hi } = window.numbers;
  const found: LastSample[] = histogramsOf(window)
    .slice(-2)
    .map((value) => ({ timeMs: value.timestampMs, startMs: value.startMs ?? 0, value }));
  for (let i = Math.max(lo, hi - 2); i < hi; i++)
    found.push({ timeMs: timestampsMs[i] ?? 0, startMs: startsMs[i] ?? 0, value: values[i] ?? 0 });
  const [before, last] = found.sort((a, b) => a.timeMs - b.timeMs).slice(-2);
  return before === undefined || last === undefined ? undefined : [before, last];
}

/** The change between the last two samples. */
function instantChange(window: MixedWindow, isRate: boolean): number | NativeHistogram | undefined {
  const [before, last] = lastTwo(window) ?? [];
  if (before === undefined || last === undefined || before.timeMs === last.timeMs) return undefined;
  const seconds = (last.timeMs - before.timeMs) / 1000;
  const byStart = isRate && isStartReset(before.startMs, before.timeMs, last.startMs, last.timeMs);
  if (typeof last.value === 'number' && typeof before.value === 'number') {
    const change = byStart || (isRate && last.value < before.value) ? last.value : last.value - before.value;
    return isRate ? change / seconds : change;
  }
  if (typeof last.value === 'number' || typeof before.value === 'number') return tellOfMix(window);
  const [older, newer] = [before.value.histogram, last.value.histogram];
  const gauges = [older, newer].filter(({ resetHint }) => resetHint === 'gauge').length;
  if (isRate && gauges > 0) tellNotCounter(window);
  if (!isRate && gauges < 2) tellNotGauge(window);
  const sum = new HistogramSum(newer);
  if (!byStart && !(isRate && isReset(newer, older))) {
    const added = sum.add(older, -1);
    if (added === undefined) return tellOfMixedSchemas(window);
    if (added.reconciled) tellOfReconciled(window.annotations, 'subtraction', window.span);
  }
  const change = asGauge(compacted(sum.total()));
  return isRate ? divided(change, seconds) : change;
}

export const HISTOGRAM_RATES = {
  rate: (window) => extrapolatedRate(window, true, true),
  increase: (window) => extrapolatedRate(window, true, false),
  delta: (window) => extrapolatedRate(window, false, false),
  irate: (window) => instantChange(window, true),
  idelta: (window) => instantChange(window, false),
} as const satisfies Record<string, MixedFunction>;
