// Plans of a real PostgreSQL: read, with what is wrong in them, and nothing run that was not to be.
import assert from 'node:assert/strict';
import { systemClock } from '../../../src/base/clock.ts';
import type { Report } from '../../../src/model/report.ts';
import { parsePostgresUri } from '../../../src/engine/connections/postgresUri.ts';
import { explainSql } from '../../../src/engine/postgres/explain/explainSql.ts';
import { need, skipTest } from '../../support/provision/need.ts';
import { type Postgres, startPostgres } from '../../support/provision/postgres.ts';
import { findTool } from '../../support/provision/tools.ts';
import { open, untilSessions, WATCHPOST_SESSION } from './faultyDatabase.ts';
import { finding } from './reportKit.ts';

for (const source of ['path', 'npm'] as const) {
  describe(`the plan of a statement of a PostgreSQL from ${source}`, function () {
    let postgres: Postgres;
    before(async function () {
      await need(this, 'postgresql');
      if ((await findTool('postgresql', source)) === undefined) skipTest(this, `No PostgreSQL from ${source} here.`);
      postgres = await startPostgres({
        source,
        settings: { autovacuum: 'off', max_parallel_workers_per_gather: '0', jit: 'off' },
      });
      const client = await open(postgres.superuserUri);
      await client.query(`CREATE TABLE orders (id int PRIMARY KEY, customer int, total int);
        INSERT INTO orders SELECT i, i % 100, i FROM generate_series(1, 50000) i; ANALYZE orders;
        CREATE TABLE stale (a int); ANALYZE stale; INSERT INTO stale SELECT 1 FROM generate_series(1, 20000)`);
      await client.end();
    });
    after(async () => postgres?.stop());

    const tryExplain = (sql: string, analyze = false, signal = new AbortController().signal) => {
      const address = parsePostgresUri(postgres.superuserUri);
      assert.ok(address.ok);
      const trust = (): never => assert.fail('no TLS here');
      return explainSql(
        address.value,
        { sql, analyze },
        { clock: systemClock, target: 't', trust, connectTimeoutMs: 1_000 },
        signal,
      );
    };
    const explain = async (sql: string, analyze = false): Promise<Report> => {
      const result = await tryExplain(sql, analyze);
      assert.ok(result.ok, result.ok ? '' : result.error);
      return result.value;
    };
    const refused = async (sql: string, analyze = false): Promise<string> => {
      const result = await tryExplain(sql, analyze);
      return result.ok ? 'a plan' : result.error;
    };
    const count = async (): Promise<number> => {
      const client = await open(postgres.superuserUri);
      const { rows } = await client.query<{ n: number }>('SELECT count(*)::int AS n FROM orders');
      await client.end();
      return rows[0]!.n;
    };

    it('is a tree with the costly node', async () => {
      const plan = finding(await explain('SELECT count(*) FROM orders WHERE customer = 7; '), 'plan');
      assert.match(plan.title, /^Seq Scan on public\.orders takes \d+ % of a cost of \d+$/);
      assert.deepEqual(
        plan.table?.rows.map(([node]) => node),
        ['Aggregate', '  └ Seq Scan on public.orders'],
      );
      assert.match(plan.sql, /^EXPLAIN \(FORMAT JSON, VERBOSE\)\nSELECT count/);
    });

    it('has times, rows and buffers where it was run', async () => {
      const report = await explain('SELECT * FROM orders WHERE customer = 7 -- of a customer', true);
      const plan = finding(report, 'plan');
      assert.deepEqual(plan.table?.columns.map(({ title }) => title).slice(-4), [
        'rows',
        'runs',
        'blocks from memory',
        'blocks read',
      ]);
      const row = plan.table?.rows[0];
      assert.deepEqual([row?.[4], row?.[5]], [500, 1]);
      assert.ok(Number(row?.[6]) + Number(row?.[7]) > 100);
      const scan = finding(report, 'filtered-scans');
      assert.equal(scan.value, 49_500);
      assert.ok(JSON.stringify(scan.table).includes('customer = 7'));
    });

    it('says where the planner is off, and where it is not', async () => {
      const off = finding(await explain('SELECT * FROM stale WHERE a = 1', true), 'misestimates');
      assert.equal(off.table?.rows[0]?.[2], 20_000);
      const right = await explain('SELECT * FROM orders', true);
      assert.deepEqual(
        right.findings.map(({ id }) => id),
        ['plan'],
      );
    });

    it('says what went to disk', async () => {
      const report = await explain("SELECT o.*, repeat('x', 500) AS x FROM orders o ORDER BY x, total DESC", true);
      assert.match(finding(report, 'spills').object ?? '', /Sort/);
    });

    it('runs nothing that is only to be explained', async () => {
      const plan = finding(await explain('DELETE FROM orders'), 'plan');
      assert.match(String(plan.table?.rows[0]?.[0]), /ModifyTable|Delete/);
      assert.equal(await count(), 50_000);
    });

    it('writes nothing when it is run, and takes no second statement', async () => {
      assert.match(await refused('DELETE FROM orders', true), /read-only transaction/);
      for (const analyze of [false, true]) {
        assert.match(await refused('SELECT 1; COMMIT; DELETE FROM orders', analyze), /multiple commands|syntax error/);
      }
      assert.match(await refused('SELECT 1) ; DROP TABLE orders; --'), /syntax error/);
      assert.equal(await count(), 50_000);
    });

    it('says what the server says of a wrong one', async () => {
      assert.equal(await refused('SELEC 1'), 'the server refuses it: syntax error at or near "SELEC"');
      assert.match(await refused(''), /syntax error/);
    });

    it('has the plan for any value of the parameters', async () => {
      const sql = 'SELECT * FROM orders WHERE id = $1';
      assert.match(finding(await explain(sql), 'plan').title, /Index Scan using orders_pkey/);
      const two = await explain("SELECT * FROM orders WHERE id = $1 AND total > $2 AND 'costs $5' <> $3");
      assert.match(finding(two, 'plan').title, /Index Scan using orders_pkey/);
      assert.match(await refused(`${sql}; DROP TABLE orders`), /multiple commands/);
      assert.equal(finding(await explain("SELECT 'costs $5'"), 'plan').object, 'Result');
    });

    it('may run for longer than connecting may take', async () => {
      const plan = finding(await explain('SELECT pg_sleep(1.5)', true), 'plan');
      assert.ok(Number(plan.table?.rows[0]?.[2]) >= 1.5, JSON.stringify(plan.table));
    });

    it('is cancelled on the server too', async () => {
      const cancel = new AbortController();
      const result = tryExplain('SELECT pg_sleep(30)', true, cancel.signal);
      await untilSessions(postgres.superuserUri, 1, `${WATCHPOST_SESSION} AND wait_event = 'PgSleep'`);
      cancel.abort();
      assert.deepEqual(await result, { ok: false, error: 'it was cancelled' });
      await untilSessions(postgres.superuserUri, 0, WATCHPOST_SESSION);
    });
  });
}
