import { formatQuantity } from '../../../base/unit.ts';
import { reportTable } from '../../../model/reportTable.ts';
import { rowsOf, type SqliteDiagnostic } from '../diagnostic.ts';

const SQL = `SELECT s.name, coalesce(m.type, 'table') AS type, coalesce(m.tbl_name, s.name) AS table_name, s.pgsize AS bytes, s.unused, s.pageno AS pages
FROM dbstat('main', 1) s LEFT JOIN sqlite_schema m ON m.name = s.name
ORDER BY s.pgsize DESC, s.name`;

/** Tables and indexes by size. */
export const sizes: SqliteDiagnostic = {
  id: 'sizes',
  sql: SQL,
  judge(database) {
    const rows = rowsOf(database, SQL);
    const largest = rows[0];
    return {
      severity: 'ok',
      title:
        largest === undefined
          ? 'there is no table'
          : `${String(largest['name'])} is the largest of ${rows.length} tables and indexes with ${formatQuantity(Number(largest['bytes']), 'bytes')}`,
      detail:
        'A table is its rows, and each index is a part of its own. What is unused in the pages is room that deleted or shortened rows left.',
      ...(largest !== undefined && { object: String(largest['name']) }),
      value: Number(largest?.['bytes'] ?? 0),
      unit: 'bytes',
      table: reportTable(rows, [
        { title: 'name', cell: (row) => String(row['name']) },
        { title: 'kind', cell: (row) => String(row['type']) },
        { title: 'table', cell: (row) => String(row['table_name']) },
        { title: 'size', cell: (row) => Number(row['bytes']), unit: 'bytes' },
        { title: 'unused', cell: (row) => Number(row['unused']), unit: 'bytes' },
        { title: 'pages', cell: (row) => Number(row['pages']), unit: 'none' },
      ]),
    };
  },
};
