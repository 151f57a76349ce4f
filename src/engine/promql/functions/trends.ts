import { KahanSum } from '../../../base/kahanSum.ts';
import type { RangeFunction, Window } from './window.ts';

/** Slope a second and the value at `interceptMs` of the line that fits best (least squares). */
function linearRegression(window: Window, interceptMs: number): { slope: number; intercept: number } {
  const { timestampsMs, values, lo, hi } = window;
  const sumX = new KahanSum();
  const sumY = new KahanSum();
  const sumXY = new KahanSum();
  const sumX2 = new KahanSum();
  const first = values[lo] ?? 0;
  let constant = true;
  for (let i = lo; i < hi; i++) {
    const y = values[i] ?? 0;
    if (i > lo && y !== first) constant = false;
    const x = ((timestampsMs[i] ?? 0) - interceptMs) / 1000;
    sumX.add(x);
    sumY.add(y);
    sumXY.add(x * y);
    sumX2.add(x * x);
  }
  if (constant) return Math.abs(first) === Infinity ? { slope: NaN, intercept: NaN } : { slope: 0, intercept: first };
  const count = hi - lo;
  const covariance = sumXY.sum + sumXY.lost - ((sumX.sum + sumX.lost) * (sumY.sum + sumY.lost)) / count;
  const variance = sumX2.sum + sumX2.lost - ((sumX.sum + sumX.lost) * (sumX.sum + sumX.lost)) / count;
  const slope = covariance / variance;
  return { slope, intercept: (sumY.sum + sumY.lost) / count - (slope * (sumX.sum + sumX.lost)) / count };
}

function deriv(window: Window): number {
  window.none = window.hi - window.lo < 2;
  return window.none ? 0 : linearRegression(window, window.timestampsMs[window.lo] ?? 0).slope;
}

function predictLinear(window: Window): number {
  window.none = window.hi - window.lo < 2;
  if (window.none) return 0;
  const { slope, intercept } = linearRegression(window, window.timeMs);
  return slope * (window.args[0] ?? NaN) + intercept;
}

/** Holt's linear trend; the factors were checked before. */
function doubleExponentialSmoothing(window: Window): number {
  const { values, lo, hi, args } = window;
  const [smoothing = NaN, trendFactor = NaN] = args;
  window.none = hi - lo < 2;
  if (window.none) return 0;
  let previous = 0;
  let smooth = values[lo] ?? 0;
  let trend = (values[lo + 1] ?? 0) - smooth;
  for (let i = lo + 1; i < hi; i++) {
    if (i > lo + 1) trend = trendFactor * (smooth - previous) + (1 - trendFactor) * trend;
    const next = smoothing * (values[i] ?? 0) + (1 - smoothing) * (smooth + trend);
    previous = smooth;
    smooth = next;
  }
  return smooth;
}

export const TRENDS = {
  deriv: { apply: deriv },
  predict_linear: { apply: predictLinear },
  double_exponential_smoothing: { apply: doubleExponentialSmoothing },
} as const satisfies Record<string, RangeFunction>;
