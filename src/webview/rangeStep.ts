import type { QueryTime } from '../protocol/query.ts';

/** Steps that read well, in seconds. */
const ROUND_STEPS_S = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 21_600, 86_400] as const;
/** About so many points make a line smooth on a usual screen. */
const POINTS = 300;

/** The step that gives a range about 300 points, in milliseconds. */
export function autoStepMs(rangeMs: number): number {
  const wantedS = rangeMs / 1000 / POINTS;
  return 1000 * (ROUND_STEPS_S.find((stepS) => stepS >= wantedS) ?? 86_400);
}

/** The range that ends at `endMs`, on whole steps: so that a line does not tremble when it is drawn anew. */
export function rangeEndingAt(endMs: number, rangeMs: number, stepMs: number): Extract<QueryTime, { kind: 'range' }> {
  const toMs = Math.floor(endMs / stepMs) * stepMs;
  return { kind: 'range', fromMs: toMs - Math.floor(rangeMs / stepMs) * stepMs, toMs, stepMs };
}
