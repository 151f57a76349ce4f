// Each finding on a real server: seen where the test made the situation, and not seen in a database without it.
import assert from 'node:assert/strict';
import type { ProbeSample } from '../../../src/model/probe.ts';
import type { Report } from '../../../src/model/report.ts';
import { POSTGRES_DIAGNOSTICS } from '../../../src/engine/postgres/registry.ts';
import { need, skipTest } from '../../support/provision/need.ts';
import { OTHER_POSTGRES, provideOtherPostgres } from '../../support/provision/otherPostgres.ts';
import { type Postgres, startPostgres } from '../../support/provision/postgres.ts';
import { findTool } from '../../support/provision/tools.ts';
import {
  createFaultyDatabase,
  type FaultyDatabase,
  ODD_PRINTED,
  open,
  untilSessions,
  WATCHPOST_SESSION,
} from './faultyDatabase.ts';
import { finding, numberIn, report, STRICT } from './reportKit.ts';

/** What the faulty database must show, and an empty one of the same server must not. */
const SITUATIONS: Readonly<Record<string, { severity: string; object?: string; fix?: RegExp; row?: string }>> = {
  'unused-indexes': {
    severity: 'info',
    fix: /DROP INDEX CONCURRENTLY public\.keep_unused;/,
    row: 'public.keep_unused',
  },
  'duplicate-indexes': {
    severity: 'warning',
    object: 'public.keep_a_again',
    fix: /DROP INDEX CONCURRENTLY public\.keep_a_again;/,
    row: 'public.keep_a',
  },
  'invalid-indexes': {
    severity: 'warning',
    object: 'public.doubles_broken',
    fix: /REINDEX INDEX CONCURRENTLY public\.doubles_broken;/,
  },
  'foreign-keys-without-index': {
    severity: 'info',
    object: 'public.child (parent_id)',
    fix: /CREATE INDEX CONCURRENTLY ON public\.child \(parent_id\);/,
  },
  'index-usage': { severity: 'warning', object: 'public.keep' },
  bloat: { severity: 'warning', object: 'public.bloated', fix: /VACUUM \(FULL, ANALYZE\) public\.bloated;/ },
  'index-bloat': {
    severity: 'warning',
    object: 'public.bloated_id',
    fix: /REINDEX INDEX CONCURRENTLY public\.bloated_id;/,
  },
  vacuum: { severity: 'warning', object: 'public.dead', fix: /VACUUM \(ANALYZE\) public\.dead;/ },
  sequences: {
    severity: 'critical',
    object: 'public.numbered_id_seq',
    fix: /ALTER TABLE public\.numbered ALTER COLUMN id TYPE bigint;/,
  },
  'prepared-transactions': {
    severity: 'warning',
    object: 'left; "behind"',
    fix: /ROLLBACK PREPARED 'left; "behind"';/,
  },
  'replication-slots': { severity: 'warning', object: 'forgotten', fix: /pg_drop_replication_slot\('forgotten'\)/ },
  blocking: { severity: 'warning', fix: /pg_terminate_backend/ },
  'idle-in-transaction': { severity: 'warning', fix: /idle_in_transaction_session_timeout/ },
  'long-queries': { severity: 'warning', fix: /pg_cancel_backend/ },
  'long-transactions': { severity: 'warning' },
};
/** One of each question. */
const SERIES = [
  'pg_stat_activity_count',
  'pg_database_size_bytes',
  'pg_stat_database_xact_commit',
  'pg_locks_count',
  'pg_settings_max_connections',
];
const SETTINGS = { max_prepared_transactions: '5', autovacuum: 'off' };

for (const source of ['path', 'npm', ...OTHER_POSTGRES] as const) {
  describe(`findings of a PostgreSQL ${typeof source === 'number' ? source : `from ${source}`}`, function () {
    this.timeout(120_000);
    let postgres: Postgres;
    let faulty: FaultyDatabase;
    let clean: Report;
    let bad: Report;
    let samples: readonly ProbeSample[] = [];
    before(async function () {
      await need(this, 'postgresql');
      if (typeof source === 'number') {
        const programs = await provideOtherPostgres(source);
        if (!programs.ok) skipTest(this, programs.error);
        postgres = await startPostgres({ programs: programs.value, settings: SETTINGS });
      } else {
        if ((await findTool('postgresql', source)) === undefined) skipTest(this, `No PostgreSQL from ${source} here.`);
        postgres = await startPostgres({ source, settings: SETTINGS });
      }
      clean = await report(postgres.superuserUri, { thresholds: STRICT, samples: (all) => (samples = all) });
      faulty = await createFaultyDatabase(postgres);
      bad = await report(faulty.uri, { thresholds: STRICT });
    });
    after(async () => {
      await faulty?.stop();
      await postgres?.stop();
    });

    it('is of the version that was asked for, and has the series of each', () => {
      if (typeof source === 'number') assert.match(clean.version, new RegExp(`^${source}\\.`));
      const names = new Set(samples.map(({ name }) => name));
      for (const name of SERIES) assert.ok(names.has(name), name);
      const size = samples.find(
        ({ name, labels }) => name === 'pg_database_size_bytes' && labels?.['datname'] === 'postgres',
      );
      assert.ok((size?.value ?? 0) > 5_000_000);
    });

    it('reads all that there is as a superuser', () => {
      for (const one of [clean, bad]) {
        assert.deepEqual(one.unread, []);
        assert.deepEqual(one.findings.map(({ id }) => id).sort(), POSTGRES_DIAGNOSTICS.map(({ id }) => id).sort());
      }
    });

    for (const [id, { severity, object, fix, row }] of Object.entries(SITUATIONS)) {
      it(`sees ${id}, and does not see it where it is not`, () => {
        const seen = finding(bad, id);
        assert.equal(seen.severity, severity, JSON.stringify(seen));
        if (object !== undefined) assert.equal(seen.object, object);
        if (fix !== undefined) assert.match(seen.fix ?? '', fix);
        if (row !== undefined)
          assert.ok(
            seen.table?.rows.some(([cell]) => cell === row),
            JSON.stringify(seen.table),
          );
        assert.equal(finding(clean, id).severity, 'ok', JSON.stringify(finding(clean, id)));
      });
    }

    it('has nothing to say of what is in order beside', () => {
      const rows = (id: string) => JSON.stringify(finding(bad, id).table?.rows);
      assert.ok(!rows('foreign-keys-without-index').includes('indexed_id'));
      assert.ok(!rows('unused-indexes').includes('_pkey'));
      assert.ok(!rows('duplicate-indexes').includes('keep_unused'));
      const kept = finding(bad, 'bloat').table?.rows.find(([name]) => name === 'public.keep');
      assert.ok(Number(kept?.[3] ?? 0) < 0.05, String(kept));
    });

    it('shows who waits for whom as a tree', () => {
      const { table, object, value } = finding(bad, 'blocking');
      const [first, second, third] = faulty.chain;
      assert.equal(object, `pid ${first}`);
      assert.equal(value, 2);
      const tree = table?.rows.map(([pid, depth, waitsFor]) => [pid, depth, waitsFor]);
      assert.deepEqual(tree, [
        [first, 0, null],
        [second, 1, first],
        [third, 2, second],
      ]);
      assert.match(String(table?.rows[1]?.[3]), /ShareLock on transactionid/);
    });

    it('counts the locks that are held and those that are waited for', () => {
      const waiting = (from: Report) => numberIn(finding(from, 'locks'), 'waiting');
      assert.equal(waiting(clean), 0);
      // Of the chain of three, the second and the third wait.
      assert.equal(waiting(bad), 2);
      const share = finding(bad, 'locks').table?.rows.find(([mode]) => mode === 'ShareLock');
      assert.ok(Number(share?.[2]) >= 1, JSON.stringify(share));
    });

    it('takes names for names', () => {
      assert.match(finding(bad, 'unused-indexes').fix ?? '', /DROP INDEX CONCURRENTLY public\."odd;index";/);
      assert.ok(finding(bad, 'table-sizes').table?.rows.some(([name]) => name === ODD_PRINTED));
    });

    it('knows how much of a sequence is used', () => {
      // 1932735283 of 2147483647 numbers, from 1.
      assert.equal(finding(bad, 'sequences').value?.toFixed(9), ((1932735283 - 1) / (2147483647 - 1)).toFixed(9));
    });

    it('estimates bloat near to what is there', () => {
      // 95 % of the rows are gone, and no page was given back.
      const ratio = finding(bad, 'bloat').value ?? 0;
      assert.ok(ratio > 0.93 && ratio < 0.97, String(ratio));
      // So are its index's entries; of an index that nothing was deleted from little is air.
      const { value, table } = finding(bad, 'index-bloat');
      assert.ok((value ?? 0) > 0.9 && (value ?? 0) < 0.97, String(value));
      const kept = table?.rows.find(([name]) => name === 'public.keep_pkey');
      assert.ok(Number(kept?.[3] ?? 0) < 0.1, String(kept));
    });

    it('leaves the hit ratio undefined where nothing was read', () => {
      const { value, numbers, severity } = finding(clean, 'cache-hit-ratio');
      assert.deepEqual([value, severity], [undefined, 'ok']);
      assert.equal(numbers.find(({ name }) => name === 'tables')?.value, undefined);
      assert.ok((numberIn(finding(bad, 'cache-hit-ratio'), 'tables') ?? 0) > 0);
    });

    it('says that fsync is off, and that autovacuum is', () => {
      const { severity, table } = finding(clean, 'settings');
      assert.equal(severity, 'critical');
      const names = table?.rows.map(([name]) => name);
      assert.ok(names?.includes('fsync') && names.includes('autovacuum'), String(names));
    });

    it('makes of pg_stat_statements how to switch it on', () => {
      assert.match(finding(clean, 'statements').fix ?? '', /shared_preload_libraries = 'pg_stat_statements'/);
    });

    it('is one connection by the name of watchpost, which is gone afterwards', async () => {
      const client = await open(postgres.superuserUri);
      let most = 0;
      const count = async (): Promise<void> => {
        const { rows } = await client.query<{ n: number }>(
          "SELECT count(*)::int AS n FROM pg_stat_activity WHERE application_name = 'watchpost'",
        );
        most = Math.max(most, rows[0]?.n ?? 0);
      };
      const watch = setInterval(() => void count(), 2);
      await report(faulty.uri);
      clearInterval(watch);
      assert.equal(most, 1);
      await client.end();
      await untilSessions(faulty.uri, 0, WATCHPOST_SESSION);
    });
  });
}
