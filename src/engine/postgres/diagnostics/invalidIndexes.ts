import { counted } from '../../../base/counted.ts';
import { reportTable } from '../../../model/reportTable.ts';
import type { PostgresDiagnostic } from '../diagnostic.ts';
import { textOf } from '../postgresRow.ts';

/** Indexes that a failed CREATE INDEX CONCURRENTLY or REINDEX left behind. */
export const invalidIndexes: PostgresDiagnostic = {
  id: 'invalid-indexes',
  sql: () => `SELECT indexrelid::regclass::text AS name, indrelid::regclass::text AS table_name, c.relname ~ '_ccnew[0-9]*$' AS is_left_over
FROM pg_index JOIN pg_class c ON c.oid = indexrelid
WHERE NOT (indisvalid AND indisready) AND c.relkind = 'i'
  AND NOT EXISTS (SELECT FROM pg_stat_progress_create_index p WHERE p.index_relid = indexrelid)
ORDER BY 1`,
  judge: (rows) => ({
    severity: rows.length === 0 ? 'ok' : 'warning',
    title: rows.length === 0 ? 'every index is valid' : `${counted(rows.length, 'index', 'indexes')} not valid`,
    detail:
      'An index that was not built to its end is kept up to date with each write and used by no query. Build it anew, or drop it.',
    ...(rows.length > 0 && { object: textOf(rows[0], 'name') }),
    value: rows.length,
    unit: 'none',
    ...(rows.length > 0 && {
      fix: rows
        .map((row) => `${row['is_left_over'] === true ? 'DROP' : 'REINDEX'} INDEX CONCURRENTLY ${textOf(row, 'name')};`)
        .join('\n'),
    }),
    table: reportTable(rows, [
      { title: 'index', cell: (row) => textOf(row, 'name') },
      { title: 'table', cell: (row) => textOf(row, 'table_name') },
    ]),
  }),
};
