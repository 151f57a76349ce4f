import { counted } from '../../../base/counted.ts';
import { reportTable } from '../../../model/reportTable.ts';
import type { PostgresDiagnostic } from '../diagnostic.ts';
import { numberOf, sumOf, textOf } from '../postgresRow.ts';

/** Locks by their mode, those that are held and those that are waited for. */
export const locks: PostgresDiagnostic = {
  id: 'locks',
  sql: () => `SELECT mode, count(*) FILTER (WHERE granted) AS held, count(*) FILTER (WHERE NOT granted) AS waiting
FROM pg_locks
WHERE pid IS DISTINCT FROM pg_backend_pid()
GROUP BY mode ORDER BY waiting DESC, held DESC, mode`,
  judge(rows) {
    const [held, waiting] = [sumOf(rows, 'held'), sumOf(rows, 'waiting')];
    return {
      severity: 'ok',
      title: `${counted(held, 'lock')} held, ${waiting} waited for`,
      detail:
        'AccessExclusiveLock, which ALTER TABLE, TRUNCATE and VACUUM FULL take, keeps everybody else out of the table. Who waits for whom is in the blocking tree.',
      value: held,
      unit: 'none',
      numbers: [
        { name: 'held', value: held, unit: 'none' },
        { name: 'waiting', value: waiting, unit: 'none' },
      ],
      table: reportTable(rows, [
        { title: 'mode', cell: (row) => textOf(row, 'mode') },
        { title: 'held', cell: (row) => numberOf(row, 'held'), unit: 'none' },
        { title: 'waiting', cell: (row) => numberOf(row, 'waiting'), unit: 'none' },
      ]),
    };
  },
};
