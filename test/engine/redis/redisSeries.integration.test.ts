// The series of a report beside those of the real redis_exporter, of the same server at the same time.
import assert from 'node:assert/strict';
import { Redis as Client } from 'ioredis';
import type { ProbeSample } from '../../../src/model/probe.ts';
import { readInfo } from '../../../src/engine/redis/redisFacts.ts';
import { redisSeries } from '../../../src/engine/redis/redisSeries.ts';
import { freePort } from '../../support/provision/freePort.ts';
import { need } from '../../support/provision/need.ts';
import { type OwnedProcess, spawnOwned } from '../../support/provision/ownedProcess.ts';
import { type Redis, startRedis } from '../../support/provision/redis.ts';
import { mustProvide } from '../../support/provision/tools.ts';
import { waitFor } from '../../support/provision/waitFor.ts';
import { exposedValues, sampleKey } from '../exposedValues.ts';

/** What goes on while the two look, or is of the looks themselves; the names and labels are compared all the same. */
const MOVES =
  /^redis_(?:uptime_in_seconds|connected_clients|connections_received_total|commands_processed_total|net_(?:in|out)put_bytes_total|memory_used|mem_fragmentation|commands_)/;

describe('the series of a Redis', function () {
  let redis: Redis;
  let client: Client;
  let exporter: OwnedProcess;
  let address: string;
  before(async function () {
    await need(this, 'redis', 'redisExporter');
    redis = await startRedis({ password: 'pw' });
    client = new Client(redis.uri, { retryStrategy: null });
    const port = await freePort();
    address = `http://127.0.0.1:${port}/metrics`;
    const { path } = await mustProvide('redisExporter');
    const env = { ...process.env, REDIS_ADDR: `redis://${redis.host}:${redis.port}`, REDIS_PASSWORD: 'pw' };
    exporter = spawnOwned(path, [`--web.listen-address=127.0.0.1:${port}`], { env });
    const isUp = (): Promise<boolean> =>
      fetch(address).then(
        ({ ok }) => ok,
        () => false,
      );
    await waitFor('redis_exporter', isUp, { program: exporter });
  });
  after(async () => {
    client?.disconnect();
    await exporter?.stop();
    await redis?.stop();
  });

  it('have the names, labels and values of redis_exporter', async () => {
    await client.config('SET', 'maxmemory', '50mb');
    await client.mset('a', '1', 'b', '2');
    await client.set('c', '3', 'EX', 1_000);
    await client.select(2);
    await client.set('d', '4');
    await client.select(0);
    for (let i = 0; i < 7; i++) await client.get('a');
    for (let i = 0; i < 3; i++) await client.get('missing');
    await assert.rejects(client.call('LPUSH', 'a', '1'), /WRONGTYPE/);
    const samples: readonly ProbeSample[] = redisSeries(readInfo(String(await client.call('INFO', 'everything'))));
    const theirs = exposedValues(await (await fetch(address)).text());
    const missing: string[] = [];
    let compared = 0;
    for (const { name, labels = {}, value } of samples) {
      const key = sampleKey(name, labels);
      // The exporter's releases after Debian's have it by this name; before, it comes out of CONFIG GET.
      const other = theirs.get(name === 'redis_max_clients' ? sampleKey('redis_config_maxclients', {}) : key);
      // A command that one of the two was the first to send.
      if (other === undefined && !/\{cmd="(?:info|slowlog|latency|config|client)/.test(key)) missing.push(key);
      if (MOVES.test(name) || name === 'redis_db_avg_ttl_seconds' || name === 'redis_total_error_replies') continue;
      assert.equal(value, other, key);
      compared++;
    }
    assert.deepEqual(missing, []);
    assert.ok(compared > 15, String(compared));
    const one = (name: string, labels: Record<string, string> = {}) =>
      samples.find((sample) => sampleKey(sample.name, sample.labels ?? {}) === sampleKey(name, labels))?.value;
    assert.deepEqual(
      [one('redis_keyspace_hits_total'), one('redis_keyspace_misses_total'), one('redis_db_keys', { db: 'db2' })],
      [7, 3, 1],
    );
    assert.equal(one('redis_memory_max_bytes'), 50 * 1024 * 1024);
    assert.equal(one('redis_commands_total', { cmd: 'get' }), 10);
    assert.equal(theirs.get(sampleKey('redis_commands_total', { cmd: 'get' })), 10);
    assert.equal(one('redis_errors_total', { err: 'WRONGTYPE' }), 1);
  });
});
