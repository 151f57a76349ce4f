// Findings about what a server has done and borne: each seen after the test made it, and not before.
import assert from 'node:assert/strict';
import type { Report } from '../../../src/model/report.ts';
import { need } from '../../support/provision/need.ts';
import { type Postgres, startPostgres } from '../../support/provision/postgres.ts';
import { waitFor } from '../../support/provision/waitFor.ts';
import { closed, open, untilSessions, WATCHPOST_SESSION } from './faultyDatabase.ts';
import { finding, numberIn, report, STRICT } from './reportKit.ts';

const SETTINGS = {
  max_connections: '20',
  autovacuum: 'off',
  shared_buffers: '1MB',
  shared_preload_libraries: 'pg_stat_statements',
};
/** Small amounts count here. */
const THRESHOLDS = {
  ...STRICT,
  tempBytesPerDay: { warning: 1_000_000 },
  cacheHitRatio: { warning: 0.9, critical: 0.5, blocksMin: 1_000 },
  rollbackRatio: { warning: 0.1, transactionsMin: 100 },
};

describe('findings of a PostgreSQL under load', function () {
  let postgres: Postgres;
  before(async function () {
    await need(this, 'postgresql');
    postgres = await startPostgres({ settings: SETTINGS });
  });
  after(async () => postgres?.stop());

  const look = (): Promise<Report> => report(postgres.superuserUri, { thresholds: THRESHOLDS });
  const run = async (...statements: readonly string[]): Promise<void> => {
    const client = await open(postgres.superuserUri);
    for (const sql of statements) await client.query(sql).catch(() => undefined);
    await closed(client, postgres.superuserUri);
  };
  const severity = async (id: string): Promise<string> => finding(await look(), id).severity;

  it('sees connections run out', async () => {
    assert.equal(await severity('connections'), 'ok');
    const clients = await Promise.all(Array.from({ length: 14 }, () => open(postgres.superuserUri)));
    await untilSessions(clients[0]!, 13, "backend_type = 'client backend'");
    const seen = finding(await look(), 'connections');
    assert.deepEqual([seen.severity, numberIn(seen, 'used'), numberIn(seen, 'limit')], ['warning', 15, 17]);
    await untilSessions(clients[0]!, 0, WATCHPOST_SESSION);
    const more = await Promise.all([open(postgres.superuserUri), open(postgres.superuserUri)]);
    assert.equal(await severity('connections'), 'critical');
    await Promise.all([...clients, ...more].map((client) => client.end()));
  });

  it('sees a deadlock', async () => {
    assert.equal(await severity('deadlocks'), 'ok');
    await run('CREATE TABLE d (id int PRIMARY KEY); INSERT INTO d VALUES (1), (2)');
    const [a, b] = [await open(postgres.superuserUri), await open(postgres.superuserUri)];
    await a.query('BEGIN; UPDATE d SET id = id WHERE id = 1');
    await b.query('BEGIN; UPDATE d SET id = id WHERE id = 2');
    const results = await Promise.allSettled([
      a.query('UPDATE d SET id = id WHERE id = 2'),
      b.query('UPDATE d SET id = id WHERE id = 1'),
    ]);
    assert.ok(results.some(({ status }) => status === 'rejected'));
    await Promise.all([a, b].map((client) => closed(client, postgres.superuserUri)));
    const seen = finding(await look(), 'deadlocks');
    assert.deepEqual([seen.severity, seen.value], ['warning', 1]);
  });

  it('sees what did not fit work_mem', async () => {
    assert.equal(await severity('temp-files'), 'ok');
    await run(
      "SET work_mem = '64kB'",
      'SELECT count(*) FROM (SELECT n FROM generate_series(1, 300000) n ORDER BY -n) s',
    );
    const seen = finding(await look(), 'temp-files');
    assert.equal(seen.severity, 'warning');
    assert.ok((seen.value ?? 0) > 1_000_000, String(seen.value));
  });

  it('sees checkpoints that were not the clock’s', async () => {
    assert.equal(await severity('checkpoints'), 'ok');
    await run(
      'CREATE TABLE c (id int)',
      ...Array.from({ length: 12 }, () => ['INSERT INTO c VALUES (1)', 'CHECKPOINT']).flat(),
    );
    assert.equal(await severity('checkpoints'), 'warning');
  });

  it('sees a hit ratio that is bad', async () => {
    await run(
      'CREATE TABLE h (id int, x text)',
      "INSERT INTO h SELECT n, repeat('x', 500) FROM generate_series(1, 40000) n",
    );
    await run('SELECT pg_stat_reset()');
    await run(...Array.from({ length: 5 }, () => 'SELECT count(*) FROM h'));
    const seen = finding(await look(), 'cache-hit-ratio');
    assert.equal(seen.severity, 'critical', JSON.stringify(seen.numbers));
    assert.ok((seen.value ?? 1) < 0.3, String(seen.value));
  });

  it('sees transactions that are rolled back', async () => {
    await run('SELECT pg_stat_reset()');
    assert.equal(await severity('rollbacks'), 'ok');
    await run(...Array.from({ length: 120 }, () => 'SELECT 1/0'));
    assert.equal(await severity('rollbacks'), 'warning');
  });

  it('has the statements that take longest, once they are counted', async () => {
    assert.equal(finding(await look(), 'statements').fix, 'CREATE EXTENSION pg_stat_statements;');
    await run('CREATE SCHEMA "my stats"', 'CREATE EXTENSION pg_stat_statements SCHEMA "my stats"');
    await run('SELECT "my stats".pg_stat_statements_reset()', 'SELECT 1 AS quick');
    assert.equal(await severity('statements'), 'ok');
    await run('SELECT pg_sleep(1.1)');
    const seen = finding(await look(), 'statements');
    assert.equal(seen.severity, 'warning');
    assert.equal(seen.object, 'SELECT pg_sleep($1)');
    assert.equal(seen.table?.rows[0]?.[1], 1);
    assert.ok(Number(seen.table?.rows[0]?.[2]) >= 1.1);
  });

  it('sees a setting that waits for a restart, and an extension to be updated', async () => {
    const rows = finding(await look(), 'settings').table?.rows ?? [];
    await run('ALTER SYSTEM SET max_worker_processes = 9', 'SELECT pg_reload_conf()');
    await waitFor('the settings to be read again', async () => {
      // Of a new session: one that is open sees its own copy.
      const client = await open(postgres.superuserUri);
      const { rows } = await client.query(
        "SELECT pending_restart AS is FROM pg_settings WHERE name = 'max_worker_processes'",
      );
      await client.end();
      return (rows as { is: boolean }[])[0]!.is;
    });
    const after = finding(await look(), 'settings').table?.rows ?? [];
    assert.ok(!rows.some(([name]) => name === 'max_worker_processes'));
    assert.deepEqual(
      after.find(([name]) => name === 'max_worker_processes')?.[3],
      'it was changed, and waits for a restart',
    );
    assert.equal(await severity('extensions'), 'ok');
    await run('DROP EXTENSION pg_stat_statements', "CREATE EXTENSION pg_stat_statements VERSION '1.8'");
    const old = finding(await look(), 'extensions');
    assert.deepEqual([old.severity, old.fix], ['info', 'ALTER EXTENSION pg_stat_statements UPDATE;']);
  });
});
