// A primary and its replica, real ones: how far the replica is behind, seen from either, and what a report reads on a replica.
import assert from 'node:assert/strict';
import { POSTGRES_DIAGNOSTICS } from '../../../src/engine/postgres/registry.ts';
import { need, skipTest } from '../../support/provision/need.ts';
import { type Postgres, startPostgres } from '../../support/provision/postgres.ts';
import { ToolMissing } from '../../support/provision/tools.ts';
import { waitFor } from '../../support/provision/waitFor.ts';
import { open } from './faultyDatabase.ts';
import { finding, numberIn, report, STRICT } from './reportKit.ts';

const THRESHOLDS = { ...STRICT, replicationLagSeconds: { warning: 0.5, critical: 600 } };

describe('a PostgreSQL with a replica', function () {
  let primary: Postgres;
  let replica: Postgres;
  before(async function () {
    await need(this, 'postgresql');
    primary = await startPostgres();
    try {
      replica = await startPostgres({ replicaOf: primary });
    } catch (error) {
      if (!(error instanceof ToolMissing)) throw error;
      await primary.stop();
      skipTest(this, error.message);
    }
  });
  after(async () => {
    await replica?.stop();
    await primary?.stop();
  });

  const lag = async (of: Postgres) => finding(await report(of.superuserUri, { thresholds: THRESHOLDS }), 'replication');

  it('is well while the replica keeps up', async () => {
    const connected = async (): Promise<boolean> => (await lag(primary)).title.startsWith('1 replica');
    await waitFor('the replica', connected);
    assert.equal((await lag(primary)).severity, 'ok');
    assert.equal((await lag(replica)).severity, 'ok');
  });

  it('reads all of a replica, which takes no writes', async () => {
    const seen = await report(replica.superuserUri);
    assert.deepEqual(seen.unread, []);
    assert.deepEqual(seen.findings.map(({ id }) => id).sort(), POSTGRES_DIAGNOSTICS.map(({ id }) => id).sort());
  });

  it('sees a replica that is behind, from either of the two', async () => {
    const [writer, reader] = [await open(primary.superuserUri), await open(replica.superuserUri)];
    await reader.query('SELECT pg_wal_replay_pause()');
    await writer.query('CREATE TABLE late (id int); INSERT INTO late SELECT generate_series(1, 10000)');
    const isBehind = async (): Promise<boolean> => {
      // The replica tells of what it has replayed when it hears of something.
      await writer.query('INSERT INTO late VALUES (0)');
      return (await lag(primary)).severity === 'warning' && (await lag(replica)).severity === 'warning';
    };
    await waitFor('the lag', isBehind);
    const seen = await lag(primary);
    assert.ok((seen.value ?? 0) >= 0.5);
    assert.ok(Number(seen.table?.rows[0]?.[2]) > 0, JSON.stringify(seen.table));
    await reader.query('SELECT pg_wal_replay_resume()');
    await waitFor('the replica', async () => (await lag(replica)).severity === 'ok');
    await Promise.all([writer.end(), reader.end()]);
  });

  it('sees how far the transaction ids are used', async () => {
    const age = async () => numberIn(finding(await report(primary.superuserUri), 'wraparound'), 'age') ?? assert.fail();
    const before = await age();
    const warning = (before + 1_000) / 2 ** 31;
    const thresholds = { ...THRESHOLDS, wraparoundRatio: { warning, critical: 1 } };
    const look = async () => finding(await report(primary.superuserUri, { thresholds }), 'wraparound');
    assert.equal((await look()).severity, 'ok');
    const writer = await open(primary.superuserUri);
    await writer.query('DO $$ BEGIN FOR i IN 1..1500 LOOP PERFORM txid_current(); COMMIT; END LOOP; END $$');
    const { rows } = await writer.query<{ age: number }>('SELECT max(age(datfrozenxid)) AS age FROM pg_database');
    await writer.end();
    const seen = await look();
    assert.equal(seen.severity, 'warning');
    assert.match(seen.fix ?? '', /VACUUM \(FREEZE\);/);
    assert.equal(numberIn(seen, 'age'), rows[0]?.age);
  });

  it('says until when a version gets corrections', async () => {
    const { version } = await report(primary.superuserUri);
    const major = Number.parseInt(version, 10);
    const at = async (day: string) => {
      const clock = { now: () => Date.parse(day), monotonic: () => performance.now(), setTimeout: () => assert.fail() };
      return finding(await report(primary.superuserUri, { clock: { ...clock, setTimeout: systemTimeout } }), 'version')
        .severity;
    };
    assert.equal(await at(`${2008 + major}-01-01`), 'ok');
    // Five years after its release, which is in the autumn.
    assert.equal(await at(`${2013 + major}-01-01`), 'warning');
  });
});

function systemTimeout(run: () => void, ms: number): { dispose(): void } {
  const timer = setTimeout(run, ms);
  return { dispose: () => clearTimeout(timer) };
}
