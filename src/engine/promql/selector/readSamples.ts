import { isStale } from '../../../model/series.ts';
import { createColumns } from '../../store/columns.ts';
import type { SampleColumns, SelectedSeries } from '../../store/storage.ts';

/**
 * Fills `into` with the samples of `(fromMs, toMs]`, staleness markers left out. `starts`, where given and where the
 * series knows them, gets the samples' start timestamps in its values; tells whether it did.
 */
export function readSamples(
  series: SelectedSeries,
  fromMs: number,
  toMs: number,
  into: SampleColumns,
  starts?: SampleColumns,
): boolean {
  into.length = 0;
  series.read(fromMs, toMs, into);
  const hasStarts = starts !== undefined && series.readStarts !== undefined;
  if (hasStarts) {
    starts.length = 0;
    series.readStarts?.(fromMs, toMs, starts);
  }
  const { timestampsMs, values, length } = into;
  let kept = 0;
  for (let i = 0; i < length; i++) {
    const value = values[i] ?? 0;
    if (value !== value && isStale(value)) continue;
    if (kept !== i) {
      timestampsMs[kept] = timestampsMs[i] ?? 0;
      values[kept] = value;
      if (hasStarts) starts.values[kept] = starts.values[i] ?? 0;
    }
    kept++;
  }
  into.length = kept;
  return hasStarts;
}

/** Columns that are used from series to series. */
export function spareColumns(): SampleColumns {
  return createColumns(512);
}
