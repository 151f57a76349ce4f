import type { RecordIndex } from '../index/recordIndex.ts';
import type { RefList } from './refList.ts';

/** A name for the record of a row, good for as long as the parts of the view are of this age. */
export function refOf(rows: RefList, row: number, partsAge: number): string {
  return `${partsAge}:${rows.segmentAt(row)}:${rows.placeAt(row)}`;
}

/** The row of a record that `refOf` named; undefined where it is not among the rows. */
export function rowOfRef(rows: RefList, ref: string, partsAge: number): number | undefined {
  const [age, segment, place] = ref.split(':').map(Number);
  if (age !== partsAge) return undefined;
  for (let i = 0; i < rows.length; i++) if (rows.placeAt(i) === place && rows.segmentAt(i) === segment) return i;
  return undefined;
}

/** The first row at a time (Unix milliseconds) or after it, or the last one; undefined where no row has a time. */
export function rowOfTime(rows: RefList, indexes: readonly RecordIndex[], timeMs: number): number | undefined {
  let last: number | undefined;
  // Rows of one log stand as they were written, which need not be by time: none is left out.
  for (let i = 0; i < rows.length; i++) {
    const atMs = indexes[rows.segmentAt(i)]?.timeMs(rows.placeAt(i)) ?? NaN;
    if (atMs >= timeMs) return i;
    if (!Number.isNaN(atMs)) last = i;
  }
  return last;
}
