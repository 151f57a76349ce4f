import { type ColumnOf, reportTable } from '../../model/reportTable.ts';
import type { ReportTable } from '../../model/report.ts';
import { numberOf, type PostgresRow, textOf } from './postgresRow.ts';

/** Sessions as rows: who, since when (`seconds`), and the query (`query`). */
export function sessionTable(
  rows: readonly PostgresRow[],
  more: readonly ColumnOf<PostgresRow>[] = [],
): ReportTable | undefined {
  return reportTable(rows, [
    { title: 'pid', cell: (row) => textOf(row, 'pid') },
    ...more,
    { title: 'for', cell: (row) => numberOf(row, 'seconds'), unit: 'seconds' },
    { title: 'role', cell: (row) => textOf(row, 'role') },
    { title: 'database', cell: (row) => textOf(row, 'database') },
    { title: 'application', cell: (row) => textOf(row, 'application') },
    { title: 'query', cell: (row) => textOf(row, 'query') },
  ]);
}

/** Statements that would end what the sessions do: the query alone, or the whole session. */
export function endSessions(pids: readonly string[], how: 'cancel' | 'terminate'): string {
  return pids.map((pid) => `SELECT pg_${how}_backend(${pid});`).join('\n');
}

/** A condition for the sessions of clients. To who may not see it the kind of a session is null: a client has a role and a database. */
export const IS_CLIENT =
  "(backend_type = 'client backend' OR (backend_type IS NULL AND usesysid IS NOT NULL AND datid IS NOT NULL))";

/** The columns that every list of sessions shows. */
export const SESSION_COLUMNS =
  'pid, usename AS role, datname AS database, application_name AS application, left(query, 1000) AS query';
