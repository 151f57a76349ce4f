import { Client } from 'pg';
import type { Postgres } from '../../support/provision/postgres.ts';
import { waitFor } from '../../support/provision/waitFor.ts';

export interface FaultyDatabase {
  /** As the superuser. */
  readonly uri: string;
  /** The sessions of the blocked chain: the holder, who waits for it, and who waits for that one. */
  readonly chain: readonly string[];
  /** Takes the sequence back from its end. */
  mendSequence(): Promise<void>;
  stop(): Promise<void>;
}

/** A name with quotes, semicolons and blanks, which is a name and nothing else, as `regclass::text` prints it outside the search path. */
export const ODD_PRINTED = `public."odd ""name""; DROP TABLE keep"`;

const FAULTS = `
CREATE TABLE keep (id int PRIMARY KEY, a int, b int);
INSERT INTO keep SELECT i, i, i FROM generate_series(1, 20000) i;
CREATE INDEX keep_unused ON keep (b);
CREATE INDEX keep_a ON keep (a);
CREATE INDEX keep_a_again ON keep (a);
CREATE INDEX keep_ab ON keep (a, b);
CREATE TABLE parent (id int PRIMARY KEY);
CREATE TABLE child (id int PRIMARY KEY, parent_id int REFERENCES parent, indexed_id int REFERENCES parent);
CREATE INDEX child_indexed ON child (indexed_id);
CREATE TABLE bloated (id int, filler text) WITH (autovacuum_enabled = off);
INSERT INTO bloated SELECT i, repeat('x', 500) FROM generate_series(1, 40000) i;
CREATE INDEX bloated_id ON bloated (id);
DELETE FROM bloated WHERE id % 20 <> 0;
CREATE TABLE dead (id int) WITH (autovacuum_enabled = off);
INSERT INTO dead SELECT generate_series(1, 20000);
DELETE FROM dead WHERE id % 2 = 0;
CREATE TABLE numbered (id serial PRIMARY KEY);
SELECT setval('numbered_id_seq', 1932735283);
CREATE TABLE "odd ""name""; DROP TABLE keep" (id int);
CREATE INDEX "odd;index" ON "odd ""name""; DROP TABLE keep" (id);
CREATE TABLE doubles (v int);
INSERT INTO doubles VALUES (1), (1);
`;

/** A database with one of each fault, and sessions that block one another, in a server of `startPostgres`. */
export async function createFaultyDatabase(postgres: Postgres, name = 'faulty'): Promise<FaultyDatabase> {
  const admin = await open(postgres.superuserUri);
  await admin.query(`CREATE DATABASE ${name}`);
  await admin.end();
  const address = new URL(postgres.superuserUri);
  address.pathname = `/${name}`;
  const uri = address.href;
  const filler = await open(uri);
  await filler.query(FAULTS);
  // Statistics are written when a session is idle for a while, or ends.
  await filler.end();
  const maker = await open(uri);
  // Twenty thousand rows, again and again: a table that wants an index.
  for (let i = 0; i < 60; i++) await maker.query('SELECT count(*) FROM keep WHERE b + 0 = 5');
  await maker.query('CREATE UNIQUE INDEX CONCURRENTLY doubles_broken ON doubles (v)').catch(() => undefined);
  await maker.query('VACUUM ANALYZE bloated');
  await maker.query('ANALYZE keep');
  await maker.query('BEGIN; INSERT INTO dead VALUES (0); PREPARE TRANSACTION \'left; "behind"\'');
  await maker.query("SELECT pg_create_physical_replication_slot('forgotten', true)");

  const [holder, second, third, idle, busy] = await Promise.all([uri, uri, uri, uri, uri].map(open));
  const sessions = [holder!, second!, third!, idle!, busy!];
  await holder!.query('BEGIN; UPDATE keep SET a = a WHERE id = 1');
  await second!.query('BEGIN; UPDATE keep SET a = a WHERE id = 2');
  const waits = [
    second!.query('UPDATE keep SET a = a WHERE id = 1'),
    third!.query('UPDATE keep SET a = a WHERE id = 2'),
  ];
  await idle!.query('BEGIN; SELECT 1');
  const sleeps = busy!.query('SELECT pg_sleep(600)');
  for (const pending of [...waits, sleeps]) pending.catch(() => undefined);
  await until(maker, 'SELECT count(*) = 2 FROM pg_locks WHERE NOT granted');
  await closed(maker, uri);
  await new Promise((resolve) => setTimeout(resolve, 1_100));
  const chain = sessions.slice(0, 3).map((session) => String((session as unknown as { processID: number }).processID));
  return {
    uri,
    chain,
    async mendSequence() {
      const mender = await open(uri);
      await mender.query("SELECT setval('numbered_id_seq', 1)");
      await mender.end();
    },
    async stop() {
      const ender = await open(uri);
      await ender.query(
        'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()',
      );
      await ender.query('ROLLBACK PREPARED \'left; "behind"\'');
      await ender.end();
    },
  };
}

export async function open(uri: string): Promise<Client> {
  const client = new Client({ connectionString: uri });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

/** Ends a session and waits until it is gone from the server, which is after its statistics are written. */
export async function closed(client: Client, uri: string): Promise<void> {
  const { processID } = client as Client & { processID: number };
  await client.end();
  await untilSessions(uri, 0, `pid = ${processID}`);
}

/** What `pg_stat_activity` says of a session that is ours. */
export const WATCHPOST_SESSION = "application_name = 'watchpost'";

/**
 * Waits until so many sessions other than the asking one are as `where` says: a server sees later than its client that a
 * session came or went. With an address it asks over a connection of its own.
 */
export async function untilSessions(asking: Client | string, count: number, where: string): Promise<void> {
  const client = typeof asking === 'string' ? await open(asking) : asking;
  const sql = `SELECT count(*) = ${count} AS yes FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND ${where}`;
  try {
    await until(client, sql);
  } finally {
    if (client !== asking) await client.end();
  }
}

async function until(client: Client, sql: string): Promise<void> {
  await waitFor(sql, async () => {
    const { rows } = await client.query<Record<string, boolean>>(sql);
    return Object.values(rows[0] ?? {})[0] === true;
  });
}
