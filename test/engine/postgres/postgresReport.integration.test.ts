// Reports of a real PostgreSQL under all that may come in the way: roles, poolers, timeouts, locks, crashes, odd names.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { parsePostgresUri } from '../../../src/engine/connections/postgresUri.ts';
import { openPostgres } from '../../../src/engine/connections/openPostgres.ts';
import { SESSION_LIMITS } from '../../../src/engine/postgres/postgresReport.ts';
import { cancelOnServer, readRows } from '../../../src/engine/postgres/readOnlySession.ts';
import { POSTGRES_DIAGNOSTICS } from '../../../src/engine/postgres/registry.ts';
import { need } from '../../support/provision/need.ts';
import { startPgBouncer } from '../../support/provision/pgBouncer.ts';
import { type Postgres, startPostgres } from '../../support/provision/postgres.ts';
import { open, untilSessions, WATCHPOST_SESSION } from './faultyDatabase.ts';
import { finding, numberIn, report, tryReport } from './reportKit.ts';

const IDS = POSTGRES_DIAGNOSTICS.map(({ id }) => id).sort();
const QUIET = { autovacuum: 'off', wal_level: 'minimal', max_wal_senders: '0' };

describe('the report of a PostgreSQL', function () {
  let postgres: Postgres;
  before(async function () {
    await need(this, 'postgresql');
    postgres = await startPostgres({ settings: QUIET });
  });
  after(async () => postgres?.stop());

  const sql = async (text: string, uri = postgres.superuserUri): Promise<void> => {
    const client = await open(uri);
    await client.query(text);
    await client.end();
  };
  const failure = async (uri: string): Promise<string> => {
    const result = await tryReport(uri);
    return result.ok ? 'a report' : result.error;
  };

  it('says to an ordinary role what it may not see, and has the rest', async () => {
    const seen = await report(postgres.uri);
    assert.deepEqual(seen.findings.map(({ id }) => id).sort(), IDS);
    assert.ok(seen.unread.some(({ id }) => id === 'long-queries'));
    for (const { reason } of seen.unread) assert.match(reason, /"watched" is not shown .*: GRANT pg_monitor/);
    // The sessions of others are counted all the same.
    const other = await open(postgres.superuserUri);
    assert.equal(numberIn(finding(await report(postgres.uri), 'connections'), 'used'), 2);
    await other.end();
  });

  it('has everything for a role with pg_monitor', async () => {
    await sql('GRANT pg_monitor TO watched');
    const seen = await report(postgres.uri);
    assert.deepEqual(seen.unread, []);
    assert.deepEqual(seen.findings.map(({ id }) => id).sort(), IDS);
    await sql('REVOKE pg_monitor FROM watched');
  });

  const VIEWS = [
    'pg_stat_activity',
    'pg_locks',
    'pg_stat_user_tables',
    'pg_stat_user_indexes',
    'pg_statio_user_tables',
    'pg_stats',
    'pg_stat_database',
    'pg_settings',
    'pg_prepared_xacts',
    'pg_replication_slots',
    'pg_stat_replication',
    'pg_stat_bgwriter',
    'pg_available_extensions',
    'pg_constraint',
    'pg_sequence',
    'pg_index',
  ];
  it('goes on where any one view is denied, and names it', async () => {
    const address = new URL(postgres.superuserUri);
    address.pathname = '/watched';
    for (const view of VIEWS) {
      await sql(`REVOKE SELECT ON pg_catalog.${view} FROM PUBLIC`, address.href);
      const seen = await report(postgres.uri);
      const denied = seen.unread.filter(({ reason }) => reason.includes(`permission denied`));
      assert.ok(denied.length > 0, view);
      for (const { reason } of denied) assert.match(reason, new RegExp(`\\b${view}\\b`));
      assert.equal(seen.findings.length + denied.length, IDS.length, view);
      await sql(`GRANT SELECT ON pg_catalog.${view} TO PUBLIC`, address.href);
    }
  });

  it('reads through PgBouncer in transaction mode, and leaves its session as it was', async function () {
    await need(this, 'pgbouncer');
    const bouncer = await startPgBouncer(postgres.superuserUri);
    try {
      const seen = await report(bouncer.uri);
      assert.deepEqual(seen.unread, []);
      assert.deepEqual(seen.findings.map(({ id }) => id).sort(), IDS);
      const client = await open(bouncer.uri);
      const { rows } = await client.query(
        "SELECT current_setting('statement_timeout') AS t, current_setting('transaction_read_only') AS r, current_setting('search_path') AS s",
      );
      assert.deepEqual(rows, [{ t: '0', r: 'off', s: '"$user", public' }]);
      await client.end();
    } finally {
      await bouncer.stop();
    }
  });

  it('says why there is none', async () => {
    const wrong = new URL(postgres.uri);
    wrong.password = 'wrong';
    assert.match(await failure(wrong.href), /refuses the password of "watched"/);
    assert.match(await failure('postgresql://a@nowhere.invalid/b'), /nowhere\.invalid/);
    assert.match(await failure('postgresql://a@127.0.0.1:1/b'), /127\.0\.0\.1:1/);
    assert.match(await failure(`${postgres.uri}?sslmode=require`), /does not offer TLS/);
    assert.match(await failure(`${postgres.uri}x`), /has no database "watchedx"/);
  });

  it('does not wait behind a lock', async () => {
    await sql('CREATE TABLE locked (id int); CREATE INDEX locked_id ON locked (id)');
    const holder = await open(postgres.superuserUri);
    await holder.query('BEGIN; LOCK TABLE locked IN ACCESS EXCLUSIVE MODE');
    const seen = await report(postgres.superuserUri);
    assert.deepEqual(seen.unread, []);
    assert.ok(seen.durationMs < 2_000, String(seen.durationMs));
    await holder.end();
    await sql('DROP TABLE locked');
  });

  it('tells what took longer than it may, and goes on', async () => {
    const seen = await report(postgres.superuserUri, { limits: { statementTimeoutMs: 1, lockTimeoutMs: 1 } }).catch(
      (error: Error) => error.message,
    );
    // A millisecond is too little for some, or already for the first question.
    if (typeof seen === 'string') assert.match(seen, /cancelled the query/);
    else for (const { reason } of seen.unread) assert.match(reason, /took longer than 1 ms/);
  });

  it('may not write, ends at its limit, and is cancelled on the server too', async () => {
    const address = parsePostgresUri(postgres.superuserUri);
    assert.ok(address.ok);
    const never = (): never => assert.fail();
    const opened = await openPostgres(address.value, never, new AbortController().signal);
    assert.ok(opened.ok);
    const { client, close } = opened.value;
    await assert.rejects(readRows(client, 'CREATE TABLE public.x (id int)', SESSION_LIMITS), { code: '25006' });
    const short = { ...SESSION_LIMITS, statementTimeoutMs: 50 };
    await assert.rejects(readRows(client, 'SELECT pg_sleep(30)', short), {
      code: '57014',
      message: /statement timeout/,
    });
    const sleeping = readRows(client, 'SELECT pg_sleep(30)', { ...SESSION_LIMITS, statementTimeoutMs: 60_000 });
    const refused = assert.rejects(sleeping, { code: '57014', message: /user request/ });
    await untilSessions(postgres.superuserUri, 1, "wait_event = 'PgSleep'");
    await cancelOnServer(client, address.value);
    await refused;
    assert.deepEqual(await readRows(client, 'SELECT 1 AS still', SESSION_LIMITS), [{ still: 1 }]);
    close();
  });

  it('ends when it is cancelled, and leaves no session', async () => {
    const cancel = new AbortController();
    const progress = ({ what }: { what: string }): void => (what === 'bloat' ? cancel.abort() : undefined);
    const result = await tryReport(postgres.superuserUri, { progress }, cancel.signal);
    assert.deepEqual(result, { ok: false, error: 'the report was cancelled' });
    await untilSessions(postgres.superuserUri, 0, WATCHPOST_SESSION);
  });

  it('writes nothing: no row, no WAL', async () => {
    await sql('CHECKPOINT');
    await report(postgres.superuserUri); // the first one may set hint bits in the catalogue
    const client = await open(postgres.superuserUri);
    const state = async () => (await client.query('SELECT pg_current_wal_insert_lsn() AS lsn')).rows[0] as unknown;
    const before = await state();
    await report(postgres.superuserUri);
    assert.deepEqual(await state(), before);
    await client.end();
  });

  it('has the numbers that psql has for the SQL of the guides', async function () {
    if (spawnSync('psql', ['--version']).status !== 0) this.skip();
    await sql(`CREATE TABLE guide (id int PRIMARY KEY, t text);
      INSERT INTO guide SELECT i, repeat('x', 100) FROM generate_series(1, 5000) i;
      CREATE INDEX guide_t ON guide (t); ANALYZE guide; SELECT count(*) FROM guide WHERE id = 5`);
    const held = await open(postgres.superuserUri);
    await held.query('BEGIN');
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    const psql = (text: string): string[] =>
      spawnSync('psql', [postgres.superuserUri, '-AtX', '-F', ' ', '-c', text], { encoding: 'utf8' })
        .stdout.trim()
        .split('\n');
    const seen = await report(postgres.superuserUri);
    const [inTransaction] = psql(
      "SELECT count(*) FROM pg_stat_activity WHERE state = 'idle in transaction' AND backend_type = 'client backend'",
    );
    assert.equal(numberIn(finding(seen, 'connections'), 'idle in transaction'), Number(inTransaction));
    const [total, heap, indexes] = psql(
      "SELECT pg_total_relation_size('guide'), pg_relation_size('guide'), pg_indexes_size('guide')",
    )[0]!.split(' ');
    const row = finding(seen, 'table-sizes').table?.rows.find(([name]) => name === 'public.guide');
    assert.deepEqual(row?.slice(1, 4), [Number(total), Number(heap), Number(indexes)]);
    const unused = psql(
      "SELECT schemaname || '.' || indexrelname FROM pg_stat_user_indexes WHERE idx_scan = 0 AND indexrelname NOT LIKE '%pkey' ORDER BY pg_relation_size(indexrelid) DESC",
    );
    assert.deepEqual(
      finding(seen, 'unused-indexes').table?.rows.map(([name]) => name),
      unused,
    );
    const [hit] = psql(
      'SELECT sum(heap_blks_hit)::float8 / (sum(heap_blks_hit) + sum(heap_blks_read)) FROM pg_statio_user_tables',
    );
    assert.equal(numberIn(finding(seen, 'cache-hit-ratio'), 'tables')?.toFixed(6), Number(hit).toFixed(6));
    const [size] = psql('SELECT pg_database_size(current_database())');
    assert.equal(finding(seen, 'database-size').value, Number(size));
    await held.end();
  });

  it('reads names that are no UTF-8', async () => {
    await sql("CREATE DATABASE bytes ENCODING 'SQL_ASCII' TEMPLATE template0");
    const address = new URL(postgres.superuserUri);
    address.pathname = '/bytes';
    await sql(`DO $$ BEGIN EXECUTE 'CREATE TABLE "t' || chr(233) || '" (id int)'; END $$`, address.href);
    const seen = await report(address.href);
    assert.deepEqual(seen.unread, []);
    assert.match(String(finding(seen, 'table-sizes').table?.rows[0]?.[0]), /^public\."?t/);
  });

  it('sees where a server ends in the middle', async () => {
    const other = await startPostgres();
    const progress = ({ what }: { what: string }): void => void (what === 'bloat' ? other.kill() : undefined);
    // Killed while asked: at the next question at the latest.
    const result = await tryReport(other.superuserUri, { progress });
    if (result.ok) assert.match(await failure(other.superuserUri), /127\.0\.0\.1/);
    else assert.match(result.error, /closed the connection|shutting down|refuse/);
  });
});

describe('the report of 50,000 tables', function () {
  this.timeout(600_000);
  it('is there within five seconds, or twice what their sizes alone take', async function () {
    await need(this, 'postgresql');
    const postgres = await startPostgres({ settings: { autovacuum: 'off', max_locks_per_transaction: '4096' } });
    try {
      const client = await open(postgres.superuserUri);
      for (let from = 0; from < 50_000; from += 5_000) {
        await client.query(
          `DO $$ BEGIN FOR i IN ${from + 1}..${from + 5_000} LOOP EXECUTE format('CREATE TABLE t%s (id int)', i); END LOOP; END $$`,
        );
      }
      const startMs = performance.now();
      await client.query("SELECT sum(pg_total_relation_size(oid)) FROM pg_class WHERE relkind = 'r'");
      const sizesMs = performance.now() - startMs;
      await client.end();
      const seen = await report(postgres.superuserUri);
      console.log(
        `      a report of 50,000 tables took ${Math.round(seen.durationMs)} ms, their sizes ${Math.round(sizesMs)} ms`,
      );
      assert.deepEqual(seen.unread, []);
      assert.match(finding(seen, 'table-sizes').title, /of 50000 tables/);
      // Where the machine is so slow that the sizes alone, which the report has, take as long: no longer than they take twice.
      assert.ok(seen.durationMs < Math.max(5_000, 2 * sizesMs), `${seen.durationMs} ms, sizes ${sizesMs} ms`);
    } finally {
      await postgres.stop();
    }
  });
});

describe('the report of 1,000 connections', function () {
  this.timeout(180_000);
  it('is there within five seconds, and counts them', async function () {
    await need(this, 'postgresql');
    const postgres = await startPostgres({ settings: { autovacuum: 'off', max_connections: '1050' } });
    const clients: Awaited<ReturnType<typeof open>>[] = [];
    try {
      for (let i = 0; i < 20; i++) {
        clients.push(...(await Promise.all(Array.from({ length: 50 }, () => open(postgres.superuserUri)))));
      }
      const seen = await report(postgres.superuserUri);
      console.log(`      a report of 1,000 connections took ${Math.round(seen.durationMs)} ms`);
      assert.equal(numberIn(finding(seen, 'connections'), 'used'), 1_001);
      assert.equal(finding(seen, 'connections').severity, 'critical');
      assert.ok(seen.durationMs < 5_000, String(seen.durationMs));
    } finally {
      await Promise.all(clients.map((client) => client.end()));
      await postgres.stop();
    }
  });
});
