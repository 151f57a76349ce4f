import { t } from '../../base/l10n.ts';
import type { HistogramValue } from '../../protocol/query.ts';

type Bucket = NonNullable<HistogramValue['buckets']>[number];

/** The interval of a bucket, with the brackets of the ends that belong to it: `(0.5, 1]`. */
export function intervalText([ends, lower, upper]: Bucket): string {
  return `${ends === 1 || ends === 3 ? '[' : '('}${lower}, ${upper}${ends === 0 || ends === 3 ? ']' : ')'}`;
}

/** Count, sum and mean in a line; counts and sums of rates have many digits. */
export function summaryText({ count, sum }: HistogramValue): string {
  const mean = Number(sum) / Number(count);
  const parts = [t('count {0}', shortNumber(count)), t('sum {0}', shortNumber(sum))];
  return [...parts, ...(Number.isNaN(mean) ? [] : [t('mean {0}', shortNumber(String(mean)))])].join(' · ');
}

/** A number as text with six digits at most, where it has more. */
export function shortNumber(text: string): string {
  if (text.length <= 10 || !Number.isFinite(Number(text))) return text;
  return String(Number(Number(text).toPrecision(6)));
}

/** The whole histogram in a line, as Prometheus prints it: `{count:3, sum:10, (1,2]:2}`. */
export function histogramText({ count, sum, buckets = [] }: HistogramValue): string {
  const texts = buckets.map((bucket) => `, ${intervalText(bucket).replace(', ', ',')}:${bucket[3]}`);
  return `{count:${count}, sum:${sum}${texts.join('')}}`;
}
