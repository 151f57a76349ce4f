import { counted } from '../../../base/counted.ts';
import { reportTable } from '../../../model/reportTable.ts';
import type { PostgresDiagnostic } from '../diagnostic.ts';
import { numberOf, textOf } from '../postgresRow.ts';

/** How each table is read: by index, or row after row. */
export const sequentialScans: PostgresDiagnostic = {
  id: 'index-usage',
  sql: () => `SELECT relid::regclass::text AS name, seq_scan, coalesce(idx_scan, 0) AS idx_scan, seq_tup_read, n_live_tup,
       seq_tup_read / nullif(seq_scan, 0) AS rows_per_scan,
       coalesce(idx_scan, 0)::float8 / nullif(seq_scan + coalesce(idx_scan, 0), 0) AS index_ratio
FROM pg_stat_user_tables
WHERE seq_scan + coalesce(idx_scan, 0) > 0
ORDER BY seq_tup_read DESC, name
LIMIT 200`,
  judge(rows, { limits }) {
    const { warning, scansMin } = limits.sequentialScanRows;
    const slow = rows.filter(
      (row) =>
        (numberOf(row, 'rows_per_scan') ?? 0) >= warning &&
        (numberOf(row, 'seq_scan') ?? 0) >= scansMin &&
        (numberOf(row, 'n_live_tup') ?? 0) >= warning,
    );
    const worst = slow[0];
    return {
      severity: slow.length > 0 ? 'warning' : 'ok',
      title:
        slow.length === 0
          ? 'no large table is read row by row again and again'
          : `${counted(slow.length, 'large table')} often read row by row`,
      detail:
        'A sequential scan reads every row, however few the query wants. Find the queries on the table in pg_stat_statements, EXPLAIN them, and give the columns that they look for an index.',
      ...(worst !== undefined && { object: textOf(worst, 'name') }),
      value: slow.length,
      unit: 'none',
      ...(worst !== undefined && {
        fix: slow
          .map(
            (row) =>
              `-- CREATE INDEX CONCURRENTLY ON ${textOf(row, 'name').replaceAll(/\s+/g, ' ')} (the columns of the WHERE clause);`,
          )
          .join('\n'),
      }),
      table: reportTable(slow.length > 0 ? slow : rows, [
        { title: 'table', cell: (row) => textOf(row, 'name') },
        { title: 'by index', cell: (row) => numberOf(row, 'index_ratio'), unit: 'ratio' },
        { title: 'sequential scans', cell: (row) => numberOf(row, 'seq_scan'), unit: 'none' },
        { title: 'rows a scan', cell: (row) => numberOf(row, 'rows_per_scan'), unit: 'none' },
        { title: 'index scans', cell: (row) => numberOf(row, 'idx_scan'), unit: 'none' },
        { title: 'number of rows', cell: (row) => numberOf(row, 'n_live_tup'), unit: 'none' },
      ]),
    };
  },
};
