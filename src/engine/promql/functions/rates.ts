import { extendedDifference } from './extendedRange.ts';
import { isStartReset, overlapsPrevious } from './startTimestamps.ts';
import type { RangeFunction, Window } from './window.ts';

/** Change over a range, extrapolated to its ends where samples come near them (Prometheus' `extrapolatedRate`). */
function extrapolatedRate(window: Window, isCounter: boolean, isRate: boolean): number {
  if (window.anchored || window.smoothed) {
    const difference = extendedDifference(window, isCounter);
    return isRate ? difference / (window.rangeMs / 1000) : difference;
  }
  const { timestampsMs, values, startsMs, lo, hi, rangeMs } = window;
  const firstMs = timestampsMs[lo] ?? 0;
  const lastMs = timestampsMs[hi - 1] ?? 0;
  const firstValue = values[lo] ?? 0;
  const hasStarts = isCounter && startsMs.length > 0;
  let result = (values[hi - 1] ?? 0) - firstValue;
  if (isCounter) {
    if ((window.resets[hi - 1] ?? 0) !== (window.resets[lo] ?? 0))
      for (let i = lo + 1; i < hi; i++) if (window.resets[i] !== window.resets[i - 1]) result += values[i - 1] ?? 0;
    if (hasStarts) tellOfOverlap(window);
  }

  const intervals = hi - lo - 1;
  let toStart = (firstMs - window.startMs) / 1000;
  let toEnd = (window.endMs - lastMs) / 1000;
  let sampled = (lastMs - firstMs) / 1000;
  const average = intervals > 0 ? sampled / intervals : 0;
  const threshold = average * 1.1;
  const start = hasStarts ? (startsMs[lo] ?? 0) : 0;
  if (start !== 0 && start > window.startMs && start < firstMs) {
    // The series is known to have begun inside the range, at 0: nothing to extrapolate on the left.
    toStart = 0;
    sampled = (lastMs - start) / 1000;
    result += firstValue;
  } else if (intervals === 0) {
    window.none = true;
    return 0;
  } else {
    if (toStart >= threshold) toStart = average / 2;
    // A counter is never below 0: it cannot have begun before the line through it meets 0.
    if (isCounter && result > 0 && firstValue >= 0) {
      const toZero = sampled * (firstValue / result);
      if (toZero < toStart) toStart = toZero;
    }
  }
  if (toEnd >= threshold) toEnd = average / 2;
  let factor = sampled === 0 ? 1 : (sampled + toStart + toEnd) / sampled;
  if (isRate) factor /= rangeMs / 1000;
  return result * factor;
}

function tellOfOverlap({ timestampsMs, startsMs, lo, hi, annotations, metricName, firstSpan }: Window): void {
  for (let i = lo + 1; i < hi; i++)
    if (overlapsPrevious(startsMs[i - 1] ?? 0, timestampsMs[i - 1] ?? 0, startsMs[i] ?? 0)) {
      annotations.startTimeOverlap(metricName, firstSpan);
      return;
    }
}

/** The change between the last two samples. */
function instantChange(window: Window, isRate: boolean): number {
  const { timestampsMs, values, startsMs, lo, hi } = window;
  const last = hi - 1;
  const interval = ((timestampsMs[last] ?? 0) - (timestampsMs[last - 1] ?? 0)) / 1000;
  if (hi - lo < 2 || interval === 0) {
    window.none = true;
    return 0;
  }
  const value = values[last] ?? 0;
  const previous = values[last - 1] ?? 0;
  const isReset =
    isRate &&
    (value < previous ||
      (startsMs.length > 0 &&
        isStartReset(
          startsMs[last - 1] ?? 0,
          timestampsMs[last - 1] ?? 0,
          startsMs[last] ?? 0,
          timestampsMs[last] ?? 0,
        )));
  const change = isReset ? value : value - previous;
  return isRate ? change / interval : change;
}

const EXTENDED = { anchored: true, smoothed: true } as const;

export const RATES = {
  rate: { apply: (w) => extrapolatedRate(w, true, true), counter: true, wantsCounterName: true, ...EXTENDED },
  increase: { apply: (w) => extrapolatedRate(w, true, false), counter: true, wantsCounterName: true, ...EXTENDED },
  delta: { apply: (w) => extrapolatedRate(w, false, false), ...EXTENDED },
  irate: { apply: (w) => instantChange(w, true), counter: true },
  idelta: { apply: (w) => instantChange(w, false) },
} as const satisfies Record<string, RangeFunction>;
