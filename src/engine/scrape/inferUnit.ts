import type { Unit } from '../../base/unit.ts';
import type { MetricMetadata } from '../../model/series.ts';

/** Endings that say the unit, the longer before those that they end in. Sources: Prometheus's and OpenMetrics' naming rules. */
const ENDINGS: readonly (readonly [ending: string, unit: Unit])[] = [
  ['bytes_per_second', 'bytesPerSecond'],
  ['per_second', 'perSecond'],
  ['timestamp_seconds', 'timestamp'],
  ['start_time_seconds', 'timestamp'],
  ['boot_time_seconds', 'timestamp'],
  ['timestamp', 'timestamp'],
  // blackbox_exporter names it without its unit.
  ['ssl_earliest_cert_expiry', 'timestamp'],
  ['seconds', 'seconds'],
  ['bytes', 'bytes'],
  ['ratio', 'ratio'],
  ['celsius', 'celsius'],
  ['success', 'boolean'],
  ['up', 'boolean'],
];

const WORDS: Readonly<Record<string, Unit>> = {
  seconds: 'seconds',
  bytes: 'bytes',
  ratio: 'ratio',
  ratios: 'ratio',
  celsius: 'celsius',
};

/**
 * What the samples of the series `metricName` are in, by its metadata and its name: `x_bytes_total` and `x_bytes` are
 * bytes, `x_seconds_sum` seconds, `x_seconds_count` a plain number. Only base units are known: `_milliseconds` and
 * `_percent` are plain numbers. A counter's unit is that of the counter itself; its rate is the reader's affair.
 */
export function inferUnit(metricName: string, metadata?: MetricMetadata): Unit {
  const type = metadata?.type ?? 'unknown';
  if (type === 'info') return 'none';
  if (type === 'stateset') return 'boolean';
  if (/_(count|bucket|gcount)$/.test(metricName) && type !== 'gauge' && type !== 'counter') return 'none';
  if (metricName.endsWith('_created') && type !== 'gauge') return 'timestamp';
  const base = metricName.replace(/_(total|sum|gsum)$/, '');
  const declared = WORDS[metadata?.unit ?? ''];
  for (const [ending, unit] of ENDINGS) {
    if (base !== ending && !base.endsWith(`_${ending}`)) continue;
    // The declared unit does not tell a duration from a time of day; the name does.
    return declared === undefined || (declared === 'seconds' && unit === 'timestamp') ? unit : declared;
  }
  return declared ?? 'none';
}
