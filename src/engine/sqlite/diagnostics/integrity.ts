import type { DatabaseSync } from 'node:sqlite';
import { reportTable } from '../../../model/reportTable.ts';
import { rowsOf, type SqliteDiagnostic } from '../diagnostic.ts';

/** Whether the file holds together, by SQLite's own check. */
export const integrity: SqliteDiagnostic = {
  id: 'integrity',
  sql: 'PRAGMA integrity_check(50);',
  judge(database) {
    const lines = check(database);
    const wrong = lines.filter((line) => line !== 'ok');
    return {
      severity: wrong.length === 0 ? 'ok' : 'critical',
      title: wrong.length === 0 ? 'the file is whole' : 'the file is damaged',
      detail:
        'Every page was read, and every index compared with its table. A damaged file is best replaced by a backup; .recover of the sqlite3 program saves what can be read.',
      value: wrong.length,
      unit: 'none',
      ...(wrong.length > 0 && {
        fix: wrong.every((line) => /index/.test(line))
          ? 'REINDEX;'
          : '-- in a shell: sqlite3 damaged.db .recover | sqlite3 saved.db',
      }),
      table: reportTable(wrong, [{ title: 'what is wrong', cell: (line) => line }]),
    };
  },
};

const CORRUPT = 11;

function check(database: DatabaseSync): readonly string[] {
  try {
    return rowsOf(database, 'PRAGMA integrity_check(50)').map((row) => String(Object.values(row)[0]));
  } catch (error) {
    // What is damaged badly ends the check itself.
    if (error instanceof Error && 'errcode' in error && Number(error.errcode) % 256 === CORRUPT) return [error.message];
    throw error;
  }
}
