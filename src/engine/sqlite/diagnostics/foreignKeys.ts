import { counted } from '../../../base/counted.ts';
import { reportTable } from '../../../model/reportTable.ts';
import { rowsOf, type SqliteDiagnostic } from '../diagnostic.ts';

const SQL = `SELECT "table" AS name, parent, count(*) AS rows FROM pragma_foreign_key_check GROUP BY 1, 2 ORDER BY 3 DESC, 1`;

/** Rows that refer to rows which are not there: SQLite looks after foreign keys only where a connection asks for it. */
export const foreignKeys: SqliteDiagnostic = {
  id: 'foreign-keys',
  sql: SQL,
  judge(database) {
    const rows = rowsOf(database, SQL);
    const count = rows.reduce((sum, row) => sum + Number(row['rows']), 0);
    return {
      severity: count > 0 ? 'warning' : 'ok',
      title:
        count > 0 ? `${counted(count, 'row')} referring to rows that are not there` : 'every reference leads to a row',
      detail:
        'SQLite looks after foreign keys only in a connection that has switched it on. Let the program do so, and delete or mend the rows.',
      ...(rows.length > 0 && { object: String(rows[0]?.['name']) }),
      value: count,
      unit: 'none',
      ...(count > 0 && {
        fix: '-- in each connection\nPRAGMA foreign_keys = ON;\n-- the rows\nPRAGMA foreign_key_check;',
      }),
      table: reportTable(rows, [
        { title: 'table', cell: (row) => String(row['name']) },
        { title: 'refers to', cell: (row) => String(row['parent']) },
        { title: 'rows', cell: (row) => Number(row['rows']), unit: 'none' },
      ]),
    };
  },
};
