import { readFile } from 'node:fs/promises';
import { Socket } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import { formatSeconds } from '../../base/unit.ts';
import type { ProbeResult } from '../../model/probe.ts';
import type { PostgresProbeConfig, Template } from '../../model/service.ts';
import { fillDatabaseUri } from '../connections/databaseUri.ts';
import { withoutPlaceholders, withPlaceholders } from '../connections/origin.ts';
import { parsePostgresUri, type PostgresAddress } from '../connections/postgresUri.ts';
import { type DatabaseLatency, databaseSamples } from './database/latency.ts';
import { postgresFailure } from './database/postgresFailure.ts';
import { endedBySignal, notAsked, outcome } from './outcome.ts';
import type { Probe, ProbeContext } from './probe.ts';
import { redactUrl } from './redact.ts';

/**
 * A PostgreSQL database: connects, asks `SELECT 1` in a read-only transaction and goes. Each run has a connection of its own:
 * that is what a client of the database meets (a full server refuses it), and none is held between runs.
 */
export const postgresProbe: Probe<'postgres'> = {
  kind: 'postgres',
  load: async () => void (await import('pg')),
  run,
  target: (config) => printUri(config.uri),
};

async function run(config: PostgresProbeConfig, context: ProbeContext, signal: AbortSignal): Promise<ProbeResult> {
  const address = fillDatabaseUri(config.uri, context.secrets, parsePostgresUri);
  if (!address.ok) return notAsked(address.error);
  const { value } = address;
  const result = await look(value, config.timeoutMs, context, signal);
  const clean = { ...result, reason: context.secrets.redact(result.reason) };
  return clean.status === 'down' ? { ...clean, samples: databaseSamples('pg_up', 0) } : clean;
}

async function look(
  address: PostgresAddress,
  timeoutMs: number,
  context: ProbeContext,
  signal: AbortSignal,
): Promise<ProbeResult> {
  const where = `${address.host}:${address.port}`;
  const tls = await tlsOptions(address, context);
  if (typeof tls === 'string') return outcome('unknown', tls);
  const attempts = tls === undefined || !isOptional(address) ? [tls] : [tls, undefined];
  let last: ProbeResult = outcome('unknown', 'nothing was tried');
  for (const attempt of attempts) {
    if (signal.aborted) return endedBySignal(signal, timeoutMs, `PostgreSQL on ${where} did not answer`);
    const session = await ask(address, attempt, timeoutMs, context, signal);
    if (signal.aborted && session.error !== undefined) {
      return endedBySignal(signal, timeoutMs, `PostgreSQL on ${where} did not answer`);
    }
    if (session.error === undefined) return answered(session.latency);
    last = postgresFailure(session.error, address);
    if (!isMissingTls(session.error)) return last;
  }
  return last;
}

function answered(latency: DatabaseLatency): ProbeResult {
  const { connectMs, queryMs } = latency;
  const reason = `connected in ${formatSeconds(connectMs / 1000)}, SELECT 1 in ${formatSeconds(queryMs / 1000)}`;
  return outcome('up', reason, {
    phasesMs: { connect: connectMs, processing: queryMs },
    samples: databaseSamples('pg_up', 1, latency),
  });
}

type Session = { readonly error: undefined; readonly latency: DatabaseLatency } | { readonly error: Error };

async function ask(
  address: PostgresAddress,
  ssl: ConnectionOptions | undefined,
  timeoutMs: number,
  { clock }: ProbeContext,
  signal: AbortSignal,
): Promise<Session> {
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
  const close = (): void => void socket.destroy();
  signal.addEventListener('abort', close);
  try {
    const startedMs = clock.monotonic();
    await client.connect();
    const connectedMs = clock.monotonic();
    // One round trip; as a transaction, so that it needs no settings at start-up, which PgBouncer would refuse.
    await client.query(
      `BEGIN READ ONLY; SET LOCAL statement_timeout = ${Math.max(1, Math.round(timeoutMs))}; SELECT 1; COMMIT`,
    );
    const answeredMs = clock.monotonic();
    await client.end();
    return { error: undefined, latency: { connectMs: connectedMs - startedMs, queryMs: answeredMs - connectedMs } };
  } catch (error) {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  } finally {
    signal.removeEventListener('abort', close);
    close();
  }
}

/** libpq's sslmode as Node's options; undefined: no TLS; a sentence where the settings ask for what cannot be. */
async function tlsOptions(
  address: PostgresAddress,
  context: ProbeContext,
): Promise<ConnectionOptions | undefined | string> {
  const { sslMode, sslRootCert } = address;
  if (sslMode === undefined || sslMode === 'disable' || sslMode === 'allow') return undefined;
  // A Unix socket has no TLS, whatever the mode, as in libpq.
  if (address.host.startsWith('/')) return undefined;
  if (sslMode === 'prefer' || (sslMode === 'require' && sslRootCert === undefined))
    return { rejectUnauthorized: false };
  const trust: ConnectionOptions = { secureContext: await context.http.secureContext() };
  if (sslRootCert !== undefined && sslRootCert !== 'system') {
    const ca = await readFile(sslRootCert, 'utf8').catch(() => undefined);
    if (ca === undefined) return `the file ${sslRootCert} (sslrootcert) cannot be read`;
    delete trust.secureContext;
    trust.ca = ca;
  }
  // verify-ca, and require with a root certificate, do not look at the name.
  return sslMode === 'verify-full' ? trust : { ...trust, checkServerIdentity: () => undefined };
}

function isOptional(address: PostgresAddress): boolean {
  return address.sslMode === 'prefer';
}

function isMissingTls(error: Error): boolean {
  return error.message === 'The server does not support SSL connections';
}

function printUri(uri: Template): string {
  return withoutPlaceholders(redactUrl(withPlaceholders(uri)), uri);
}
