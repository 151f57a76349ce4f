import { usesCustomBuckets } from '../../../model/nativeHistogram.ts';
import type { HistogramSample, SampleColumns } from '../../store/storage.ts';
import { ABSENT, FLOAT, type VectorBuilder } from '../columns.ts';
import { interpolateHistograms } from './interpolate.ts';
import { samplesOf } from '../../histogram/operations.ts';
import { tellOfMix, tellOfMixedSchemas, type Teller } from './tell.ts';

/** The times of a selector's steps. */
export interface Steps {
  readonly firstMs: number;
  readonly stepMs: number;
  readonly lookbackMs: number;
}

/** Puts histograms into the row at `base` where they are newer than the numbers; gives the count of steps with either. */
export function fillHistograms(
  histograms: readonly HistogramSample[],
  { timestampsMs, length }: SampleColumns,
  builder: VectorBuilder,
  base: number,
  { firstMs, stepMs, lookbackMs }: Steps,
  wanted: 'value' | 'timestamp' | 'start',
): number {
  const { steps, present } = builder;
  let next = 0;
  let nextFloat = 0;
  let count = 0;
  for (let step = 0; step < steps; step++) {
    const timeMs = firstMs + step * stepMs;
    while (next < histograms.length && (histograms[next]?.timestampMs ?? 0) <= timeMs) next++;
    while (nextFloat < length && (timestampsMs[nextFloat] ?? 0) <= timeMs) nextFloat++;
    const newest = histograms[next - 1];
    const floatMs = nextFloat > 0 ? (timestampsMs[nextFloat - 1] ?? 0) : -Infinity;
    if (newest !== undefined && newest.timestampMs > timeMs - lookbackMs && newest.timestampMs > floatMs) {
      if (wanted === 'value') {
        builder.put(base + step, newest.histogram);
        builder.samples += samplesOf(newest.histogram) - 1;
      } else builder.put(base + step, (wanted === 'timestamp' ? newest.timestampMs : (newest.startMs ?? 0)) / 1000);
    }
    if (present[base + step] !== ABSENT) count++;
  }
  return count;
}

/** `smoothed`: histograms between the samples before and after each step; a window with numbers too gives nothing. */
export function fillSmoothedHistograms(
  histograms: readonly HistogramSample[],
  { timestampsMs, length }: SampleColumns,
  builder: VectorBuilder,
  base: number,
  { firstMs, stepMs, lookbackMs }: Steps,
  teller: Teller,
): number {
  const { steps, present } = builder;
  let count = 0;
  for (let step = 0; step < steps; step++) {
    const timeMs = firstMs + step * stepMs;
    const inside = (t: number): boolean => t > timeMs - lookbackMs && t <= timeMs + lookbackMs;
    const near = histograms.filter(({ timestampMs }) => inside(timestampMs));
    if (near.length > 0) {
      present[base + step] = ABSENT;
      if (timestampsMs.subarray(0, length).some(inside)) tellOfMix(teller);
      else {
        const value = smoothedAt(near, timeMs, teller);
        if (value !== undefined) builder.put(base + step, value);
      }
    }
    if (present[base + step] === FLOAT || present[base + step] !== ABSENT) count++;
  }
  return count;
}

function smoothedAt(near: readonly HistogramSample[], timeMs: number, teller: Teller) {
  const at = near.findIndex(({ timestampMs }) => timestampMs >= timeMs);
  const after = near[at];
  const before = at < 0 ? near.at(-1) : near[at - 1];
  if (after?.timestampMs === timeMs) return after.histogram;
  if (before === undefined) return undefined;
  // A hint tells of two neighbours, of which there is none here.
  if (after === undefined) return { ...before.histogram, resetHint: 'unknown' as const };
  if (usesCustomBuckets(before.histogram) !== usesCustomBuckets(after.histogram)) {
    tellOfMixedSchemas(teller);
    return undefined;
  }
  const isCounter = before.histogram.resetHint !== 'gauge' || after.histogram.resetHint !== 'gauge';
  return interpolateHistograms(before, after, timeMs, isCounter, teller);
}
