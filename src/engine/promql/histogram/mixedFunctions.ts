import type { RangeFunction } from '../functions/window.ts';
import { type MixedFunction, type MixedWindow, numberCount } from './mixedWindow.ts';
import { HISTOGRAMS_OVER_TIME } from './overTime.ts';
import { HISTOGRAM_RATES } from './rates.ts';
import { tellOfIgnored } from './tell.ts';

const TABLE: Readonly<Record<string, MixedFunction>> = { ...HISTOGRAM_RATES, ...HISTOGRAMS_OVER_TIME };

/** A function over ranges that may hold histograms; one that knows none of them goes by the numbers alone, and says so. */
export function mixedFunction(name: string, fn: RangeFunction): MixedFunction {
  return TABLE[name] ?? ((window) => ofNumbers(window, fn));
}

function ofNumbers(window: MixedWindow, fn: RangeFunction): number | undefined {
  if (numberCount(window) === 0) return undefined;
  tellOfIgnored(window);
  const { numbers } = window;
  const value = fn.apply(numbers);
  return numbers.none ? undefined : value;
}
