// The numbers of the Databases view, out of the series that the probes of a real PostgreSQL and a real Redis bring.
import assert from 'node:assert/strict';
import { Redis as RedisClient } from 'ioredis';
import type { Client } from 'pg';
import type { DatabaseNumber } from '../../../src/model/database.ts';
import type { ProbeConfig } from '../../../src/model/service.ts';
import { SecretVault } from '../../../src/engine/connections/secretVault.ts';
import { ProbeSeries } from '../../../src/engine/record/probeSeries.ts';
import { databaseNumbers } from '../../../src/engine/databases/databaseNumbers.ts';
import { MemoryStore } from '../../support/memoryStore.ts';
import { need } from '../../support/provision/need.ts';
import { type Postgres, startPostgres } from '../../support/provision/postgres.ts';
import { type Redis, startRedis } from '../../support/provision/redis.ts';
import { closed, open, untilSessions } from '../postgres/faultyDatabase.ts';
import { BASE, type Kit, probeKit } from '../probes/probeKit.ts';

describe('the numbers of databases', function () {
  const INTERVAL_MS = 15_000;
  let postgres: Postgres;
  let redis: Redis;
  let kit: Kit;
  before(async function () {
    await need(this, 'postgresql', 'redis');
    kit = probeKit();
    postgres = await startPostgres();
    redis = await startRedis({ password: 'redis-secret' });
  });
  after(async () => {
    kit?.dispose();
    await postgres?.stop();
    await redis?.stop();
  });

  /** Runs a probe as often as there are steps, a quarter of a minute apart by its own clock, and gives the numbers after each. */
  async function numbersAfter(
    config: ProbeConfig,
    ...steps: readonly (() => Promise<unknown>)[]
  ): Promise<Map<string, DatabaseNumber>> {
    const store = new MemoryStore();
    const labels = { job: 'shop', instance: 'somewhere', probe: config.name };
    const series = new ProbeSeries(store, labels);
    let nowMs = Date.now();
    for (const step of steps) {
      await step();
      const result = await kit.run(config);
      assert.equal(result.status, 'up', result.reason);
      series.record(result, nowMs);
      nowMs += INTERVAL_MS;
    }
    nowMs -= INTERVAL_MS - 1;
    const clock = { now: () => nowMs, monotonic: () => performance.now(), setTimeout: () => assert.fail() };
    const probe = (id: string) => (id === config.id ? { config, labels } : undefined);
    const input = { clock, source: store, secrets: new SecretVault(), probe };
    const [answer, ...more] = databaseNumbers(input, [config.id, 'gone']);
    assert.deepEqual(more, []);
    return new Map(answer!.numbers.map((number) => [number.name, number]));
  }

  it('are those of a PostgreSQL: connections of the server, transactions and hits of the database', async () => {
    const config = {
      ...BASE,
      kind: 'postgres',
      uri: [postgres.uri],
      intervalMs: INTERVAL_MS,
      timeoutMs: 5_000,
    } as const;
    const clients: Client[] = [];
    const more = async (count: number): Promise<void> => {
      for (let i = 0; i < count; i++) clients.push(await open(postgres.superuserUri));
    };
    const work = async (): Promise<void> => {
      const client = await open(postgres.uri);
      for (let i = 0; i < 300; i++) await client.query('SELECT 1');
      await closed(client, postgres.superuserUri); // its statistics are written
    };
    const seen = await numbersAfter(
      config,
      () => more(2),
      () => more(3),
      work,
    );
    await Promise.all(clients.map((client) => client.end()));
    const connections = seen.get('connections');
    // An ordinary role is not shown the states of the superuser's sessions.
    assert.ok(
      connections !== undefined && connections.value >= 1 && connections.value <= 7,
      JSON.stringify(connections),
    );
    assert.equal(connections.limit, 100);
    assert.equal(connections.history.length, 20);
    const transactions = seen.get('transactions')!;
    assert.ok(transactions.value > 300 / 60 && transactions.value < 600 / 15, String(transactions.value));
    const { value } = seen.get('hit ratio')!;
    assert.ok(value > 0.5 && value <= 1, String(value));
  });

  it('count all sessions for who may see them', async () => {
    const clients = [await open(postgres.uri), await open(postgres.uri), await open(postgres.superuserUri)];
    // Those of the test before are gone.
    await untilSessions(clients[2]!, 2, "backend_type = 'client backend'");
    const uri = [postgres.superuserUri];
    const config = { ...BASE, kind: 'postgres', uri, intervalMs: INTERVAL_MS, timeoutMs: 5_000 } as const;
    const seen = await numbersAfter(config, () => Promise.resolve());
    await Promise.all(clients.map((client) => client.end()));
    // And the probe's own.
    assert.equal(seen.get('connections')?.value, 4);
    // One look makes no rate.
    assert.ok(Number.isNaN(seen.get('transactions')?.value));
  });

  it('are those of a Redis', async () => {
    const config = { ...BASE, kind: 'redis', uri: [redis.uri], intervalMs: INTERVAL_MS, timeoutMs: 5_000 } as const;
    const client = new RedisClient(redis.uri);
    await client.set('a', '1');
    await client.config('SET', 'maxmemory', '100mb');
    const work = async (): Promise<void> => {
      for (let i = 0; i < 60; i++) await client.get('a');
      for (let i = 0; i < 20; i++) await client.get('none');
    };
    const seen = await numbersAfter(config, () => Promise.resolve(), work);
    const clients = seen.get('clients')!;
    assert.deepEqual([clients.value, clients.limit], [2, 10_000]);
    assert.ok(seen.get('memory')!.value > 500_000);
    assert.equal(seen.get('memory')!.limit, 100 * 1024 * 1024);
    assert.ok(Math.abs(seen.get('hit ratio')!.value - 0.75) < 0.001);
    const commands = seen.get('commands')!.value;
    assert.ok(commands > 80 / 60 && commands < 120 / 15, String(commands));
    client.disconnect();
  });

  it('are none of what is no database, and no failure where they may not be read', async () => {
    const client = new RedisClient(redis.uri);
    await client.call('ACL', 'SETUSER', 'pinger', 'on', '>pw', '+ping');
    const uri = [redis.uri.replace(/\/\/.*@/, '//pinger:pw@')];
    const seen = await numbersAfter({ ...BASE, kind: 'redis', uri, timeoutMs: 5_000 } as const, () =>
      Promise.resolve(),
    );
    assert.ok([...seen.values()].every(({ value }) => Number.isNaN(value)));
    client.disconnect();
  });
});
