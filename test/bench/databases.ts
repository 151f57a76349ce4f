import { spawnSync } from 'node:child_process';
import { Redis as RedisClient } from 'ioredis';
import type { Client } from 'pg';
import { systemClock } from '../../src/base/clock.ts';
import { parseRedisUri } from '../../src/engine/connections/redisUri.ts';
import { readServer, SERVER_SQL } from '../../src/engine/postgres/postgresServer.ts';
import { POSTGRES_DIAGNOSTICS } from '../../src/engine/postgres/registry.ts';
import { reportRedis, SCAN_BUDGET } from '../../src/engine/redis/reportRedis.ts';
import { open } from '../engine/postgres/faultyDatabase.ts';
import { report } from '../engine/postgres/reportKit.ts';
import { startPostgres } from '../support/provision/postgres.ts';
import { startRedis } from '../support/provision/redis.ts';
import { type Figure, printFigures } from './report.ts';

const TABLES = 2_000;
const KEYS = 1_000_000;
const ROUNDS = 5;

/**
 * A report of a PostgreSQL with 2,000 tables beside the same SQL run by psql, and of a Redis with a million keys beside
 * `redis-cli --bigkeys`, with what each costs the server.
 */
export async function run({ json }: { readonly json: boolean }): Promise<readonly Figure[]> {
  const figures = [...(await postgresFigures()), ...(await redisFigures())];
  printFigures('databases', figures, json);
  return figures;
}

async function postgresFigures(): Promise<readonly Figure[]> {
  const postgres = await startPostgres({ settings: { autovacuum: 'off', max_locks_per_transaction: '512' } });
  try {
    const client = await open(postgres.superuserUri);
    await client.query(`DO $$ BEGIN FOR i IN 1..${TABLES} LOOP
      EXECUTE format('CREATE TABLE t%s (id int PRIMARY KEY, a int, b text)', i);
      EXECUTE format('CREATE INDEX ON t%s (a)', i);
      EXECUTE format('INSERT INTO t%s SELECT n, n, n FROM generate_series(1, 20) n', i); END LOOP; END $$`);
    await client.query('ANALYZE');
    await report(postgres.superuserUri); // the catalogue is in memory from here on, for both
    const server = readServer((await client.query<Record<string, unknown>>(SERVER_SQL)).rows[0]);
    const script = POSTGRES_DIAGNOSTICS.map((one) => `${one.sql(server) ?? 'SELECT 1'};`).join('\n');
    const [ours, theirs]: [number[], number[]] = [[], []];
    const blocks = await blocksOf(client);
    for (let i = 0; i < ROUNDS; i++) {
      ours.push(await timed(() => report(postgres.superuserUri)));
    }
    const blocksAfter = await blocksOf(client);
    for (let i = 0; i < ROUNDS; i++) {
      theirs.push(
        await timed(() => {
          const { status, stderr } = spawnSync('psql', [postgres.superuserUri, '-qAtX', '-v', 'ON_ERROR_STOP=1'], {
            input: `SET search_path = pg_catalog;\n${script}`,
            encoding: 'utf8',
          });
          if (status !== 0) throw new Error(`psql failed: ${stderr}`);
        }),
      );
    }
    await client.end();
    return [
      {
        name: `PostgreSQL report, ${TABLES} tables`,
        value: median(ours),
        unit: 'ms',
        peer: { name: 'the same SQL by psql', value: median(theirs) },
      },
      { name: 'blocks that it asks the server for', value: (blocksAfter - blocks) / ROUNDS, unit: 'blocks' },
    ];
  } finally {
    await postgres.stop();
  }
}

async function blocksOf(client: Client): Promise<number> {
  // What a session counted is there once it ends; the reports' sessions have.
  await new Promise((resolve) => setTimeout(resolve, 1_200));
  const { rows } = await client.query<{ blocks: number }>(
    'SELECT sum(blks_hit + blks_read)::float8 AS blocks FROM pg_stat_database',
  );
  return rows[0]?.blocks ?? 0;
}

async function redisFigures(): Promise<readonly Figure[]> {
  const redis = await startRedis();
  const client = new RedisClient(redis.uri);
  try {
    await client.eval(`for i = 1, ${KEYS} do redis.call('SET', 'user:' .. i, i) end`, 0);
    const address = parseRedisUri(redis.uri);
    if (!address.ok) throw new Error(address.error);
    const context = {
      clock: systemClock,
      target: 'bench',
      trust: () => Promise.reject(new Error('no TLS here')),
      connectTimeoutMs: 5_000,
      scan: SCAN_BUDGET,
    };
    const times: number[] = [];
    const cpuBefore = await cpuSeconds(client);
    for (let i = 0; i < ROUNDS; i++) {
      times.push(
        await timed(async () => {
          const result = await reportRedis(address.value, context, new AbortController().signal);
          if (!result.ok) throw new Error(result.error);
        }),
      );
    }
    const cpu = (await cpuSeconds(client)) - cpuBefore;
    const theirCpuBefore = await cpuSeconds(client);
    const theirs = await timed(() => {
      if (spawnSync('redis-cli', ['-p', String(redis.port), '--bigkeys']).status !== 0)
        throw new Error('redis-cli failed');
    });
    const theirCpu = (await cpuSeconds(client)) - theirCpuBefore;
    const peer = 'redis-cli --bigkeys over all keys,';
    return [
      {
        name: `Redis report, ${KEYS.toLocaleString('en')} keys of which ${SCAN_BUDGET.keys.toLocaleString('en')} are looked at`,
        value: median(times),
        unit: 'ms',
        peer: { name: peer, value: theirs },
      },
      {
        name: "the server's time for it",
        value: (cpu / ROUNDS) * 1000,
        unit: 'ms',
        peer: { name: peer, value: theirCpu * 1000 },
      },
    ];
  } finally {
    client.disconnect();
    await redis.stop();
  }
}

async function cpuSeconds(client: RedisClient): Promise<number> {
  const info = await client.info('cpu');
  const of = (field: string): number => Number(new RegExp(`^${field}:([\\d.]+)`, 'm').exec(info)?.[1]);
  return of('used_cpu_sys') + of('used_cpu_user');
}

async function timed(work: () => unknown): Promise<number> {
  const startedMs = performance.now();
  await work();
  return performance.now() - startedMs;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
