import type { MetricType } from '../../model/series.ts';

/**
 * The names of the families that a sample named `sampleName` may be of, the likeliest first: `x_bucket` is of `x_bucket`
 * (if that is declared) or of `x`.
 */
export function familyCandidates(sampleName: string): readonly string[] {
  const at = sampleName.lastIndexOf('_');
  const suffix = sampleName.slice(at);
  return at > 0 && SUFFIXES.has(suffix) ? [sampleName, sampleName.slice(0, at)] : [sampleName];
}

const SUFFIXES = new Set(['_total', '_created', '_bucket', '_count', '_sum', '_gcount', '_gsum', '_info']);

/** Why OpenMetrics allows no exemplar on a sample while the family `familyName` of `type` is being exposed; undefined where it does. */
export function exemplarRefusal(sampleName: string, familyName: string, type: MetricType): string | undefined {
  if (!sampleName.startsWith(familyName)) return undefined;
  const suffix = sampleName.slice(familyName.length);
  switch (type) {
    case 'gauge':
    case 'stateset':
      return suffix === '' ? `a ${type} has no exemplars` : undefined;
    case 'info':
      return suffix === '' || suffix === '_info' ? 'an info has no exemplars' : undefined;
    case 'histogram':
    case 'gaugehistogram':
      if (suffix === '_sum' || suffix === '_gsum') return `the sum of a ${type} has no exemplars`;
      return suffix === '_created' ? 'a creation time has no exemplars' : undefined;
    case 'counter':
    case 'summary':
      return suffix === '_created' ? 'a creation time has no exemplars' : undefined;
    case 'unknown':
      return undefined;
  }
}
