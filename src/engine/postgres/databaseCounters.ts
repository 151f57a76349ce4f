import { numberOf, type PostgresRow } from './postgresRow.ts';

const DAY_SECONDS = 86_400;

/** The counters of this database, and for how many seconds they have counted. */
export const DATABASE_COUNTERS_SQL = `SELECT xact_commit, xact_rollback, deadlocks, conflicts, temp_files, temp_bytes,
       extract(epoch FROM now() - coalesce(stats_reset, pg_postmaster_start_time())) AS seconds
FROM pg_stat_database
WHERE datname = current_database()`;

/** A counter for each day; of less than a day as much as was counted. */
export function perDay(row: PostgresRow | undefined, counter: string): number {
  const days = Math.max(1, (numberOf(row, 'seconds') ?? 0) / DAY_SECONDS);
  return (numberOf(row, counter) ?? 0) / days;
}
