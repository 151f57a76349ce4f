import { formatQuantity } from '../../../base/unit.ts';
import { reportTable } from '../../../model/reportTable.ts';
import type { PostgresDiagnostic } from '../diagnostic.ts';
import { numberOf, textOf } from '../postgresRow.ts';
import { notLocked, USER_SCHEMA } from '../relationSql.ts';

/** The largest tables with their indexes and TOAST. */
export const tableSizes: PostgresDiagnostic = {
  id: 'table-sizes',
  // The catalog's page counts choose whom to ask: asking the file system about each of fifty thousand tables takes too long.
  sql: () => `WITH counted AS (
  SELECT c.oid, c.reltuples, c.reltoastrelid,
         c.relpages + coalesce(t.relpages, 0) + coalesce((SELECT sum(i.relpages) FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid
                                                          WHERE x.indrelid = c.oid), 0) AS pages
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_class t ON t.oid = c.reltoastrelid
  WHERE c.relkind IN ('r', 'm') AND ${USER_SCHEMA} AND ${notLocked('c.oid')}
), largest AS MATERIALIZED (SELECT *, count(*) OVER () AS tables FROM counted ORDER BY pages DESC, oid DESC LIMIT 200)
SELECT oid::regclass::text AS name, pg_total_relation_size(oid) AS total_bytes, pg_relation_size(oid) AS heap_bytes,
       pg_indexes_size(oid) AS index_bytes,
       CASE WHEN reltoastrelid = 0 THEN 0 ELSE pg_total_relation_size(reltoastrelid) END AS toast_bytes,
       nullif(reltuples, -1) AS estimated_rows, tables
FROM largest ORDER BY total_bytes DESC NULLS LAST, name`,
  judge(rows) {
    const largest = rows[0];
    const tables = numberOf(largest, 'tables') ?? 0;
    const total = numberOf(largest, 'total_bytes');
    return {
      severity: 'ok',
      title:
        largest === undefined
          ? 'there is no table'
          : `${textOf(largest, 'name')} is the largest of ${tables} tables with ${formatQuantity(total ?? 0, 'bytes')}`,
      detail:
        'The total is the rows, the indexes and TOAST, where long values are kept. The number of rows is what the last vacuum or analyze estimated.',
      ...(largest !== undefined && { object: textOf(largest, 'name') }),
      value: total ?? 0,
      unit: 'bytes',
      table: reportTable(rows, [
        { title: 'table', cell: (row) => textOf(row, 'name') },
        { title: 'total', cell: (row) => numberOf(row, 'total_bytes'), unit: 'bytes' },
        { title: 'rows', cell: (row) => numberOf(row, 'heap_bytes'), unit: 'bytes' },
        { title: 'indexes', cell: (row) => numberOf(row, 'index_bytes'), unit: 'bytes' },
        { title: 'TOAST', cell: (row) => numberOf(row, 'toast_bytes'), unit: 'bytes' },
        { title: 'number of rows', cell: (row) => numberOf(row, 'estimated_rows'), unit: 'none' },
      ]),
    };
  },
};
