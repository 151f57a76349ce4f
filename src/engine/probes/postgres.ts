import type { Client } from 'pg';
import { t } from '../../base/l10n.ts';
import { formatSeconds } from '../../base/unit.ts';
import type { ProbeResult, ProbeSample } from '../../model/probe.ts';
import type { PostgresProbeConfig, Template } from '../../model/service.ts';
import { fillDatabaseUri } from '../connections/databaseUri.ts';
import { openPostgres } from '../connections/openPostgres.ts';
import { withoutPlaceholders, withPlaceholders } from '../connections/origin.ts';
import { parsePostgresUri, type PostgresAddress } from '../connections/postgresUri.ts';
import { readPostgresSeries } from '../postgres/series/postgresSeries.ts';
import { type DatabaseLatency, databaseSamples } from './database/latency.ts';
import { postgresFailure } from './database/postgresFailure.ts';
import { endedBySignal, notAsked, outcome } from './outcome.ts';
import type { Probe, ProbeContext } from './probe.ts';
import { redactUrl } from './redact.ts';

/** What each of the questions for numbers may take. */
const NUMBERS_TIMEOUT_MS = 1_000;

/**
 * A PostgreSQL database: connects, asks `SELECT 1` in a read-only transaction, reads its numbers and goes. Each run has a connection of its own:
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
  const ended = (): ProbeResult =>
    endedBySignal(signal, timeoutMs, t('PostgreSQL on {0}:{1} did not answer', address.host, address.port));
  if (signal.aborted) return ended();
  const { clock } = context;
  const startedMs = clock.monotonic();
  const opened = await openPostgres(address, () => context.http.secureContext(), signal);
  if (!opened.ok) {
    if (signal.aborted) return ended();
    return typeof opened.error === 'string' ? outcome('unknown', opened.error) : postgresFailure(opened.error, address);
  }
  const { client, close } = opened.value;
  try {
    const connectedMs = clock.monotonic();
    // One round trip; as a transaction, so that it needs no settings at start-up, which PgBouncer would refuse.
    await client.query(
      `BEGIN READ ONLY; SET LOCAL statement_timeout = ${Math.max(1, Math.round(timeoutMs))}; SELECT 1; COMMIT`,
    );
    const answeredMs = clock.monotonic();
    const numbers = await databaseNumbers(client, timeoutMs);
    await client.end();
    return answered({ connectMs: connectedMs - startedMs, queryMs: answeredMs - connectedMs }, numbers);
  } catch (error) {
    return signal.aborted ? ended() : postgresFailure(error, address);
  } finally {
    close();
  }
}

/** Its connections, transactions and blocks, for charts and alerts. What comes in the way is no failure: the database has answered. */
async function databaseNumbers(client: Client, timeoutMs: number): Promise<readonly ProbeSample[]> {
  const statementTimeoutMs = Math.max(1, Math.min(NUMBERS_TIMEOUT_MS, Math.round(timeoutMs)));
  return readPostgresSeries(client, { statementTimeoutMs, lockTimeoutMs: 100 }, 'live').catch(() => []);
}

function answered(latency: DatabaseLatency, numbers: readonly ProbeSample[]): ProbeResult {
  const { connectMs, queryMs } = latency;
  const reason = t('connected in {0}, SELECT 1 in {1}', formatSeconds(connectMs / 1000), formatSeconds(queryMs / 1000));
  return outcome('up', reason, {
    phasesMs: { connect: connectMs, processing: queryMs },
    samples: [...databaseSamples('pg_up', 1, latency), ...numbers],
  });
}

function printUri(uri: Template): string {
  return withoutPlaceholders(redactUrl(withPlaceholders(uri)), uri);
}
