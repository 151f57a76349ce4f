import type { NativeHistogram } from '../../../model/nativeHistogram.ts';
import type { HistogramSample } from '../../store/storage.ts';
import type { Window } from '../functions/window.ts';
import type { Teller } from './tell.ts';

/**
 * The samples of one series as a function over a range sees them at one step, where there are histograms among them: the
 * numbers as in any window, and beside them `histograms` from `from` to `to` (exclusive). Never without a histogram.
 */
export interface MixedWindow extends Teller {
  readonly numbers: Window;
  readonly histograms: readonly HistogramSample[];
  from: number;
  to: number;
}

/** A function over a range with histograms: a value, or undefined where it has none. */
export type MixedFunction = (window: MixedWindow) => number | NativeHistogram | undefined;

export function numberCount({ numbers }: MixedWindow): number {
  return numbers.hi - numbers.lo;
}

/** The histograms of the window, in order of time. */
export function histogramsOf({ histograms, from, to }: MixedWindow): readonly HistogramSample[] {
  return from === 0 && to === histograms.length ? histograms : histograms.slice(from, to);
}
