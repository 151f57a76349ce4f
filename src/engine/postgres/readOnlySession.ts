import { createConnection } from 'node:net';
import type { Client, QueryResult } from 'pg';
import type { PostgresAddress } from '../connections/postgresUri.ts';
import type { PostgresRow } from './postgresRow.ts';

export interface SessionLimits {
  readonly statementTimeoutMs: number;
  readonly lockTimeoutMs: number;
}

const INT8 = 20;
const NUMERIC = 1700;

/**
 * The rows of `sql`, one statement, in a read-only transaction of its own with time limits: one round trip, and nothing that
 * outlives it, so that PgBouncer may hand each transaction to another server session. Names are resolved in pg_catalog
 * alone. Rejects with the server's error.
 */
export async function readRows(client: Client, sql: string, limits: SessionLimits): Promise<readonly PostgresRow[]> {
  try {
    return await readOnce(client, sql, limits);
  } catch (error) {
    // A database without an encoding (SQL_ASCII) may hold names that are no UTF-8: they come as the bytes they are.
    if (!(error instanceof Error) || !('code' in error) || error.code !== NO_UTF_8) throw error;
    return readOnce(client, sql, limits, 'SET LOCAL client_encoding = SQL_ASCII');
  }
}

/** SQLSTATE of a character that the client's encoding does not have. */
const NO_UTF_8 = '22021';

async function readOnce(
  client: Client,
  sql: string,
  limits: SessionLimits,
  ...before: readonly string[]
): Promise<readonly PostgresRow[]> {
  const text = [
    'BEGIN ISOLATION LEVEL READ COMMITTED READ ONLY',
    `SET LOCAL statement_timeout = ${limits.statementTimeoutMs}`,
    `SET LOCAL lock_timeout = ${limits.lockTimeoutMs}`,
    'SET LOCAL search_path = pg_catalog',
    ...before,
    sql,
    'COMMIT',
  ].join(';\n');
  try {
    // Several statements have several results, which the driver's types do not tell.
    const results: unknown = await client.query({ text, types: { getTypeParser: typeParser(client) } });
    return Array.isArray(results) ? ((results as QueryResult<PostgresRow>[]).at(-2)?.rows ?? []) : [];
  } catch (error) {
    // Where the connection is gone too, the first error says why.
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

/** Ends what the session runs, on the server too (PostgreSQL documentation, 55.2.8). Never rejects; what comes of it is not told. */
export function cancelOnServer(client: Client, address: PostgresAddress): Promise<void> {
  const { processID, secretKey } = client as unknown as { processID: number | null; secretKey: number | null };
  if (processID === null || secretKey === null) return Promise.resolve();
  const packet = Buffer.alloc(16);
  packet.writeInt32BE(16, 0);
  packet.writeInt32BE(80_877_102, 4);
  packet.writeInt32BE(processID, 8);
  packet.writeInt32BE(secretKey, 12);
  const { host, port } = address;
  return new Promise((resolve) => {
    const socket = createConnection(host.startsWith('/') ? { path: `${host}/.s.PGSQL.${port}` } : { host, port });
    socket.setTimeout(1_000, () => socket.destroy());
    socket.once('error', () => undefined);
    socket.once('close', () => resolve());
    socket.once('connect', () => socket.end(packet));
    socket.resume();
  });
}

/** Of bigint and numeric too: what is counted here stays below 2^53, or need not be exact. */
function typeParser(client: Client): (oid: number, format?: 'text' | 'binary') => (value: string) => unknown {
  return (oid, format) =>
    oid === INT8 || oid === NUMERIC
      ? Number
      : (client.getTypeParser(oid, format ?? 'text') as (value: string) => unknown);
}
