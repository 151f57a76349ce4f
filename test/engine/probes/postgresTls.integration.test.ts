// A real PostgreSQL that offers TLS, and then wants it: each sslmode as libpq has it.
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Client } from 'pg';
import { makeCertificates } from '../../support/certificates.ts';
import { need } from '../../support/provision/need.ts';
import { type OwnedFolder, ownedFolder } from '../../support/provision/ownedFolder.ts';
import { type Postgres, startPostgres } from '../../support/provision/postgres.ts';
import { waitFor } from '../../support/provision/waitFor.ts';
import { BASE, type Kit, probeKit } from './probeKit.ts';

describe('postgres probe over TLS', function () {
  const certificates = makeCertificates(Date.now());
  let postgres: Postgres;
  let other: Postgres;
  let folder: OwnedFolder;
  let superuser: Client;
  let kit: Kit;
  let root: string;
  before(async function () {
    await need(this, 'postgresql');
    folder = await ownedFolder('postgresTls');
    root = path.join(folder.path, 'ca.pem');
    await writeFile(root, certificates.ca);
    postgres = await startPostgres({ tls: certificates.valid, settings: { log_connections: 'on' } });
    other = await startPostgres({ tls: certificates.otherHost });
    superuser = new Client({ connectionString: postgres.superuserUri });
    superuser.on('error', () => undefined);
    await superuser.connect();
    kit = probeKit();
  });
  after(async () => {
    kit?.dispose();
    await superuser?.end();
    await postgres?.stop();
    await other?.stop();
    await folder?.remove();
  });

  /** What the probe says. */
  const look = async (server: Postgres, query: string): Promise<string> => {
    const uri = [`${server.uri.replace('127.0.0.1', 'localhost')}${query}`];
    const { status, reason } = await kit.run({ ...BASE, kind: 'postgres', uri, timeoutMs: 20_000 });
    return status === 'up' ? 'up' : `${status}: ${reason}`;
  };
  /** Whether the session was encrypted, by the server's own log. */
  const isEncrypted = async (query: string): Promise<boolean> => {
    const sessions = (): string[] => postgres.log().match(/connection authorized: .*=watchpost.*/g) ?? [];
    const before = sessions().length;
    assert.equal(await look(postgres, query), 'up');
    await waitFor('the log', () => Promise.resolve(sessions().length > before));
    return sessions().at(-1)?.includes('SSL enabled') === true;
  };

  it('is encrypted where the mode says so, and by itself where the server can', async () => {
    for (const query of ['?sslmode=disable', '?sslmode=allow']) assert.equal(await isEncrypted(query), false, query);
    for (const query of ['', '?sslmode=prefer', '?sslmode=require', `?sslmode=verify-full&sslrootcert=${root}`])
      assert.equal(await isEncrypted(query), true, query);
  });

  it('verifies issuer and name as the mode says', async () => {
    const rows: readonly (readonly [Postgres, string, RegExp])[] = [
      [postgres, '?sslmode=verify-full', /certificate/],
      [postgres, `?sslmode=verify-ca&sslrootcert=${root}`, /^up$/],
      [other, `?sslmode=require`, /^up$/],
      [other, `?sslmode=verify-ca&sslrootcert=${root}`, /^up$/],
      [other, `?sslmode=require&sslrootcert=${root}`, /^up$/],
      [other, `?sslmode=verify-full&sslrootcert=${root}`, /certificate .*localhost/],
      [postgres, '?sslmode=verify-full&sslrootcert=/none.pem', /\/none\.pem \(sslrootcert\) cannot be read/],
    ];
    for (const [server, query, said] of rows) assert.match(await look(server, query), said, query);
  });

  it('turns to TLS where the server wants it', async () => {
    const { rows } = await superuser.query<{ hba_file: string }>('SHOW hba_file');
    await superuser.query(
      `COPY (SELECT 'hostssl all all all scram-sha-256') TO PROGRAM 'cat > "${rows[0]!.hba_file}"'`,
    );
    await superuser.query('SELECT pg_reload_conf()');
    for (const query of ['', '?sslmode=allow', '?sslmode=prefer', '?sslmode=require'])
      assert.equal(await look(postgres, query), 'up', query);
    assert.match(await look(postgres, '?sslmode=disable'), /wants TLS; add sslmode=require/);
  });
});
