import { type NativeHistogram, usesCustomBuckets } from '../../../model/nativeHistogram.ts';
import type { HistogramSample } from '../../store/storage.ts';
import { HistogramSum } from '../../histogram/histogramSum.ts';
import { interpolateHistograms } from './interpolate.ts';
import { histogramsOf, type MixedWindow } from './mixedWindow.ts';
import { asGauge, compacted, divided } from '../../histogram/operations.ts';
import { isReset } from '../../histogram/resets.ts';
import { tellNotCounter, tellNotGauge, tellOfMixedSchemas, tellOfReconciled } from './tell.ts';

/** `rate`, `increase`, `delta` of histograms over an `anchored` or `smoothed` range: exact at its ends. */
export function extendedHistogramChange(
  window: MixedWindow,
  isCounter: boolean,
  isRate: boolean,
): NativeHistogram | undefined {
  const { startMs, endMs, smoothed, rangeMs } = window.numbers;
  const points = histogramsOf(window);
  const time = (i: number): number => points[i]?.timestampMs ?? 0;
  let last = points.length - 1;
  let after = 0;
  while (after < last && time(after) <= startMs) after++;
  const first = Math.max(0, after - 1);
  if (smoothed) {
    const end = last;
    last = 0;
    while (last < end && time(last) < endMs) last++;
  }
  if (time(last) <= startMs || (smoothed && time(first) > endMs)) return undefined;
  const used = points.slice(first, last + 1);
  const isCustom = used[0] !== undefined && usesCustomBuckets(used[0].histogram);
  if (used.some(({ histogram }) => usesCustomBuckets(histogram) !== isCustom)) return tellOfMixedSchemas(window);
  const isGauge = ({ resetHint }: NativeHistogram): boolean => resetHint === 'gauge';
  if (isCounter && used.some(({ histogram }) => isGauge(histogram))) tellNotCounter(window);

  const between = (i: number, timeMs: number): NativeHistogram | undefined => {
    const [from, to] = [points[i], points[i + 1]];
    if (from === undefined || to === undefined) return undefined;
    return interpolateHistograms(from, to, timeMs, isCounter, window);
  };
  const left = smoothed && time(first) < startMs ? between(first, startMs) : points[first]?.histogram;
  const right = smoothed && last > 0 && time(last) > endMs ? between(last - 1, endMs) : points[last]?.histogram;
  if (left === undefined || right === undefined) return undefined;
  if (!isCounter && !(isGauge(left) && isGauge(right))) tellNotGauge(window);

  const sum = new HistogramSum(right);
  const tell = (added: { readonly reconciled: boolean } | undefined, operation: 'addition' | 'subtraction'): void => {
    if (added?.reconciled === true) tellOfReconciled(window.annotations, operation, window.span);
  };
  tell(sum.add(left, -1), 'subtraction');
  if (isCounter)
    for (const lost of lostByResets(points, first, last, left, right, window)) tell(sum.add(lost), 'addition');
  const change = asGauge(compacted(isRate ? divided(sum.total(), rangeMs / 1000) : sum.total()));
  return change;
}

/** What had been counted each time the counter began anew between the ends. */
function lostByResets(
  points: readonly HistogramSample[],
  first: number,
  last: number,
  left: NativeHistogram,
  right: NativeHistogram,
  { numbers: { smoothed, startMs } }: MixedWindow,
): NativeHistogram[] {
  let from = first + 1;
  let previous = left;
  const [begin, next] = [points[first], points[first + 1]];
  if (
    smoothed &&
    begin !== undefined &&
    next !== undefined &&
    begin.timestampMs < startMs &&
    isReset(next.histogram, begin.histogram)
  ) {
    // The left end lies on the way through that reset, and has it in already.
    previous = next.histogram;
    from++;
  }
  // The last sample is what `right` was made of, and so is not looked at by itself.
  if (from > last) return [];
  const lost: NativeHistogram[] = [];
  for (const { histogram } of points.slice(from, last)) {
    if (isReset(histogram, previous)) lost.push(previous);
    previous = histogram;
  }
  if (isReset(right, previous)) lost.push(previous);
  return lost;
}
