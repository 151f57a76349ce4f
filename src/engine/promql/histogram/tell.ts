import type { Annotations } from '../annotations.ts';
import type { Span } from '../ast.ts';
import { quote } from '../goText.ts';

/** Where annotations about the histograms of one series go. */
export interface Teller {
  readonly annotations: Annotations;
  readonly metricName: string;
  readonly span: Span;
}

export type HistogramOperation = 'addition' | 'subtraction' | 'aggregation';

/** Numbers and histograms in one range: there is no value, which it gives. */
export function tellOfMix({ annotations, metricName, span }: Teller): undefined {
  annotations.warn(`encountered a mix of histograms and floats for metric name ${quote(metricName)}`, span);
  return undefined;
}

/** Histograms in a range of which only the numbers count. */
export function tellOfIgnored({ annotations, metricName, span }: Teller): void {
  const words = 'ignored histograms in a range containing both floats and histograms for metric name';
  annotations.info(`${words} ${quote(metricName)}`, span);
}

export function tellOfMixedSchemas({ annotations, metricName, span }: Teller): undefined {
  const words = 'vector contains a mix of histograms with exponential and custom buckets schemas for metric name';
  annotations.warn(`${words} ${quote(metricName)}`, span);
  return undefined;
}

export function tellNotCounter({ annotations, metricName, span }: Teller): void {
  annotations.warn(`this native histogram metric is not a counter: ${quote(metricName)}`, span);
}

export function tellNotGauge({ annotations, metricName, span }: Teller): void {
  annotations.warn(`this native histogram metric is not a gauge: ${quote(metricName)}`, span);
}

export function tellOfReconciled(annotations: Annotations, operation: HistogramOperation, span: Span): void {
  annotations.info(`mismatched custom buckets were reconciled during ${operation}`, span);
}

export function tellOfCollision(annotations: Annotations, operation: HistogramOperation, span: Span): void {
  annotations.warn(`conflicting counter resets during histogram ${operation}`, span);
}

const NAN_WORDS = {
  quantileResult: 'input to histogram_quantile has NaN observations, result is NaN',
  quantileSkew: 'input to histogram_quantile has NaN observations, result is skewed higher',
  fraction: 'input to histogram_fraction has NaN observations, which are excluded from all fractions',
} as const;

export function tellOfNaN({ annotations, metricName, span }: Teller, which: keyof typeof NAN_WORDS): void {
  annotations.info(`${NAN_WORDS[which]}${metricName === '' ? '' : ` for metric name ${quote(metricName)}`}`, span);
}

/** Classic buckets and a native histogram with the same labels at one time. */
export function tellOfClassicMix({ annotations, metricName, span }: Teller): void {
  const name = metricName === '' ? '' : ` for metric name ${quote(metricName)}`;
  annotations.warn(`vector contains a mix of classic and native histograms${name}`, span);
}
