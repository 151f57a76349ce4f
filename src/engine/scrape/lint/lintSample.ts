import type { Labels } from '../../../model/series.ts';
import type { ExpositionFormat } from '../expositionFormat.ts';
import type { MetricType } from '../../../model/series.ts';
import { parseFloatText } from '../parseFloatBytes.ts';

/** A sample as the rules see it; its place is where its line begins. */
export interface LintSample {
  readonly name: string;
  /** Without `__name__`. */
  readonly labels: Labels;
  readonly value: number;
  /** In seconds or milliseconds as the format has it: only compared. */
  readonly timestamp: number | undefined;
  readonly exemplar: { readonly codePoints: number } | undefined;
  readonly line: number;
  readonly valueColumn: number;
}

/** What a rule found, at a column of the sample's line. */
export type Report = (message: string, column?: number) => void;

const EXEMPLAR_CODE_POINTS = 128;
/** Samples that count or sum up, by ending. */
const NOT_NAN = new Set(['_total', '_sum', '_count', '_bucket', '_gcount', '_gsum']);
const NOT_NEGATIVE = new Set(['_total', '_sum', '_count', '_bucket', '_gcount']);
const WHOLE = new Set(['_count', '_bucket', '_gcount']);

/** The endings that samples of a family may have, as the format says. */
export function allowedSuffixes(type: MetricType, format: ExpositionFormat): readonly string[] {
  switch (type) {
    case 'counter':
      return format === 'text' ? [''] : ['_total', '_created'];
    case 'histogram':
      return format === 'text' ? ['_bucket', '_count', '_sum'] : ['_bucket', '_count', '_sum', '_created'];
    case 'gaugehistogram':
      return ['_bucket', '_gcount', '_gsum'];
    case 'summary':
      return format === 'text' ? ['', '_count', '_sum'] : ['', '_count', '_sum', '_created'];
    case 'info':
      return ['_info'];
    case 'gauge':
    case 'stateset':
    case 'unknown':
      return [''];
  }
}

/** The rules for one sample of a family: its labels, its value and its exemplar. */
export function lintSample(
  sample: LintSample,
  family: { readonly name: string; readonly type: MetricType },
  format: ExpositionFormat,
  report: Report,
): void {
  const suffix = sample.name.slice(family.name.length);
  lintLabels(sample, suffix, family, report);
  if (format === 'openmetrics') {
    lintValue(sample, suffix, family.type, report);
    lintExemplar(sample, suffix, family.type, report);
  } else if (sample.value < 0 && (family.type === 'counter' || suffix === '_bucket' || suffix === '_count')) {
    if (family.type !== 'unknown' && family.type !== 'gauge') {
      report(`a ${family.type} cannot count down to a negative value`, sample.valueColumn);
    }
  }
}

function lintLabels(
  sample: LintSample,
  suffix: string,
  { name, type }: { readonly name: string; readonly type: MetricType },
  report: Report,
): void {
  if (type === 'stateset' && sample.labels[name] === undefined) report(`a state of a stateset needs a label "${name}"`);
  if ((type === 'histogram' || type === 'gaugehistogram') && suffix === '_bucket') {
    const le = sample.labels['le'];
    const bound = le === undefined ? undefined : parseFloatText(le);
    if (le === undefined) report('a bucket needs a label "le"');
    else if (bound === undefined || Number.isNaN(bound)) report(`the bound le="${le}" of the bucket is not a number`);
    else if (!Number.isFinite(bound) && le !== '+Inf' && le !== '-Inf')
      report(`the bound le="${le}" must be written +Inf`);
  }
  if (type === 'summary' && suffix === '') {
    const text = sample.labels['quantile'];
    const quantile = text === undefined ? undefined : parseFloatText(text);
    if (text === undefined) report('a quantile of a summary needs a label "quantile"');
    else if (quantile === undefined || !(quantile >= 0 && quantile <= 1)) {
      report(`quantile="${text}" is not a number from 0 to 1`);
    }
  }
}

function lintValue({ value, valueColumn }: LintSample, suffix: string, type: MetricType, report: Report): void {
  if (type === 'stateset' && value !== 0 && value !== 1) report('a state of a stateset is either 0 or 1', valueColumn);
  if (type === 'info' && value !== 1) report('the value of an info is always 1', valueColumn);
  if (type === 'summary' && suffix === '' && value < 0)
    report('a quantile of a summary cannot be negative', valueColumn);
  if (NOT_NAN.has(suffix) && Number.isNaN(value)) report(`a sample that ends in ${suffix} cannot be NaN`, valueColumn);
  if (NOT_NEGATIVE.has(suffix) && value < 0) report(`a sample that ends in ${suffix} cannot be negative`, valueColumn);
  if (WHOLE.has(suffix) && type !== 'summary' && Number.isFinite(value) && !Number.isInteger(value)) {
    report(`a sample that ends in ${suffix} is a whole number`, valueColumn);
  }
}

function lintExemplar({ exemplar }: LintSample, suffix: string, type: MetricType, report: Report): void {
  if (exemplar === undefined) return;
  const allowed = suffix === '_total' || suffix === '_bucket';
  if (!allowed || (type !== 'counter' && type !== 'histogram' && type !== 'gaugehistogram')) {
    report('only counters (_total) and buckets of histograms have exemplars');
  }
  if (exemplar.codePoints > EXEMPLAR_CODE_POINTS) {
    report(`the labels of the exemplar have ${exemplar.codePoints} characters, more than ${EXEMPLAR_CODE_POINTS}`);
  }
}
