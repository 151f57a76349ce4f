import { LOG_LEVELS } from '../../../model/logRecord.ts';
import type { LogHistogram } from '../../../protocol/logs.ts';
import type { RecordIndex } from '../index/recordIndex.ts';
import type { RefList } from './refList.ts';

/** Rows over time by level, in so many buckets from the first to the last time; undefined where no row has a time. */
export function histogramOf(rows: RefList, indexes: readonly RecordIndex[], buckets: number): LogHistogram | undefined {
  const timeOf = (i: number): number => indexes[rows.segmentAt(i)]?.timeMs(rows.placeAt(i)) ?? NaN;
  const steps = timeSteps(rows, indexes, buckets);
  if (steps === undefined) return undefined;
  const { fromMs, stepMs } = steps;
  const counts = Array.from({ length: buckets }, () => Array<number>(LOG_LEVELS.length + 1).fill(0));
  for (let i = 0; i < rows.length; i++) {
    const timeMs = timeOf(i);
    if (Number.isNaN(timeMs)) continue;
    const bucket = counts[Math.min(buckets - 1, Math.floor((timeMs - fromMs) / stepMs))];
    const level = indexes[rows.segmentAt(i)]?.level(rows.placeAt(i)) ?? -1;
    const at = level < 0 ? LOG_LEVELS.length : level;
    if (bucket !== undefined) bucket[at] = (bucket[at] ?? 0) + 1;
  }
  return { fromMs, stepMs, buckets: counts };
}

/** The time from the first to the last of the rows from `first` on, in so many steps; undefined where none has a time. */
export function timeSteps(
  rows: RefList,
  indexes: readonly RecordIndex[],
  steps: number,
  first = 0,
): { readonly fromMs: number; readonly stepMs: number } | undefined {
  let [fromMs, toMs] = [Infinity, -Infinity];
  for (let i = first; i < rows.length; i++) {
    const timeMs = indexes[rows.segmentAt(i)]?.timeMs(rows.placeAt(i)) ?? NaN;
    if (timeMs < fromMs) fromMs = timeMs;
    if (timeMs > toMs) toMs = timeMs;
  }
  return fromMs > toMs ? undefined : { fromMs, stepMs: Math.max(1, (toMs - fromMs + 1) / steps) };
}
