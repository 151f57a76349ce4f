import type { FoundEndpoint } from '../../protocol/discover.ts';

/** Where services of the usual frameworks have what can be watched, the likeliest first. */
export const KNOWN_PATHS: readonly (readonly [
  setting: Extract<FoundEndpoint['setting'], 'health' | 'metrics' | 'cacheStats'>,
  path: string,
])[] = [
  ['health', '/health'],
  ['health', '/healthz'],
  ['health', '/api/health'],
  ['health', '/actuator/health'],
  ['health', '/readyz'],
  ['health', '/livez'],
  ['health', '/health/ready'],
  ['health', '/health/live'],
  ['health', '/-/healthy'],
  ['health', '/ready'],
  ['health', '/status'],
  ['health', '/api/status'],
  ['metrics', '/metrics'],
  ['metrics', '/api/metrics'],
  ['metrics', '/actuator/prometheus'],
  ['cacheStats', '/api/cache/stats'],
  ['cacheStats', '/cache/stats'],
];
