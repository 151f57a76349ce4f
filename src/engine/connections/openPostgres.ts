import { readFile } from 'node:fs/promises';
import { Socket } from 'node:net';
import type { ConnectionOptions, SecureContext } from 'node:tls';
import type { Client } from 'pg';
import { t } from '../../base/l10n.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { PostgresAddress, SslMode } from './postgresUri.ts';

/** A session with a PostgreSQL server; `close()` cuts it at once, any number of times. */
export interface OpenPostgres {
  readonly client: Client;
  readonly close: () => void;
}

/** What came in the way: the server's or the network's error, or a sentence where the settings ask for what cannot be. */
export type PostgresRefusal = Error | string;

/**
 * Connects as libpq would with the address's sslmode, `prefer` unless told: with `prefer` without TLS where the server has none, with
 * `allow` with TLS where it wants that. `trust` gives whom to trust; `signal` cuts the session, also once it is open.
 */
export async function openPostgres(
  address: PostgresAddress,
  trust: () => Promise<SecureContext>,
  signal: AbortSignal,
): Promise<Result<OpenPostgres, PostgresRefusal>> {
  const tls = await tlsOptions(address, trust);
  if (typeof tls === 'string') return err(tls);
  const first = await connect(address, tls, signal);
  if (first.ok) return first;
  const sslMode = modeOf(address);
  if (sslMode === 'prefer' && isMissingTls(first.error)) return connect(address, undefined, signal);
  if (sslMode === 'allow' && isTlsWanted(first.error)) return connect(address, UNVERIFIED, signal);
  return first;
}

const UNVERIFIED: ConnectionOptions = { rejectUnauthorized: false };

/** A Unix socket has no TLS, whatever the mode, as in libpq. */
function modeOf({ host, sslMode = 'prefer' }: PostgresAddress): SslMode {
  return host.startsWith('/') ? 'disable' : sslMode;
}

async function connect(
  address: PostgresAddress,
  ssl: ConnectionOptions | undefined,
  signal: AbortSignal,
): Promise<Result<OpenPostgres, Error>> {
  const { default: pg } = await import('pg');
  const socket = new Socket();
  const client = new pg.Client({
    host: address.host,
    port: address.port,
    user: address.user,
    database: address.database,
    // A function, so that neither PGPASSWORD nor ~/.pgpass is asked: they are bound to no origin.
    password: () => address.password ?? '',
    ssl: ssl ?? false,
    application_name: 'watchpost',
    stream: () => socket,
  });
  // What comes after the answer, or after the end: the answer counts.
  client.on('error', () => undefined);
  const close = (): void => {
    signal.removeEventListener('abort', close);
    socket.destroy();
  };
  signal.addEventListener('abort', close);
  if (signal.aborted) close();
  try {
    await client.connect();
    return ok({ client, close });
  } catch (error) {
    close();
    return err(error instanceof Error ? error : new Error(String(error)));
  }
}

/** libpq's sslmode as Node's options; undefined: no TLS; a sentence where the settings ask for what cannot be. */
async function tlsOptions(
  address: PostgresAddress,
  standard: () => Promise<SecureContext>,
): Promise<ConnectionOptions | undefined | string> {
  const { sslRootCert } = address;
  const sslMode = modeOf(address);
  if (sslMode === 'disable' || sslMode === 'allow') return undefined;
  if (sslMode === 'prefer' || (sslMode === 'require' && sslRootCert === undefined)) return UNVERIFIED;
  const trust: ConnectionOptions = { secureContext: await standard() };
  if (sslRootCert !== undefined && sslRootCert !== 'system') {
    const ca = await readFile(sslRootCert, 'utf8').catch(() => undefined);
    if (ca === undefined) return t('the file {0} (sslrootcert) cannot be read', sslRootCert);
    delete trust.secureContext;
    trust.ca = ca;
  }
  // verify-ca, and require with a root certificate, do not look at the name.
  return sslMode === 'verify-full' ? trust : { ...trust, checkServerIdentity: () => undefined };
}

function isMissingTls(error: Error): boolean {
  return error.message === 'The server does not support SSL connections';
}

/** `pg_hba.conf` has no line for a session that is not encrypted. */
function isTlsWanted(error: Error): boolean {
  return 'code' in error && error.code === '28000' && /no encryption|SSL off/.test(error.message);
}
