import { formatQuantity } from '../../../base/unit.ts';
import { reportTable } from '../../../model/reportTable.ts';
import type { PostgresDiagnostic } from '../diagnostic.ts';
import { numberOf, textOf } from '../postgresRow.ts';

/** The size of each database that the role may connect to. */
export const databaseSize: PostgresDiagnostic = {
  id: 'database-size',
  sql: () => `SELECT datname AS name, datname = current_database() AS current, pg_database_size(oid) AS bytes
FROM pg_database
WHERE has_database_privilege(oid, 'CONNECT') AND datallowconn
ORDER BY bytes DESC, name`,
  judge(rows, { server }) {
    const bytes = numberOf(
      rows.find((row) => row['current'] === true),
      'bytes',
    );
    return {
      severity: 'ok',
      title: `the database is ${formatQuantity(bytes ?? 0, 'bytes')} large`,
      detail:
        'It is the size of all its files, with what is free in them. The databases of the same server share its memory, its connections and its disk.',
      object: server.database,
      value: bytes,
      unit: 'bytes',
      table: reportTable(rows, [
        { title: 'database', cell: (row) => textOf(row, 'name') },
        { title: 'size', cell: (row) => numberOf(row, 'bytes'), unit: 'bytes' },
      ]),
    };
  },
};
