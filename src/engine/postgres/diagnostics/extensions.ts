import { counted } from '../../../base/counted.ts';
import { reportTable } from '../../../model/reportTable.ts';
import type { PostgresDiagnostic } from '../diagnostic.ts';
import { textOf } from '../postgresRow.ts';

/** The extensions of the database, and those that the server has a newer version of. */
export const extensions: PostgresDiagnostic = {
  id: 'extensions',
  sql: () => `SELECT e.extname AS name, quote_ident(e.extname) AS quoted, e.extversion AS installed, a.default_version AS available
FROM pg_extension e LEFT JOIN pg_available_extensions a ON a.name = e.extname
ORDER BY 1`,
  judge(rows) {
    const old = rows.filter(
      (row) => textOf(row, 'available') !== '' && textOf(row, 'available') !== textOf(row, 'installed'),
    );
    return {
      severity: old.length > 0 ? 'info' : 'ok',
      title:
        old.length > 0
          ? `${counted(old.length, 'extension')} to be updated`
          : `${counted(rows.length, 'extension')} installed`,
      detail:
        'After an update of the server its extensions stay as they were until they are told. The update is a statement, and each extension documents what it changes.',
      ...(old.length > 0 && { object: textOf(old[0], 'name') }),
      value: old.length,
      unit: 'none',
      ...(old.length > 0 && { fix: old.map((row) => `ALTER EXTENSION ${textOf(row, 'quoted')} UPDATE;`).join('\n') }),
      table: reportTable(rows, [
        { title: 'extension', cell: (row) => textOf(row, 'name') },
        { title: 'installed', cell: (row) => textOf(row, 'installed') },
        { title: 'available', cell: (row) => textOf(row, 'available') },
      ]),
    };
  },
};
