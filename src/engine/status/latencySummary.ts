import type { RingBuffer } from '../../base/ringBuffer.ts';
import type { LatencySummary } from '../../model/state.ts';

/** For sorting, used again each time: a summary is made after every run of every probe. */
let scratch = new Float64Array(128);

/** Nearest-rank percentiles of `durationsMs`, NaN left out; undefined where none is left. */
export function summarizeLatency(durationsMs: RingBuffer<number>): LatencySummary | undefined {
  if (scratch.length < durationsMs.length) scratch = new Float64Array(durationsMs.length);
  let count = 0;
  for (let i = 0; i < durationsMs.length; i++) {
    const duration = durationsMs.at(i) ?? Number.NaN;
    if (!Number.isNaN(duration)) scratch[count++] = duration;
  }
  if (count === 0) return undefined;
  const sorted = scratch.subarray(0, count).sort();
  const at = (share: number): number => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
  return { count: sorted.length, p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}
