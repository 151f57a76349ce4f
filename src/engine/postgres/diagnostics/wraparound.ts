import { formatQuantity } from '../../../base/unit.ts';
import { reportTable } from '../../../model/reportTable.ts';
import { severityAbove } from '../../reports/diagnosis.ts';
import type { PostgresDiagnostic } from '../diagnostic.ts';
import { numberOf, textOf } from '../postgresRow.ts';

/** Past this many the server refuses writes (PostgreSQL documentation, 24.1.5). */
const IDS = 2 ** 31;

/** How far each database is on the way to running out of transaction ids. */
export const wraparound: PostgresDiagnostic = {
  id: 'wraparound',
  sql: () => `SELECT datname AS name, age(datfrozenxid) AS xid_age, mxid_age(datminmxid) AS multixact_age,
       current_setting('autovacuum_freeze_max_age')::int AS freeze_max_age
FROM pg_database
ORDER BY greatest(age(datfrozenxid), mxid_age(datminmxid)) DESC, name`,
  judge(rows, { limits }) {
    const oldest = rows[0];
    const age = Math.max(numberOf(oldest, 'xid_age') ?? 0, numberOf(oldest, 'multixact_age') ?? 0);
    const severity = severityAbove(age / IDS, limits.wraparoundRatio);
    return {
      severity,
      title: `${formatQuantity(age / IDS, 'ratio')} of the transaction ids are used before ${textOf(oldest, 'name')} must be frozen`,
      detail:
        'Before they run out the server stops taking writes, and only a vacuum of every table helps. Vacuum begins to freeze by itself at autovacuum_freeze_max_age; where the age grows past it, something holds it up, such as a transaction or a slot that is open for long.',
      object: textOf(oldest, 'name'),
      value: age / IDS,
      unit: 'ratio',
      numbers: [
        { name: 'age', value: age, unit: 'none' },
        { name: 'autovacuum_freeze_max_age', value: numberOf(oldest, 'freeze_max_age'), unit: 'none' },
      ],
      ...(severity !== 'ok' && {
        fix: `-- connected to ${textOf(oldest, 'name').replaceAll(/\s+/g, ' ')}\nVACUUM (FREEZE);`,
      }),
      table: reportTable(rows, [
        { title: 'database', cell: (row) => textOf(row, 'name') },
        { title: 'age', cell: (row) => numberOf(row, 'xid_age'), unit: 'none' },
        { title: 'multixact age', cell: (row) => numberOf(row, 'multixact_age'), unit: 'none' },
      ]),
    };
  },
};
