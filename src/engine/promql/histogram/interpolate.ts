import type { HistogramSample } from '../../store/storage.ts';
import { multiplied } from '../../histogram/operations.ts';
import type { NativeHistogram } from '../../../model/nativeHistogram.ts';
import { HistogramSum } from '../../histogram/histogramSum.ts';
import { isReset } from '../../histogram/resets.ts';
import { tellOfMixedSchemas, tellOfReconciled, type Teller } from './tell.ts';

/** The histogram on the line between two at `timeMs`; a counter that began anew in between began at nothing. */
export function interpolateHistograms(
  before: HistogramSample,
  after: HistogramSample,
  timeMs: number,
  isCounter: boolean,
  teller: Teller,
): NativeHistogram | undefined {
  if (timeMs === before.timestampMs) return before.histogram;
  if (timeMs === after.timestampMs) return after.histogram;
  const fraction = (timeMs - before.timestampMs) / (after.timestampMs - before.timestampMs);
  if (isCounter && isReset(after.histogram, before.histogram)) return multiplied(after.histogram, fraction);
  const sum = new HistogramSum(after.histogram);
  const subtracted = sum.add(before.histogram, -1);
  sum.scale(fraction);
  const added = sum.add(before.histogram);
  if (subtracted === undefined || added === undefined) {
    tellOfMixedSchemas(teller);
    return undefined;
  }
  if (subtracted.reconciled) tellOfReconciled(teller.annotations, 'subtraction', teller.span);
  if (added.reconciled) tellOfReconciled(teller.annotations, 'addition', teller.span);
  return sum.total();
}
