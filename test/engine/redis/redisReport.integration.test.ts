// Each finding on a real Redis: seen where the test made the situation, and not seen where it did not.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { Redis as Client } from 'ioredis';
import { systemClock } from '../../../src/base/clock.ts';
import type { Result } from '../../../src/base/result.ts';
import type { Finding, Report } from '../../../src/model/report.ts';
import { parseRedisUri } from '../../../src/engine/connections/redisUri.ts';
import { LIST_BUDGET, listKeys } from '../../../src/engine/redis/listKeys.ts';
import { server } from '../../../src/engine/redis/diagnostics/server.ts';
import { REDIS_DIAGNOSTICS } from '../../../src/engine/redis/registry.ts';
import { type RedisReportOptions, reportRedis, SCAN_BUDGET } from '../../../src/engine/redis/reportRedis.ts';
import { need } from '../../support/provision/need.ts';
import { type Redis, startRedis } from '../../support/provision/redis.ts';
import { waitFor } from '../../support/provision/waitFor.ts';

function tryReport(
  uri: string,
  options: Partial<RedisReportOptions> = {},
  signal = new AbortController().signal,
): Promise<Result<Report, string>> {
  const address = parseRedisUri(uri);
  assert.ok(address.ok);
  const trust = (): never => assert.fail('no TLS here');
  const standard = { clock: systemClock, target: 'test', trust, connectTimeoutMs: 5_000, scan: SCAN_BUDGET };
  return reportRedis(address.value, { ...standard, ...options }, signal);
}

async function report(uri: string, options: Partial<RedisReportOptions> = {}): Promise<Report> {
  const result = await tryReport(uri, options);
  assert.ok(result.ok, result.ok ? '' : result.error);
  return result.value;
}

function finding(from: Report, id: string): Finding {
  const found = from.findings.find((one) => one.id === id);
  assert.ok(found, `no finding ${id}`);
  return found;
}

describe('the report of a Redis', function () {
  const password = 'kept;"to" itself';
  let redis: Redis;
  let client: Client;
  let clean: Report;
  /** Clients beside, of a situation. */
  let others: Client[] = [];
  before(async function () {
    await need(this, 'redis');
    redis = await startRedis({ password });
    client = new Client(redis.uri);
    clean = await report(redis.uri);
  });
  after(async () => {
    client?.disconnect();
    await redis?.stop();
  });
  beforeEach(async () => {
    await client.flushall();
    await client.config('RESETSTAT');
    await client.config('SET', 'maxmemory', '0', 'maxmemory-policy', 'noeviction');
  });

  /** Seen after `make`, and of another severity before. */
  const situations: readonly {
    readonly id: string;
    readonly severity: string;
    readonly object?: string;
    readonly make: () => Promise<unknown>;
  }[] = [
    {
      id: 'evictions',
      severity: 'warning',
      async make() {
        await client.config('SET', 'maxmemory', '3mb', 'maxmemory-policy', 'allkeys-lru');
        for (let i = 0; i < 500; i++) await client.set(`cache:${i}`, 'x'.repeat(10_000));
      },
    },
    {
      id: 'memory',
      severity: 'critical',
      async make() {
        const used = Number(/used_memory:(\d+)/.exec(await client.info('memory'))?.[1]);
        await client.config('SET', 'maxmemory', String(used));
      },
    },
    {
      id: 'hit-ratio',
      severity: 'warning',
      async make() {
        await client.set('there', '1');
        for (let i = 0; i < 30; i++) await client.get('there');
        for (let i = 0; i < 70; i++) await client.get('missing');
      },
    },
    { id: 'commands', severity: 'warning', object: 'KEYS', make: () => client.keys('*') },
    {
      id: 'errors',
      severity: 'warning',
      object: 'OOM',
      async make() {
        await client.config('SET', 'maxmemory', '1', 'maxmemory-policy', 'noeviction');
        await assert.rejects(client.set('a', '1'), /OOM/);
      },
    },
    {
      id: 'slowlog',
      severity: 'warning',
      make: () =>
        client.call('DEBUG', 'SLEEP', '0.15').catch(() => client.eval('local i = 0 while i < 3e7 do i = i + 1 end', 0)),
    },
    {
      id: 'latency',
      severity: 'warning',
      async make() {
        await client.config('SET', 'latency-monitor-threshold', '50');
        await client.eval('local i = 0 while i < 3e7 do i = i + 1 end', 0);
      },
    },
    {
      id: 'big-keys',
      severity: 'warning',
      object: 'sessions:big',
      make: () => client.set('sessions:big', Buffer.alloc(11 * 1024 * 1024)),
    },
    {
      id: 'keys-without-ttl',
      severity: 'warning',
      object: 'cache',
      async make() {
        await client.config('SET', 'maxmemory', '1gb', 'maxmemory-policy', 'allkeys-lru');
        await client.mset('cache:1', 'a', 'cache:2', 'b');
        await client.set('other:1', 'c', 'EX', 100);
      },
    },
    {
      id: 'configuration',
      severity: 'warning',
      object: 'maxmemory-policy',
      async make() {
        await client.config('SET', 'maxmemory', '1gb', 'maxmemory-policy', 'volatile-lru');
        await client.set('a', '1');
      },
    },
    {
      id: 'clients',
      severity: 'critical',
      async make() {
        await client.config('SET', 'maxclients', '10');
        others = Array.from({ length: 8 }, () => new Client(redis.uri, { retryStrategy: null }));
        await Promise.all(others.map((other) => other.ping()));
      },
    },
    {
      id: 'fragmentation',
      severity: 'warning',
      async make() {
        await client.config('SET', 'jemalloc-bg-thread', 'no');
        // Of each page of memory one value stays.
        await client.eval("for i = 1, 400000 do redis.call('SET', 'f:' .. i, string.rep('x', 480)) end", 0);
        await client.eval("for i = 1, 400000 do if i % 8 > 0 then redis.call('DEL', 'f:' .. i) end end", 0);
        // The server measures its resident memory now and then.
        await waitFor('fragmentation', async () => {
          const [, ratio] = /mem_fragmentation_ratio:([\d.]+)/.exec(await client.info('memory')) ?? [];
          return Number(ratio) > 1.5;
        });
      },
    },
    {
      id: 'replication',
      severity: 'critical',
      object: '127.0.0.1:1',
      make: () => client.replicaof('127.0.0.1', '1'),
    },
  ];
  for (const { id, severity, object, make } of situations) {
    it(`sees ${id}, and does not see it where it is not`, async () => {
      await make();
      try {
        const seen = finding(await report(redis.uri), id);
        assert.equal(seen.severity, severity, JSON.stringify(seen));
        if (object !== undefined) assert.equal(seen.object, object);
        assert.ok(['ok', 'info'].includes(finding(clean, id).severity), JSON.stringify(finding(clean, id)));
      } finally {
        await client.replicaof('NO', 'ONE');
        for (const other of others) other.disconnect();
        others = [];
        await client.config('SET', 'maxclients', '10000');
      }
    });
  }

  it('sees a snapshot that could not be written', async () => {
    await client.set('a', '1');
    const dir = String((await client.config('GET', 'dir'))[1]);
    // A folder by the name of the file: even root cannot write it.
    spawnSync('mkdir', [`${dir}/dump.rdb`]);
    await client.call('BGSAVE');
    await waitFor('a save that failed', async () =>
      (await client.info('persistence')).includes('rdb_last_bgsave_status:err'),
    );
    assert.equal(finding(await report(redis.uri), 'persistence').severity, 'critical');
    assert.equal(finding(clean, 'persistence').severity, 'info');
    spawnSync('rmdir', [`${dir}/dump.rdb`]);
    await client.call('BGSAVE');
    await waitFor('a save', async () => (await client.info('persistence')).includes('rdb_last_bgsave_status:ok'));
  });

  it('tells what the memory goes to, by the part of the keys before the colon', async () => {
    assert.match(finding(await report(redis.uri), 'key-prefixes').title, /there is no key/);
    for (let i = 0; i < 20; i++) await client.set(`cache:${i}`, 'x'.repeat(5_000));
    await client.set('user:1', 'x');
    await client.set('alone', 'x');
    const { object, value, table } = finding(await report(redis.uri), 'key-prefixes');
    assert.equal(object, 'cache');
    assert.ok((value ?? 0) > 0.95 && (value ?? 0) < 1, String(value));
    assert.deepEqual(table?.rows.map(([prefix, keys]) => [prefix, keys]).sort(), [
      ['(no prefix)', 1],
      ['cache', 20],
      ['user', 1],
    ]);
  });

  it('tells what runs there, and of a version that gets no corrections any more', async () => {
    const version = /redis_version:(\S+)/.exec(await client.info('server'))?.[1] ?? '';
    const { severity, title } = finding(clean, 'server');
    assert.equal(severity, 'ok');
    assert.equal(title, `Redis ${version}, standalone`);
    const judge = (info: Readonly<Record<string, string>>) =>
      server.judge(
        {
          info: new Map(Object.entries(info)),
          config: undefined,
          slow: undefined,
          latency: undefined,
          cluster: undefined,
        },
        undefined,
      );
    assert.equal(judge({ redis_version: '5.0.14' })?.severity, 'warning');
    assert.equal(judge({ redis_version: '6.0.16' })?.severity, 'ok');
    // Valkey says 7.2.4 of itself as a Redis, and counts anew.
    assert.equal(judge({ redis_version: '7.2.4', valkey_version: '8.0.1' })?.title, 'Valkey 8.0.1, standalone');
  });

  it('has every finding on one page, and its numbers are those of redis-cli', async () => {
    await client.mset('a:1', 'x', 'a:2', 'y');
    await client.set('b:1', 'z', 'EX', 1_000);
    for (let i = 0; i < 3; i++) await client.get('a:1');
    await client.get('none');
    const { stdout } = spawnSync('redis-cli', ['-p', String(redis.port), 'INFO', 'everything'], {
      encoding: 'utf8',
      env: { ...process.env, REDISCLI_AUTH: password },
    });
    const seen = await report(redis.uri);
    assert.deepEqual(seen.unread, []);
    // What it is no node of is told by none.
    const expected = REDIS_DIAGNOSTICS.map(({ id }) => id).filter((id) => id !== 'cluster');
    assert.deepEqual(seen.findings.map(({ id }) => id).sort(), expected.sort());
    const theirs = (field: string): number => Number(new RegExp(`^${field}:([^,\\r]*)`, 'm').exec(stdout)?.[1]);
    const ours = (id: string, name: string): number | undefined =>
      finding(seen, id).numbers.find((number) => number.name === name)?.value;
    assert.equal(ours('hit-ratio', 'hits'), theirs('keyspace_hits'));
    assert.equal(ours('hit-ratio', 'misses'), theirs('keyspace_misses'));
    assert.equal(finding(seen, 'hit-ratio').value, 3 / 4);
    assert.equal(ours('clients', 'limit'), theirs('maxclients'));
    assert.equal(ours('memory', "the machine's"), theirs('total_system_memory'));
    assert.equal(finding(seen, 'keyspace').value, 1 / 3);
    assert.deepEqual(finding(seen, 'keyspace').table?.rows[0]?.slice(0, 3), ['0', 3, 1]);
    const usage = spawnSync('redis-cli', ['-p', String(redis.port), 'MEMORY', 'USAGE', 'b:1'], {
      encoding: 'utf8',
      env: { ...process.env, REDISCLI_AUTH: password },
    });
    const row = finding(seen, 'big-keys').table?.rows.find(([key]) => key === 'b:1');
    assert.deepEqual(row, ['b:1', 'string', Number(usage.stdout), 'yes']);
  });

  it('reads only, and never asks for all keys at once', async () => {
    await client.mset('a:1', 'x', 'a:2', 'y');
    const dirty = async () => /rdb_changes_since_last_save:(\d+)/.exec(await client.info('persistence'))?.[1];
    const before = await dirty();
    await client.config('RESETSTAT');
    await report(redis.uri);
    const used = [...(await client.info('commandstats')).matchAll(/cmdstat_([^:]+):/g)].map(([, name]) => name!);
    const allowed = new Set([
      'auth',
      'config|get',
      'config|resetstat',
      'dbsize',
      'info',
      'latency|latest',
      'memory|usage',
      'pttl',
      'scan',
      'slowlog|get',
      'type',
    ]);
    assert.deepEqual(
      used.filter((name) => !allowed.has(name)),
      [],
    );
    assert.ok(used.includes('scan') && used.includes('memory|usage'));
    assert.equal(await dirty(), before);
  });

  it('shows neither the password nor the values of slow commands', async () => {
    await client.config('SET', 'slowlog-log-slower-than', '0');
    await client.set('user:1', 'value-of-a-secret');
    await client.config('SET', 'slowlog-log-slower-than', '10000');
    const text = JSON.stringify(await report(redis.uri));
    assert.match(text, /SET user:1 … \(1 more\)/);
    assert.ok(!text.includes('value-of-a-secret') && !text.includes('kept;'));
  });

  it('takes keys for bytes, whatever they hold', async () => {
    const key = Buffer.from([0xff, 0xfe, 0x22, 0x0a]);
    await client.set(key, 'x'.repeat(1_000_000));
    const { table } = finding(await report(redis.uri), 'big-keys');
    assert.ok(Number(table?.rows[0]?.[2]) > 1_000_000);
  });

  it('stops at its budget, says how much it saw, and can be cancelled', async function () {
    await client.eval("for i = 1, 100000 do redis.call('SET', 'k:' .. i, i) end", 0);
    const some = await report(redis.uri, { scan: { keys: 5_000, timeMs: 60_000 } });
    const numbers = new Map(finding(some, 'big-keys').numbers.map(({ name, value }) => [name, value]));
    const seen = numbers.get('keys looked at') ?? 0;
    assert.ok(seen >= 5_000 && seen < 6_000, String(seen));
    assert.equal(numbers.get('of all'), seen / 100_000);
    const cancel = new AbortController();
    const progress = ({ done }: { done: number }): void => (done > 1_000 ? cancel.abort() : undefined);
    assert.deepEqual(await tryReport(redis.uri, { progress }, cancel.signal), {
      ok: false,
      error: 'the report was cancelled',
    });
    const none = await report(redis.uri, { scan: undefined });
    assert.deepEqual(none.unread, [{ id: 'keys', reason: 'the keys were not to be looked at' }]);
  });

  it('says what a user of an ACL may not read, and reads the rest', async () => {
    await client.set('a', '1');
    await client.call('ACL', 'SETUSER', 'watcher', 'on', '>pw', '~*', '+info', '+ping', '+scan', '+dbsize');
    const seen = await report(redis.uri.replace(/\/\/.*@/, '//watcher:pw@'));
    assert.deepEqual(
      seen.unread.map(({ id }) => id),
      ['config', 'slowlog', 'latency', 'keys'],
    );
    for (const { reason } of seen.unread) assert.match(reason, /NOPERM/);
    assert.equal(finding(seen, 'memory').id, 'memory');
  });

  it('lists keys by pattern with value and TTL, and never by KEYS', async () => {
    await client.set('rate:10.0.0.1', '42', 'EX', 60);
    await client.set('rate:10.0.0.2', 'x'.repeat(1_000));
    await client.zadd('rate:window', 1, 'a', 2, 'b', 3, 'c');
    await client.set('other', '1');
    await client.config('RESETSTAT');
    const address = parseRedisUri(redis.uri);
    assert.ok(address.ok);
    const trust = (): never => assert.fail('no TLS here');
    const context = { clock: systemClock, target: 'test', trust, connectTimeoutMs: 5_000 };
    const { signal } = new AbortController();
    const listed = await listKeys(address.value, 'rate:*', context, LIST_BUDGET, signal);
    assert.ok(listed.ok);
    const { table, value, title } = finding(listed.value, 'keys');
    assert.deepEqual([value, title], [3, '3 keys like rate:*']);
    assert.deepEqual(
      table?.rows.map(([key, , , type]) => [key, type]),
      [
        ['rate:10.0.0.1', 'string'],
        ['rate:10.0.0.2', 'string'],
        ['rate:window', 'zset'],
      ],
    );
    assert.deepEqual(
      table?.rows.map(([, shown]) => shown),
      ['42', 'x'.repeat(200), 3],
    );
    const ttl = Number(table?.rows[0]?.[2]);
    assert.ok(ttl > 55 && ttl <= 60, String(ttl));
    assert.deepEqual([table?.rows[1]?.[2], table?.rows[2]?.[2]], [null, null]);
    assert.ok(!(await client.info('commandstats')).includes('cmdstat_keys'));
    // A pattern that matches nothing, and a budget that is spent before the end.
    const none = await listKeys(address.value, 'no\nsuch"; FLUSHALL', context, LIST_BUDGET, signal);
    assert.equal(none.ok && finding(none.value, 'keys').value, 0);
    await client.eval("for i = 1, 20000 do redis.call('SET', 'k:' .. i, i) end", 0);
    const some = await listKeys(address.value, 'k:*', context, { keys: 5_000, timeMs: 5_000 }, signal);
    assert.ok(some.ok);
    assert.match(finding(some.value, 'keys').title, /among those that were looked at/);
    assert.equal(finding(some.value, 'keys').table?.rows.length, 50);
  });

  it('says why there is no report', async () => {
    const wrong = await tryReport(redis.uri.replace(/:[^:@]*@/, ':wrong@'));
    assert.match(wrong.ok ? '' : wrong.error, /refuses the user or password/);
    const nobody = await tryReport('redis://127.0.0.1:1');
    assert.match(nobody.ok ? '' : nobody.error, /127\.0\.0\.1:1/);
  });
});
