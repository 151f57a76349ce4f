// The series of a report beside those of the real postgres_exporter, of the same server at the same time.
import assert from 'node:assert/strict';
import type { ProbeSample } from '../../../src/model/probe.ts';
import { freePort } from '../../support/provision/freePort.ts';
import { need } from '../../support/provision/need.ts';
import { type OwnedProcess, spawnOwned } from '../../support/provision/ownedProcess.ts';
import { type Postgres, startPostgres } from '../../support/provision/postgres.ts';
import { mustProvide } from '../../support/provision/tools.ts';
import { waitFor } from '../../support/provision/waitFor.ts';
import { exposedValues, sampleKey } from '../exposedValues.ts';
import { closed, open } from './faultyDatabase.ts';
import { report } from './reportKit.ts';

describe('the series of a PostgreSQL', function () {
  let postgres: Postgres;
  let exporter: OwnedProcess;
  let address: string;
  before(async function () {
    await need(this, 'postgresql', 'postgresExporter');
    postgres = await startPostgres({ settings: { autovacuum: 'off' } });
    const port = await freePort();
    address = `http://127.0.0.1:${port}/metrics`;
    const { path } = await mustProvide('postgresExporter');
    const env = { ...process.env, DATA_SOURCE_NAME: `${postgres.superuserUri}?sslmode=disable` };
    exporter = spawnOwned(path, [`--web.listen-address=127.0.0.1:${port}`], { env });
    const isUp = (): Promise<boolean> =>
      fetch(address).then(
        ({ ok }) => ok,
        () => false,
      );
    await waitFor('postgres_exporter', isUp, { program: exporter });
  });
  after(async () => {
    await exporter?.stop();
    await postgres?.stop();
  });

  it('have the names, labels and values of postgres_exporter', async () => {
    const filler = await open(postgres.uri);
    await filler.query(`CREATE TABLE t (id int PRIMARY KEY, x text); INSERT INTO t SELECT i, repeat('x', 50) FROM generate_series(1, 5000) i;
      DELETE FROM t WHERE id % 3 = 0; UPDATE t SET x = 'y' WHERE id % 5 = 0;`);
    await closed(filler, postgres.superuserUri); // its statistics are written
    const worker = await open(postgres.uri);
    await worker.query('BEGIN; SELECT count(*) FROM t');
    let samples: readonly ProbeSample[] = [];
    await report(postgres.superuserUri, { samples: (all) => (samples = all) });
    const theirs = exposedValues(await (await fetch(address)).text());
    await worker.end();

    let compared = 0;
    for (const { name, labels = {}, value } of samples) {
      // What the two do themselves, each in the database `postgres`, differs; so does the age of a transaction.
      const isOurs = labels['datname'] === 'postgres' && name !== 'pg_database_size_bytes';
      if (isOurs || name === 'pg_stat_activity_max_tx_duration' || name.startsWith('pg_stat_user_tables')) continue;
      assert.equal(value, theirs.get(sampleKey(name, labels)), sampleKey(name, labels));
      compared++;
    }
    assert.ok(compared > 90, String(compared));
    const one = (name: string, labels: Record<string, string>) =>
      samples.find((sample) => sampleKey(sample.name, sample.labels ?? {}) === sampleKey(name, labels))?.value;
    assert.equal(one('pg_stat_activity_count', { datname: 'watched', state: 'idle in transaction' }), 1);
    // With the rows of the catalogue.
    const inserted = one('pg_stat_database_tup_inserted', { datname: 'watched', datid: datid(samples) });
    assert.ok((inserted ?? 0) >= 5_000, String(inserted));
  });
});

function datid(samples: readonly ProbeSample[]): string {
  const one = samples.find(
    ({ name, labels }) => name === 'pg_stat_database_deadlocks' && labels?.['datname'] === 'watched',
  );
  return one?.labels?.['datid'] ?? '';
}
