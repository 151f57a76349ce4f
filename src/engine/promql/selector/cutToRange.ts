import { indexAfter } from '../../store/columns.ts';
import type { SampleColumns } from '../../store/storage.ts';
import { interpolate } from '../functions/extendedRange.ts';

interface Points {
  readonly timesMs: Float64Array;
  readonly values: Float64Array;
}

const NONE: Points = { timesMs: new Float64Array(0), values: new Float64Array(0) };

/**
 * The samples in `(fromMs, toMs]`. With `anchored` or `smoothed` a point stands at either end too: the value there, or
 * what lies on the line between the samples beside it.
 */
export function cutToRange(
  { timestampsMs, values, length }: SampleColumns,
  fromMs: number,
  toMs: number,
  { anchored, smoothed }: { readonly anchored: boolean; readonly smoothed: boolean },
): Points {
  const after = indexAfter(timestampsMs, 0, length, fromMs);
  const end = indexAfter(timestampsMs, after, length, toMs);
  if (!anchored && !smoothed) return { timesMs: timestampsMs.slice(after, end), values: values.slice(after, end) };

  const time = (i: number): number => timestampsMs[i] ?? 0;
  const value = (i: number): number => values[i] ?? 0;
  const first = Math.max(0, after - 1);
  const last = smoothed && end < length && (end === 0 || time(end - 1) < toMs) ? end : end - 1;
  if (last < 0 || time(last) <= fromMs) return NONE;
  const left =
    smoothed && time(first) < fromMs
      ? interpolate(time(first), value(first), time(first + 1), value(first + 1), fromMs, false)
      : value(first);
  const right =
    smoothed && last > 0 && time(last) > toMs
      ? interpolate(time(last - 1), value(last - 1), time(last), value(last), toMs, false)
      : value(last);
  const timesMs = [fromMs];
  const kept = [left];
  for (let i = after; i < end; i++) {
    if (time(i) >= toMs) break;
    timesMs.push(time(i));
    kept.push(value(i));
  }
  return { timesMs: Float64Array.from([...timesMs, toMs]), values: Float64Array.from([...kept, right]) };
}
