import assert from 'node:assert/strict';
import { readJsonMetrics } from '../../../src/engine/values/readJsonMetrics.ts';

/** `name{label="value"} value unit` of each sample, in order. */
function print(body: unknown): string[] {
  const { samples } = readJsonMetrics(typeof body === 'string' ? body : JSON.stringify(body));
  return samples.map(({ name, labels, value, unit }) => {
    const pairs = Object.entries(labels ?? {}).map(([key, text]) => `${key}="${text}"`);
    return `${name}${pairs.length === 0 ? '' : `{${pairs.join(',')}}`} ${value} ${unit}`;
  });
}

function check(body: unknown, expected: readonly string[]): void {
  assert.deepEqual(print(body), expected);
}

describe('readJsonMetrics', () => {
  it("reads ClawNet's admin metrics", () => {
    check(
      {
        timestamp: '2026-01-01T00:00:00.000Z',
        uptime: 3600.5,
        process: {
          pid: 42,
          memoryUsage: {
            rss: 120_000_000,
            heapTotal: 60_000_000,
            heapUsed: 45_000_000,
            external: 12_345,
            arrayBuffers: 10_515,
          },
          cpuUsage: { user: 1_500_000, system: 250_000 },
        },
        database: { users: 10, posts: 20, bots: 3 },
        cache: { keys: 1523, memory: '45.2M', hits: 12_847, misses: 3421, hitRate: '78.95%', enabled: true },
      },
      [
        'uptime_seconds 3600.5 seconds',
        'process_pid 42 none',
        'process_memory_usage_rss_bytes 120000000 bytes',
        'process_memory_usage_heap_total_bytes 60000000 bytes',
        'process_memory_usage_heap_used_bytes 45000000 bytes',
        'process_memory_usage_external_bytes 12345 bytes',
        'process_memory_usage_array_buffers_bytes 10515 bytes',
        'process_cpu_usage_user_seconds 1.5 seconds',
        'process_cpu_usage_system_seconds 0.25 seconds',
        'database_users 10 none',
        'database_posts 20 none',
        'database_bots 3 none',
        'cache_keys 1523 none',
        `cache_memory_bytes ${45.2 * 1024 * 1024} bytes`,
        'cache_hits 12847 none',
        'cache_misses 3421 none',
        'cache_hit_rate_ratio 0.7895 ratio',
        'cache_enabled 1 boolean',
      ],
    );
  });

  const cases: readonly (readonly [name: string, body: unknown, expected: readonly string[]])[] = [
    [
      'memory in megabytes stays a plain number',
      { memory: { used: 45.12, total: 60.5 } },
      ['memory_used 45.12 none', 'memory_total 60.5 none'],
    ],
    ['memory as texts', { memory: { heapUsed: '45MB' } }, ['memory_heap_used_bytes 47185920 bytes']],
    [
      'units in keys',
      { response_time_ms: 12, heapBytes: 5, cpuPercent: 85, latencySeconds: 0.5, sizeKb: 2 },
      [
        'response_time_seconds 0.012 seconds',
        'heap_bytes 5 bytes',
        'cpu_ratio 0.85 ratio',
        'latency_seconds 0.5 seconds',
        'size_bytes 2048 bytes',
      ],
    ],
    [
      'a unit twice, in key and text',
      { latencyMs: '12ms', memory_mb: '45MB' },
      ['latency_seconds 0.012 seconds', 'memory_bytes 47185920 bytes'],
    ],
    ['a unit before total', { cpu_ms_total: 5, bytes_total: 7 }, ['cpu_ms_total 5 none', 'bytes_total 7 none']],
    [
      'a percentage beside bytes',
      { memory: { used: 104_857_600, percent: 45.5 } },
      ['memory_used_bytes 104857600 bytes', 'memory_ratio 0.455 ratio'],
    ],
    [
      'ratios by key',
      { cache: { hitRate: 0.79, hit_ratio: 0.8 }, requestRate: 12 },
      ['cache_hit_rate_ratio 0.79 ratio', 'cache_hit_ratio 0.8 ratio', 'request_rate 12 none'],
    ],
    [
      'texts as numbers',
      { a: '1,234', b: '12k', c: 'text', version: '18', nodeVersion: '20.1' },
      ['a 1234 none', 'b 12000 none'],
    ],
    [
      'moments and identities',
      {
        startedAt: 1_760_000_000_000,
        time: 1_760_000_000,
        userId: 7,
        lastSeen: '2026-01-01T00:00:00Z',
        uptime: '1h2m',
      },
      ['uptime_seconds 3720 seconds'],
    ],
    [
      'arrays by index',
      { cores: [{ load: 1 }, { load: 2 }], m: [[1, 2]] },
      [
        'cores_load{index="0"} 1 none',
        'cores_load{index="1"} 2 none',
        'm{index="0",index_2="0"} 1 none',
        'm{index="0",index_2="1"} 2 none',
      ],
    ],
    ['names that collide', { a: { b: 1 }, a_b: 2, 'a-b': 3 }, ['a_b 1 none', 'a_b_2 2 none', 'a_b_3 3 none']],
    ['what is not finite, and null', '{"a":NaN,"b":-Infinity,"c":null,"d":1}', ['d 1 none']],
    [
      'odd keys',
      { '/api/users': { 'p95 (ms)': 3 }, '5xx': 2, über: 1, __proto__x: 4 },
      ['api_users_p95_seconds 0.003 seconds', '_5xx 2 none', 'ber 1 none', 'proto_x 4 none'],
    ],
    ['a prototype as key', '{"__proto__":{"x":1},"constructor":2}', ['proto_x 1 none', 'constructor 2 none']],
    [
      'abbreviations in keys',
      { HTTPRequests: 1, p99LatencyMS: 5, gcPauseNs: 1000 },
      ['http_requests 1 none', 'p99_latency_seconds 0.005 seconds', 'gc_pause_seconds 0.000001 seconds'],
    ],
    ['an array at the root', [1, 2], ['value{index="0"} 1 none', 'value{index="1"} 2 none']],
    ['booleans', { ok: true, redis: { connected: false } }, ['ok 1 boolean', 'redis_connected 0 boolean']],
  ];
  for (const [name, body, expected] of cases) it(name, () => check(body, expected));

  it('says why there is nothing', () => {
    for (const body of ['<html></html>', '', '42', '"x"', 'nope', '{"a":']) {
      const { samples, problem } = readJsonMetrics(body);
      assert.equal(samples.length, 0);
      assert.equal(problem?.code, 'metrics.notJson');
    }
    assert.equal(readJsonMetrics(new Uint8Array([0, 1, 2])).problem?.code, 'metrics.notJson');
    assert.equal(readJsonMetrics('{"message":"x"}').problem, undefined);
  });

  it('takes an error for an error, not for numbers', () => {
    for (const body of [
      '{"success":false,"error":"not logged in"}',
      '{"statusCode":404,"message":"Cannot GET /metrics"}',
      '{"status":503}',
      '{"code":401,"message":"no"}',
      '{"error":"database gone","uptime":5}',
    ]) {
      const { samples, problem } = readJsonMetrics(body);
      assert.deepEqual([samples.length, problem?.code], [0, 'metrics.error'], body);
    }
    for (const body of [
      '{"errors":5}',
      '{"error":{"rate":0.1}}',
      '{"success":true,"code":404}',
      '{"error":"","requests":7}',
    ])
      assert.ok(readJsonMetrics(body).samples.length > 0, body);
  });

  it('is bounded in number and depth', () => {
    const wide = readJsonMetrics(
      JSON.stringify(Object.fromEntries(Array.from({ length: 12_000 }, (_, i) => [`k${i}`, i]))),
    );
    assert.equal(wide.samples.length, 10_000);
    assert.match(wide.problem?.message ?? '', /2000 left out/);
    const deep = readJsonMetrics(`${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`);
    assert.deepEqual([deep.samples.length, deep.problem?.code], [0, 'metrics.tooMany']);
    const long = readJsonMetrics(JSON.stringify({ a: Array.from({ length: 150_000 }, () => 1) }));
    assert.equal(long.samples.length, 100);
  });
});
