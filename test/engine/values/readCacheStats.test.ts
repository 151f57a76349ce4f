import assert from 'node:assert/strict';
import { readCacheStats } from '../../../src/engine/values/readCacheStats.ts';

interface Expected {
  readonly status: string;
  readonly because?: RegExp;
  readonly samples: Readonly<Record<string, number>>;
}

function check(body: unknown, expected: Expected): void {
  const stats = readCacheStats(typeof body === 'string' ? body : JSON.stringify(body));
  const samples = Object.fromEntries(stats.samples.map(({ name, value }) => [name, Math.round(value * 1e6) / 1e6]));
  assert.deepEqual(samples, expected.samples);
  assert.equal(stats.status, expected.status, stats.reason);
  if (expected.because !== undefined) assert.match(stats.reason, expected.because);
}

const CASES: readonly (readonly [name: string, body: unknown, expected: Expected])[] = [
  [
    'ClawNet',
    '{"success":true,"stats":{"keys":1523,"memory":"45.2M","hits":12847,"misses":3421,"hitRate":"78.95%","enabled":true}}',
    {
      status: 'up',
      because: /hit ratio 79 %, 1523 keys/,
      samples: {
        cache_hit_ratio: 0.7895,
        cache_hits_total: 12_847,
        cache_misses_total: 3421,
        cache_memory_bytes: 47_395_635.2,
        cache_keys: 1523,
        cache_enabled: 1,
      },
    },
  ],
  [
    'a status that is not well beside numbers',
    { status: 'error', message: 'no connection', keys: 3 },
    { status: 'degraded', because: /^the cache says "error": no connection$/, samples: { cache_keys: 3 } },
  ],
  [
    'ClawNet: off',
    { success: true, stats: { keys: 0, hits: 0, misses: 0, hitRate: '0%', enabled: false } },
    {
      status: 'degraded',
      because: /not enabled/,
      samples: { cache_hits_total: 0, cache_misses_total: 0, cache_keys: 0, cache_enabled: 0 },
    },
  ],
  ['failed', { success: false, error: 'Redis is gone' }, { status: 'degraded', because: /Redis is gone/, samples: {} }],
  [
    'the ratio from hits and misses',
    { hits: 3, misses: 1 },
    { status: 'up', samples: { cache_hit_ratio: 0.75, cache_hits_total: 3, cache_misses_total: 1 } },
  ],
  [
    'nobody has asked yet',
    { hits: 0, misses: 0, keys: 2 },
    { status: 'up', samples: { cache_hits_total: 0, cache_misses_total: 0, cache_keys: 2 } },
  ],
  [
    'a ratio 0 to 1',
    { hit_ratio: 0.61, entries: 5 },
    { status: 'up', samples: { cache_hit_ratio: 0.61, cache_keys: 5 } },
  ],
  [
    'a ratio 0 to 100',
    { hitRatio: 61, evicted: 2 },
    { status: 'up', samples: { cache_hit_ratio: 0.61, cache_evictions_total: 2 } },
  ],
  ['a percentage below one', { hitRatePercent: 0.5 }, { status: 'up', samples: { cache_hit_ratio: 0.005 } }],
  [
    'nested',
    { data: { cache: { hit_rate: '61.5', used_memory: 1024, items: 4 } } },
    { status: 'up', samples: { cache_hit_ratio: 0.615, cache_memory_bytes: 1024, cache_keys: 4 } },
  ],
  [
    'node-cache',
    { keys: 2, hits: 9, misses: 1, ksize: 20, vsize: 80 },
    {
      status: 'up',
      samples: {
        cache_hit_ratio: 0.9,
        cache_hits_total: 9,
        cache_misses_total: 1,
        cache_memory_bytes: 100,
        cache_keys: 2,
      },
    },
  ],
  [
    'Caffeine',
    { hitCount: 1, missCount: 3, evictionCount: 5, estimatedSize: 7 },
    {
      status: 'up',
      samples: {
        cache_hit_ratio: 0.25,
        cache_hits_total: 1,
        cache_misses_total: 3,
        cache_keys: 7,
        cache_evictions_total: 5,
      },
    },
  ],
  [
    'a size of entries',
    { size: 10, hits: 1, misses: 1 },
    { status: 'up', samples: { cache_hit_ratio: 0.5, cache_hits_total: 1, cache_misses_total: 1, cache_keys: 10 } },
  ],
  [
    'a size of bytes',
    { size: '10MB', keys: 3 },
    { status: 'up', samples: { cache_memory_bytes: 10 * 1024 * 1024, cache_keys: 3 } },
  ],
  [
    'keys as a list',
    { keys: ['a', 'b'], hits: 1, misses: 0 },
    { status: 'up', samples: { cache_hit_ratio: 1, cache_hits_total: 1, cache_misses_total: 0, cache_keys: 2 } },
  ],
  [
    'Redis INFO',
    '# Memory\r\nused_memory:1048576\r\nused_memory_human:1.00M\r\n# Stats\r\nevicted_keys:4\r\nkeyspace_hits:80\r\nkeyspace_misses:20\r\n# Keyspace\r\ndb0:keys=12,expires=1,avg_ttl=0\r\ndb1:keys=3,expires=0\r\n',
    {
      status: 'up',
      samples: {
        cache_hit_ratio: 0.8,
        cache_hits_total: 80,
        cache_misses_total: 20,
        cache_memory_bytes: 1_048_576,
        cache_keys: 15,
        cache_evictions_total: 4,
      },
    },
  ],
  [
    'memcached',
    'STAT get_hits 6\r\nSTAT get_misses 2\r\nSTAT curr_items 3\r\nSTAT bytes 500\r\nSTAT evictions 1\r\nEND\r\n',
    {
      status: 'up',
      samples: {
        cache_hit_ratio: 0.75,
        cache_hits_total: 6,
        cache_misses_total: 2,
        cache_memory_bytes: 500,
        cache_keys: 3,
        cache_evictions_total: 1,
      },
    },
  ],
  [
    'Varnish',
    {
      'MAIN.cache_hit': { value: 4 },
      'MAIN.cache_miss': { value: 1 },
      'MAIN.n_object': { value: 9 },
      'MAIN.n_lru_nuked': { value: 2 },
    },
    {
      status: 'up',
      samples: {
        cache_hit_ratio: 0.8,
        cache_hits_total: 4,
        cache_misses_total: 1,
        cache_keys: 9,
        cache_evictions_total: 2,
      },
    },
  ],
  [
    'OPcache',
    {
      opcache_enabled: true,
      memory_usage: { used_memory: 2048 },
      opcache_statistics: { num_cached_keys: 5, hits: 99, misses: 1, opcache_hit_rate: 99 },
    },
    {
      status: 'up',
      samples: {
        cache_hit_ratio: 0.99,
        cache_hits_total: 99,
        cache_misses_total: 1,
        cache_memory_bytes: 2048,
        cache_keys: 5,
        cache_enabled: 1,
      },
    },
  ],
  [
    'not connected',
    { connected: false, keys: 0 },
    { status: 'degraded', because: /not connected/, samples: { cache_keys: 0 } },
  ],
  [
    'an error',
    { error: 'Failed to fetch cache stats' },
    { status: 'unknown', because: /Failed to fetch cache stats/, samples: {} },
  ],
  ['other JSON', { foo: 1, hits: 'many' }, { status: 'unknown', samples: {} }],
  ['a page', '<html><body>Sign in</body></html>', { status: 'unknown', samples: {} }],
  ['nothing', '', { status: 'unknown', samples: {} }],
];

describe('readCacheStats', () => {
  for (const [name, body, expected] of CASES) it(name, () => check(body, expected));

  it('gives key numbers with their units', () => {
    const { keyNumbers } = readCacheStats(Buffer.from('{"keys":1523,"memory":"45.2M","hitRate":"78.95%"}'));
    assert.deepEqual(keyNumbers, [
      { name: 'hit ratio', value: 0.7895, unit: 'ratio' },
      { name: 'keys', value: 1523, unit: 'none' },
      { name: 'memory', value: 45.2 * 1024 * 1024, unit: 'bytes' },
    ]);
  });
});
