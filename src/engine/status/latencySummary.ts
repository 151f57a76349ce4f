import type { LatencySummary } from '../../model/state.ts';

/** Nearest-rank percentiles of `durationsMs`, NaN left out; undefined where none is left. */
export function summarizeLatency(durationsMs: readonly number[]): LatencySummary | undefined {
  const sorted = new Float64Array(durationsMs.filter((duration) => !Number.isNaN(duration))).sort();
  if (sorted.length === 0) return undefined;
  const at = (share: number): number => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
  return { count: sorted.length, p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}
