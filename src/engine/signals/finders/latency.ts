import { type FoundSignal, rate, select, type SignalFinder } from '../finder.ts';
import type { JobFamily } from '../jobMetrics.ts';
import { latencyFamily } from '../requestFamily.ts';

const QUANTILES = [
  ['p50', '0.5'],
  ['p95', '0.95'],
  ['p99', '0.99'],
] as const;

/** Latency at p50, p95 and p99: of a histogram, native or by its buckets, or a summary's quantiles; the average where there are neither. */
export const latency: SignalFinder = (metrics) => {
  const family = latencyFamily(metrics);
  if (family === undefined) return [];
  const { name, buckets, native, quantiles } = family;
  const scale = isMilliseconds(family) ? ' / 1000' : '';
  const signal = (title: string, query: string, key: boolean): FoundSignal => ({
    name: title,
    group: 'latency',
    unit: 'seconds',
    query: `${query}${scale}`,
    ...(key && { key }),
  });
  if (buckets || native) {
    const all = native ? `sum(${rate(metrics, name)})` : `sum by (le) (${rate(metrics, `${name}_bucket`)})`;
    return QUANTILES.map(([title, quantile]) =>
      signal(title, `histogram_quantile(${quantile}, ${all})`, title === 'p95'),
    );
  }
  const found = QUANTILES.flatMap(([title, quantile]) => {
    const written = [...quantiles].find((value) => Number(value) === Number(quantile));
    // Quantiles of several summaries cannot be joined: the worst of them is a bound.
    return written === undefined
      ? []
      : [signal(title, `max(${select(metrics, name, `quantile=${JSON.stringify(written)}`)})`, title === 'p95')];
  });
  if (found.length > 0) return found;
  const average = `sum(${rate(metrics, `${name}_sum`)}) / sum(${rate(metrics, `${name}_count`)})`;
  return [signal('latency average', average, true)];
};

/** Only base units are known by name; what is said in milliseconds is brought to seconds. */
function isMilliseconds({ name, help, declaredUnit }: JobFamily): boolean {
  if (declaredUnit === 'seconds' || name.endsWith('_seconds')) return false;
  return /(?:^|_)(?:ms|milliseconds|millis)$/.test(name) || /\bmilli(?:second)?s\b|\(ms\)|\bin ms\b/i.test(help);
}
