import { parseFloatText } from '../parseFloatBytes.ts';
import type { LintSample, Report } from './lintSample.ts';

/**
 * The rules for the samples of one histogram or gauge histogram with the same labels and timestamp: buckets in order,
 * `+Inf` there and equal to the count, sum and count both or neither, no sum beside negative bounds.
 * `strict` asks for what OpenMetrics asks beyond the Prometheus text format.
 */
export function lintHistogram(family: string, samples: readonly LintSample[], strict: boolean, report: Report): void {
  let bound: number | undefined;
  let counted = 0;
  let count: number | undefined;
  let sum: number | undefined;
  let hasNegativeBounds = false;
  for (const sample of samples) {
    switch (sample.name.slice(family.length)) {
      case '_bucket': {
        const le = parseFloatText(sample.labels['le'] ?? '');
        if (le === undefined || Number.isNaN(le)) break;
        if (bound !== undefined && le <= bound) report(`the bucket le="${sample.labels['le']}" is out of order`);
        else if (sample.value < counted)
          report(`the bucket le="${sample.labels['le']}" counts less than the one before it`);
        if (le < 0) hasNegativeBounds = true;
        bound = le;
        counted = sample.value;
        break;
      }
      case '_count':
      case '_gcount':
        count = sample.value;
        break;
      case '_sum':
      case '_gsum':
        sum = sample.value;
        break;
      default:
    }
  }
  if (bound !== Infinity) report(`the histogram ${family} has no bucket le="+Inf"`);
  else if (count !== undefined && count !== counted) {
    report(`the count ${count} of the histogram ${family} is not that of its bucket le="+Inf", ${counted}`);
  }
  if (sum !== undefined && count === undefined) report(`the histogram ${family} has a sum but no count`);
  if (!strict) return;
  if (sum === undefined && count !== undefined) report(`the histogram ${family} has a count but no sum`);
  const isGauge = samples.some(({ name }) => name === `${family}_gsum`);
  if (sum === undefined) return;
  if (!isGauge && hasNegativeBounds) report(`the histogram ${family} has negative bounds, so it can have no sum`);
  if (isGauge && !hasNegativeBounds && sum < 0) {
    report(`the histogram ${family} has a negative sum without a negative bound`);
  }
}
