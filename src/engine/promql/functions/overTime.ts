import { anchorIndex } from './extendedRange.ts';
import { KahanSum } from '../../../base/kahanSum.ts';
import { quantileOf } from './quantile.ts';
import type { RangeFunction, Window } from './window.ts';

const sum = new KahanSum();

function sumOverTime({ values, lo, hi }: Window): number {
  sum.reset();
  for (let i = lo; i < hi; i++) sum.add(values[i] ?? 0);
  return sum.total;
}

/** The mean by the sum, or step by step from where the sum would overflow. */
function avgOverTime({ values, lo, hi }: Window): number {
  sum.reset(values[lo] ?? 0);
  let mean = NaN;
  let stepwise = false;
  for (let i = lo + 1; i < hi; i++) {
    const value = values[i] ?? 0;
    const count = i - lo + 1;
    if (!stepwise) {
      const { sum: before, lost } = sum;
      sum.add(value);
      if (Number.isFinite(sum.sum) || sum.sum !== sum.sum) continue;
      stepwise = true;
      mean = before / (count - 1);
      sum.reset(0, lost / (count - 1));
    }
    const share = (count - 1) / count;
    sum.reset(share * mean, share * sum.lost);
    sum.add(value / count);
    mean = sum.sum;
  }
  const count = hi - lo;
  return stepwise ? mean + sum.lost : sum.sum / count + sum.lost / count;
}

function variance({ values, lo, hi }: Window): number {
  let count = 0;
  const mean = sum;
  mean.reset();
  let squares = 0;
  let lost = 0;
  for (let i = lo; i < hi; i++) {
    const value = values[i] ?? 0;
    count++;
    const delta = value - (mean.sum + mean.lost);
    mean.add(delta / count);
    const more = delta * (value - (mean.sum + mean.lost));
    const next = squares + more;
    if (Math.abs(next) === Infinity) lost = 0;
    else lost += Math.abs(squares) >= Math.abs(more) ? squares - next + more : more - next + squares;
    squares = next;
  }
  return (squares + lost) / count;
}

/** The index of the greatest or least value; NaN counts only where there is nothing else. `later` takes the last of equals. */
function extremeIndex({ values, lo, hi }: Window, sign: 1 | -1, later: boolean): number {
  let best = lo;
  let bestValue = values[lo] ?? 0;
  for (let i = lo; i < hi; i++) {
    const value = values[i] ?? 0;
    const difference = sign * (value - bestValue);
    if (difference > 0 || (later && value === bestValue) || bestValue !== bestValue) {
      best = i;
      bestValue = value;
    }
  }
  return best;
}

function quantileOverTime(window: Window): number {
  const [quantile = NaN] = window.args;
  if (!(quantile >= 0 && quantile <= 1)) window.annotations.invalidQuantile(quantile, window.firstSpan);
  return quantileOf(quantile, window.copyValues(), window.hi - window.lo);
}

function madOverTime(window: Window): number {
  const count = window.hi - window.lo;
  const values = window.copyValues();
  for (let i = 0; i < count; i++) if (values[i] !== values[i]) return NaN;
  const median = quantileOf(0.5, values, count);
  for (let i = 0; i < count; i++) values[i] = Math.abs((values[i] ?? 0) - median);
  return quantileOf(0.5, values, count);
}

function changes(window: Window): number {
  const { values, hi } = window;
  let count = 0;
  for (let i = firstOf(window) + 1; i < hi; i++) {
    const value = values[i] ?? 0;
    const previous = values[i - 1] ?? 0;
    if (value !== previous && (value === value || previous === previous)) count++;
  }
  return count;
}

function resets(window: Window): number {
  return (window.resets[window.hi - 1] ?? 0) - (window.resets[firstOf(window)] ?? 0);
}

/** The first sample that counts: with `anchored` the last one at or before the range's start. */
function firstOf(window: Window): number {
  if (!window.anchored) return window.lo;
  if ((window.timestampsMs[window.hi - 1] ?? 0) <= window.startMs) window.none = true;
  return anchorIndex(window);
}

export const OVER_TIME = {
  sum_over_time: { apply: sumOverTime },
  avg_over_time: { apply: avgOverTime },
  count_over_time: { apply: (w) => w.hi - w.lo },
  min_over_time: { apply: (w) => w.values[extremeIndex(w, -1, false)] ?? 0 },
  max_over_time: { apply: (w) => w.values[extremeIndex(w, 1, false)] ?? 0 },
  stddev_over_time: { apply: (w) => Math.sqrt(variance(w)) },
  stdvar_over_time: { apply: variance },
  quantile_over_time: { apply: quantileOverTime },
  mad_over_time: { apply: madOverTime },
  first_over_time: { apply: (w) => w.values[w.lo] ?? 0, keepsName: true },
  last_over_time: { apply: (w) => w.values[w.hi - 1] ?? 0, keepsName: true },
  present_over_time: { apply: () => 1 },
  absent_over_time: { apply: () => 1 },
  ts_of_first_over_time: { apply: (w) => (w.timestampsMs[w.lo] ?? 0) / 1000 },
  ts_of_last_over_time: { apply: (w) => (w.timestampsMs[w.hi - 1] ?? 0) / 1000 },
  ts_of_min_over_time: { apply: (w) => (w.timestampsMs[extremeIndex(w, -1, true)] ?? 0) / 1000 },
  ts_of_max_over_time: { apply: (w) => (w.timestampsMs[extremeIndex(w, 1, true)] ?? 0) / 1000 },
  changes: { apply: changes, anchored: true },
  resets: { apply: resets, counter: true, anchored: true },
} as const satisfies Record<string, RangeFunction>;
