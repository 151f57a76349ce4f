import type { Client } from 'pg';
import type { ProbeSample } from '../../../model/probe.ts';
import { numberOf, type PostgresRow, textOf } from '../postgresRow.ts';
import { readRows, type SessionLimits } from '../readOnlySession.ts';
import { isServerError } from '../serverError.ts';

/** A question whose number columns become series: `<prefix>_<column>`, with the text columns as labels. */
interface SeriesQuery {
  readonly prefix: string;
  readonly labels: readonly string[];
  readonly sql: string;
  /** What is asked where somebody asks every few seconds: cheap, of few rows. Absent: only a report asks. */
  readonly live?: string;
}

const ACTIVITY = `SELECT d.datname, s.state, coalesce(a.count, 0) AS count, coalesce(a.max_tx_duration, 0) AS max_tx_duration
FROM (VALUES ('active'), ('idle'), ('idle in transaction'), ('idle in transaction (aborted)'), ('fastpath function call'), ('disabled')) s(state)
CROSS JOIN pg_database d
LEFT JOIN (SELECT datname, state, count(*), max(extract(epoch FROM now() - xact_start)) AS max_tx_duration
           FROM pg_stat_activity GROUP BY 1, 2) a ON a.datname = d.datname AND a.state = s.state`;
const DATABASES = `SELECT datid::text, datname, numbackends, xact_commit, xact_rollback, blks_read, blks_hit, tup_returned, tup_fetched, tup_inserted,
       tup_updated, tup_deleted, conflicts, temp_files, temp_bytes, deadlocks, blk_read_time, blk_write_time
FROM pg_stat_database WHERE datname IS NOT NULL`;
const SETTINGS = `SELECT current_setting('max_connections')::int AS max_connections,
       current_setting('superuser_reserved_connections')::int AS superuser_reserved_connections`;

/** Named as postgres_exporter names them (prometheus-community/postgres_exporter 0.11, `queries.yaml` and `cmd/postgres_exporter`). */
const QUERIES: readonly SeriesQuery[] = [
  {
    prefix: 'pg_stat_activity',
    labels: ['datname', 'state'],
    sql: ACTIVITY,
    // A server may have hundreds of databases: those that somebody is in, and this one.
    live: `${ACTIVITY}
WHERE a.count > 0 OR d.datname = current_database() ORDER BY a.count DESC NULLS LAST LIMIT 200`,
  },
  {
    prefix: 'pg_database',
    labels: ['datname'],
    sql: `SELECT datname, pg_database_size(oid) AS size_bytes FROM pg_database WHERE has_database_privilege(oid, 'CONNECT')`,
  },
  {
    prefix: 'pg_stat_database',
    labels: ['datid', 'datname'],
    sql: DATABASES,
    live: `${DATABASES} AND datname = current_database()`,
  },
  {
    prefix: 'pg_locks',
    labels: ['datname', 'mode'],
    sql: `SELECT d.datname, lower(m.mode) AS mode, count(l.mode) AS count
FROM (VALUES ('AccessShareLock'), ('RowShareLock'), ('RowExclusiveLock'), ('ShareUpdateExclusiveLock'), ('ShareLock'), ('ShareRowExclusiveLock'),
             ('ExclusiveLock'), ('AccessExclusiveLock'), ('SIReadLock')) m(mode)
CROSS JOIN pg_database d LEFT JOIN pg_locks l ON l.database = d.oid AND l.mode = m.mode
GROUP BY 1, 2`,
  },
  {
    prefix: 'pg_settings',
    labels: [],
    sql: SETTINGS,
    live: SETTINGS,
  },
  {
    prefix: 'pg_stat_user_tables',
    labels: ['datname', 'schemaname', 'relname'],
    sql: `SELECT current_database() AS datname, schemaname, relname, seq_scan, seq_tup_read, idx_scan, idx_tup_fetch, n_tup_ins, n_tup_upd,
       n_tup_del, n_tup_hot_upd, n_live_tup, n_dead_tup, n_mod_since_analyze, vacuum_count, autovacuum_count, analyze_count, autoanalyze_count
FROM pg_stat_user_tables ORDER BY n_live_tup + n_dead_tup DESC, relid LIMIT 50`,
  },
];

/**
 * The server's numbers as series under postgres_exporter's names, all of them for a report, few and cheap ones for who asks every few
 * seconds; those of what may not be read are left out. Rejects where the connection is lost.
 */
export async function readPostgresSeries(
  client: Client,
  limits: SessionLimits,
  which: 'all' | 'live' = 'all',
): Promise<readonly ProbeSample[]> {
  const samples: ProbeSample[] = [];
  for (const query of QUERIES) {
    const sql = which === 'all' ? query.sql : query.live;
    if (sql === undefined) continue;
    try {
      for (const row of await readRows(client, sql, limits)) samples.push(...samplesOf(query, row));
    } catch (error) {
      if (!isServerError(error)) throw error;
    }
  }
  return samples;
}

function samplesOf({ prefix, labels }: SeriesQuery, row: PostgresRow): readonly ProbeSample[] {
  const own = labels.length === 0 ? undefined : Object.fromEntries(labels.map((label) => [label, textOf(row, label)]));
  return Object.keys(row).flatMap((column): ProbeSample[] => {
    const value = labels.includes(column) ? undefined : numberOf(row, column);
    return value === undefined
      ? []
      : [{ name: `${prefix}_${column}`, value, ...(own !== undefined && { labels: own }) }];
  });
}
