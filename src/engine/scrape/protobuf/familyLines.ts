import type { NativeHistogram } from '../../../model/nativeHistogram.ts';
import { nativeOf } from './nativeOf.ts';
import { type ProtoFamily, type ProtoMetric, TYPE } from './readMetricFamily.ts';

/** Lines of the text format, and where one stands for a native histogram, that histogram. */
export interface FamilyLine {
  readonly text: string;
  readonly histogram?: NativeHistogram;
}

const TYPE_NAMES: Readonly<Record<number, string>> = {
  [TYPE.counter]: 'counter',
  [TYPE.gauge]: 'gauge',
  [TYPE.summary]: 'summary',
  [TYPE.histogram]: 'histogram',
  // The text format has no word for histograms of what comes and goes.
};

/**
 * A family as the lines that the text format has for it, so that one path reads both. A histogram of both kinds gives its
 * classic series as well as the native histogram: golden signals and dashboards of today are made of those.
 */
export function* familyLines({ name, help, type, metrics }: ProtoFamily): Generator<FamilyLine> {
  const shown = isPlainName(name) ? name : quoted(name);
  if (help !== '') yield { text: `# HELP ${shown} ${help.replace(/\\/g, '\\\\').replace(/\n/g, '\\n')}\n` };
  yield { text: `# TYPE ${shown} ${TYPE_NAMES[type] ?? 'untyped'}\n` };
  for (const metric of metrics) yield* metricLines(name, type, metric);
}

function* metricLines(name: string, type: number, metric: ProtoMetric): Generator<FamilyLine> {
  const { summary, histogram } = metric;
  const line = (suffix: string, value: number, ...more: readonly [string, string][]): FamilyLine => ({
    text: sampleLine(name + suffix, [...metric.labels, ...more], value, metric.timestampMs),
  });
  if (histogram !== undefined) {
    const count = histogram.countFloat > 0 ? histogram.countFloat : histogram.count;
    const native = nativeOf(histogram, type === TYPE.gaugeHistogram);
    if (native !== undefined) yield { ...line('', count), histogram: native };
    if (native !== undefined && histogram.buckets.length === 0) return;
    for (const [bound, atMost] of histogram.buckets) yield line('_bucket', atMost, ['le', boundText(bound)]);
    if (histogram.buckets.at(-1)?.[0] !== Infinity) yield line('_bucket', count, ['le', '+Inf']);
    yield line('_sum', histogram.sum);
    yield line('_count', count);
  } else if (summary !== undefined) {
    for (const [quantile, value] of summary.quantiles) yield line('', value, ['quantile', boundText(quantile)]);
    yield line('_sum', summary.sum);
    yield line('_count', summary.count);
  } else yield line('', metric.value);
}

function sampleLine(
  name: string,
  labels: readonly (readonly [string, string])[],
  value: number,
  timestampMs: number | undefined,
): string {
  const pairs = labels.map(([label, text]) => `${isPlainLabel(label) ? label : quoted(label)}=${quoted(text)}`);
  const series = isPlainName(name)
    ? `${name}${pairs.length === 0 ? '' : `{${pairs.join(',')}}`}`
    : `{${[quoted(name), ...pairs].join(',')}}`;
  return `${series} ${numberText(value)}${timestampMs === undefined ? '' : ` ${timestampMs}`}\n`;
}

function numberText(value: number): string {
  return value === Infinity ? '+Inf' : value === -Infinity ? '-Inf' : String(value);
}

/** A value of `le` or `quantile`: always with a point, as a scrape of text writes it for histograms and summaries. */
function boundText(value: number): string {
  const text = numberText(value);
  return /^-?\d+$/.test(text) ? `${text}.0` : text;
}

function isPlainName(name: string): boolean {
  return /^[A-Za-z_:][\w:]*$/.test(name);
}

function isPlainLabel(name: string): boolean {
  return /^[A-Za-z_]\w*$/.test(name);
}

function quoted(text: string): string {
  return `"${text.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n')}"`;
}
