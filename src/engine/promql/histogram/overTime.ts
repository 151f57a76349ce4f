import type { NativeHistogram } from '../../../model/nativeHistogram.ts';
import type { HistogramSample } from '../../store/storage.ts';
import { isStartReset } from '../functions/startTimestamps.ts';
import { HistogramMean } from '../../histogram/histogramMean.ts';
import { HistogramSum } from '../../histogram/histogramSum.ts';
import { histogramsOf, type MixedFunction, type MixedWindow, numberCount } from './mixedWindow.ts';
import { isSameHistogram } from '../../histogram/operations.ts';
import { isReset } from '../../histogram/resets.ts';
import { tellOfCollision, tellOfMix, tellOfMixedSchemas, tellOfReconciled } from './tell.ts';

/** The sum or mean of histograms; numbers among them are a mistake. */
function total(
  window: MixedWindow,
  begin: (first: NativeHistogram) => Pick<HistogramSum, 'add' | 'total'>,
): NativeHistogram | undefined {
  if (numberCount(window) > 0) return tellOfMix(window);
  const [first, ...rest] = histogramsOf(window).map(({ histogram }) => histogram);
  if (first === undefined) return undefined;
  const sum = begin(first);
  const hints = new Set([first.resetHint]);
  let reconciled = false;
  for (const histogram of rest) {
    hints.add(histogram.resetHint);
    const added = sum.add(histogram);
    if (added === undefined) return tellOfMixedSchemas(window);
    reconciled ||= added.reconciled;
  }
  if (hints.has('reset') && hints.has('notReset')) tellOfCollision(window.annotations, 'aggregation', window.span);
  if (reconciled) tellOfReconciled(window.annotations, 'aggregation', window.span);
  return sum.total();
}

interface Sample {
  readonly timeMs: number;
  readonly startMs: number;
  readonly value: number | NativeHistogram;
}

/** All samples of either kind in order of time; with `anchored` from the last at or before the range's start on. */
function samplesOf(window: MixedWindow): readonly Sample[] {
  const { timestampsMs, values, startsMs, lo, hi, anchored, startMs } = window.numbers;
  const samples: Sample[] = histogramsOf(window).map(({ timestampMs, startMs: start, histogram }) => ({
    timeMs: timestampMs,
    startMs: start ?? 0,
    value: histogram,
  }));
  for (let i = lo; i < hi; i++)
    samples.push({ timeMs: timestampsMs[i] ?? 0, startMs: startsMs[i] ?? 0, value: values[i] ?? 0 });
  samples.sort((a, b) => a.timeMs - b.timeMs);
  if (!anchored) return samples;
  const after = samples.findIndex(({ timeMs }) => timeMs > startMs);
  return after < 0 ? [] : samples.slice(Math.max(0, after - 1));
}

function countBetween(window: MixedWindow, counts: (before: Sample, after: Sample) => boolean): number | undefined {
  const samples = samplesOf(window);
  if (samples.length === 0) return undefined;
  let count = 0;
  for (let i = 1; i < samples.length; i++) {
    const [before, after] = [samples[i - 1], samples[i]];
    if (before !== undefined && after !== undefined && counts(before, after)) count++;
  }
  return count;
}

function isChange({ value: before }: Sample, { value: after }: Sample): boolean {
  if (typeof before === 'number' || typeof after === 'number') return !Object.is(before, after) && before !== after;
  return !isSameHistogram(before, after);
}

/** A number after a histogram, and the other way round, is a counter that began anew. */
function isNewStart(before: Sample, after: Sample): boolean {
  if (typeof before.value !== typeof after.value) return true;
  if (isStartReset(before.startMs, before.timeMs, after.startMs, after.timeMs)) return true;
  if (typeof before.value === 'number' || typeof after.value === 'number') return after.value < before.value;
  return isReset(after.value, before.value);
}

function firstSample(window: MixedWindow): HistogramSample | undefined {
  return window.histograms[window.from];
}

function lastSample(window: MixedWindow): HistogramSample | undefined {
  return window.histograms[window.to - 1];
}

/** When the first and the last number were taken. */
function firstNumberMs({ numbers: { timestampsMs, lo, hi } }: MixedWindow): number {
  return lo < hi ? (timestampsMs[lo] ?? 0) : Infinity;
}

function lastNumberMs({ numbers: { timestampsMs, lo, hi } }: MixedWindow): number {
  return lo < hi ? (timestampsMs[hi - 1] ?? 0) : -Infinity;
}

export const HISTOGRAMS_OVER_TIME = {
  sum_over_time: (window) => total(window, (first) => new HistogramSum(first)),
  avg_over_time: (window) => total(window, (first) => new HistogramMean(first)),
  count_over_time: (window) => numberCount(window) + window.to - window.from,
  present_over_time: () => 1,
  absent_over_time: () => 1,
  first_over_time: (window) => {
    const sample = firstSample(window);
    const { values, lo } = window.numbers;
    return firstNumberMs(window) < (sample?.timestampMs ?? Infinity) ? (values[lo] ?? 0) : sample?.histogram;
  },
  last_over_time: (window) => {
    const sample = lastSample(window);
    const { values, hi } = window.numbers;
    return lastNumberMs(window) > (sample?.timestampMs ?? -Infinity) ? (values[hi - 1] ?? 0) : sample?.histogram;
  },
  ts_of_first_over_time: (w) => Math.min(firstNumberMs(w), firstSample(w)?.timestampMs ?? Infinity) / 1000,
  ts_of_last_over_time: (w) => Math.max(lastNumberMs(w), lastSample(w)?.timestampMs ?? -Infinity) / 1000,
  changes: (window) => countBetween(window, isChange),
  resets: (window) => countBetween(window, isNewStart),
} as const satisfies Record<string, MixedFunction>;
