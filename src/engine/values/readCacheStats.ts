import { t } from '../../base/l10n.ts';
import type { KeyNumber } from '../../model/probe.ts';
import { readStatusWord, type ReadStatus } from '../health/statusWord.ts';
import { cutMessage } from '../health/checkList.ts';
import { decodeBody } from '../health/decodeBody.ts';
import { isObject, textOf } from '../health/json.ts';
import { messageOf } from '../health/readChecks.ts';
import { parseJson } from '../health/parseJson.ts';
import { factsOfJson, factsOfText, type CacheFacts } from './cacheFacts.ts';
import type { MetricSample } from './metricSample.ts';

/** What a cache says of itself. `samples` bear one of the seven `cache_…` names; counters are as the cache counts them. */
export interface CacheStats {
  readonly status: ReadStatus;
  readonly reason: string;
  readonly samples: readonly MetricSample[];
  readonly keyNumbers: readonly KeyNumber[];
}

/**
 * Reads cache statistics: ClawNet's body and the same facts under the names of others (Redis INFO, node-cache, Caffeine,
 * memcached, OPcache, Varnish), flat or nested. The hit ratio is 0 to 1; where it is not given it is hits / (hits + misses), and
 * absent while nobody has asked the cache yet. Degraded where the cache says that it is off, that it failed or that it is not well; unknown
 * where no fact about a cache was found.
 */
export function readCacheStats(body: Uint8Array | string): CacheStats {
  const text = typeof body === 'string' ? body : (decodeBody(body, '') ?? '');
  const json = parseJson(text);
  const facts = typeof json === 'object' && json !== null ? factsOfJson(json) : factsOfText(text);
  const samples = samplesOf(facts);
  return { ...judge(facts, samples, json), samples, keyNumbers: keyNumbersOf(facts) };
}

function judge(
  facts: CacheFacts,
  samples: readonly MetricSample[],
  json: unknown,
): { readonly status: ReadStatus; readonly reason: string } {
  const message = isObject(json) ? (messageOf(json['error']) ?? textOf(json['message'])) : undefined;
  const because = message === undefined ? '' : `: ${cutMessage(message)}`;
  if (facts.success === false)
    return { status: 'degraded', reason: t('the cache statistics say success: false') + because };
  if (facts.enabled === false) return { status: 'degraded', reason: t('the cache is not enabled') };
  if (facts.connected === false) return { status: 'degraded', reason: t('the cache is not connected') + because };
  const word = isObject(json) ? (textOf(json['status']) ?? '') : '';
  const said = readStatusWord(word);
  if (said === 'down' || said === 'degraded')
    return { status: 'degraded', reason: t('the cache says "{0}"', word) + because };
  if (samples.some((sample) => sample.name !== 'cache_enabled')) return { status: 'up', reason: summary(facts) };
  if (facts.enabled === true) return { status: 'up', reason: t('the cache is enabled and gives no numbers') };
  return { status: 'unknown', reason: t('no cache statistics were found in the answer') + because };
}

function samplesOf(facts: CacheFacts): MetricSample[] {
  const samples: MetricSample[] = [];
  const add = (name: string, value: number | undefined, unit: MetricSample['unit']): void => {
    if (value !== undefined && Number.isFinite(value)) samples.push({ name, value, unit });
  };
  add('cache_hit_ratio', hitRatio(facts), 'ratio');
  add('cache_hits_total', facts.hits, 'none');
  add('cache_misses_total', facts.misses, 'none');
  add('cache_memory_bytes', facts.memoryBytes, 'bytes');
  add('cache_keys', facts.keys, 'none');
  add('cache_evictions_total', facts.evictions, 'none');
  add('cache_enabled', facts.enabled === undefined ? undefined : Number(facts.enabled), 'boolean');
  return samples;
}

function keyNumbersOf(facts: CacheFacts): KeyNumber[] {
  const numbers: KeyNumber[] = [];
  const ratio = hitRatio(facts);
  if (ratio !== undefined) numbers.push({ name: t('hit ratio'), value: ratio, unit: 'ratio' });
  if (facts.keys !== undefined) numbers.push({ name: t('keys'), value: facts.keys, unit: 'none' });
  if (facts.memoryBytes !== undefined) numbers.push({ name: t('memory'), value: facts.memoryBytes, unit: 'bytes' });
  return numbers;
}

function hitRatio({ hitRatio, hits, misses }: CacheFacts): number | undefined {
  // `"hitRate": "0%"` of a cache that nobody has asked yet is no ratio.
  if (hits === 0 && misses === 0) return undefined;
  if (hitRatio !== undefined) return hitRatio;
  return hits === undefined || misses === undefined ? undefined : hits / (hits + misses);
}

function summary(facts: CacheFacts): string {
  const ratio = hitRatio(facts);
  const parts = [
    ratio === undefined ? '' : t('hit ratio {0}', `${Math.round(ratio * 1000) / 10} %`),
    facts.keys === undefined ? '' : t('{0} keys', facts.keys),
  ].filter((part) => part !== '');
  return parts.length === 0 ? t('the cache gives its statistics') : t('the cache answers: {0}', parts.join(', '));
}
