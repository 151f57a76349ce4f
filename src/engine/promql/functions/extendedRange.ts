import type { Window } from './window.ts';

/** The value at `timeMs` on the line between two samples; a counter that fell began at 0. */
export function interpolate(
  time1: number,
  value1: number,
  time2: number,
  value2: number,
  timeMs: number,
  isCounter: boolean,
): number {
  const from = isCounter && value2 < value1 ? 0 : value1;
  return from + ((value2 - from) * (timeMs - time1)) / (time2 - time1);
}

/** Where the samples of an `anchored` or `smoothed` range begin: the last at or before the range's start, if there is one. */
export function anchorIndex({ timestampsMs, lo, hi, startMs }: Window): number {
  let first = lo;
  while (first + 1 < hi && (timestampsMs[first + 1] ?? 0) <= startMs) first++;
  return first;
}

/** `rate`, `increase`, `delta` over an `anchored` or `smoothed` range: exact at its ends, nothing extrapolated. */
export function extendedDifference(window: Window, isCounter: boolean): number {
  const { timestampsMs, values, lo, hi, startMs, endMs, smoothed } = window;
  const time = (i: number): number => timestampsMs[i] ?? 0;
  const value = (i: number): number => values[i] ?? 0;
  let last = hi - 1;
  let after = lo;
  while (after < last && time(after) <= startMs) after++;
  let first = Math.max(lo, after - 1);
  if (smoothed) {
    last = lo;
    while (last < hi - 1 && time(last) < endMs) last++;
  }
  if (time(last) <= startMs || (smoothed && time(first) > endMs)) {
    window.none = true;
    return 0;
  }
  const left =
    smoothed && time(first) < startMs
      ? interpolate(time(first), value(first), time(first + 1), value(first + 1), startMs, isCounter)
      : value(first);
  const right =
    smoothed && last > lo && time(last) > endMs
      ? interpolate(time(last - 1), value(last - 1), time(last), value(last), endMs, isCounter)
      : value(last);
  if (!isCounter) return right - left;
  // Samples at and beyond the ends are in `left` and `right` already.
  if (time(first) <= startMs) first++;
  if (time(last) >= endMs) last--;
  let correction = 0;
  let previous = left;
  for (let i = first; i <= last; i++) {
    if (value(i) < previous) correction += previous;
    previous = value(i);
  }
  if (right < previous) correction += previous;
  return right - left + correction;
}
