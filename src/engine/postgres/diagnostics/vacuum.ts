import { formatQuantity } from '../../../base/unit.ts';
import { reportTable } from '../../../model/reportTable.ts';
import type { PostgresDiagnostic } from '../diagnostic.ts';
import { numberOf, textOf } from '../postgresRow.ts';

/** Dead rows, and when each table was last vacuumed and analyzed. */
export const vacuum: PostgresDiagnostic = {
  id: 'vacuum',
  sql: () => `SELECT relid::regclass::text AS name, n_live_tup, n_dead_tup, n_dead_tup::float8 / nullif(n_live_tup + n_dead_tup, 0) AS ratio,
       n_mod_since_analyze, extract(epoch FROM now() - greatest(last_vacuum, last_autovacuum)) AS vacuum_seconds,
       extract(epoch FROM now() - greatest(last_analyze, last_autoanalyze)) AS analyze_seconds
FROM pg_stat_user_tables
WHERE n_live_tup + n_dead_tup > 0
ORDER BY n_dead_tup DESC, name
LIMIT 200`,
  judge(rows, { limits }) {
    const { warning, rowsMin } = limits.deadRowsRatio;
    const bad = rows.filter(
      (row) =>
        (numberOf(row, 'ratio') ?? 0) >= warning &&
        (numberOf(row, 'n_live_tup') ?? 0) + (numberOf(row, 'n_dead_tup') ?? 0) >= rowsMin,
    );
    const worst = bad[0];
    return {
      severity: worst === undefined ? 'ok' : 'warning',
      title:
        worst === undefined
          ? 'vacuum keeps up with dead rows'
          : `${formatQuantity(numberOf(worst, 'ratio') ?? 0, 'ratio')} of the rows of ${textOf(worst, 'name')} are dead`,
      detail:
        'Dead rows make every scan slower until vacuum removes them. Where vacuum does not come by, look for a transaction that is open for long, or make autovacuum more eager for this table.',
      ...(worst !== undefined && { object: textOf(worst, 'name') }),
      value: numberOf(worst ?? rows[0], 'ratio') ?? 0,
      unit: 'ratio',
      ...(worst !== undefined && {
        fix: bad
          .flatMap((row) => [
            `VACUUM (ANALYZE) ${textOf(row, 'name')};`,
            `ALTER TABLE ${textOf(row, 'name')} SET (autovacuum_vacuum_scale_factor = 0.05);`,
          ])
          .join('\n'),
      }),
      table: reportTable(rows, [
        { title: 'table', cell: (row) => textOf(row, 'name') },
        { title: 'dead rows', cell: (row) => numberOf(row, 'n_dead_tup'), unit: 'none' },
        { title: 'live rows', cell: (row) => numberOf(row, 'n_live_tup'), unit: 'none' },
        { title: 'dead', cell: (row) => numberOf(row, 'ratio'), unit: 'ratio' },
        { title: 'changed since analyze', cell: (row) => numberOf(row, 'n_mod_since_analyze'), unit: 'none' },
        { title: 'vacuumed ago', cell: (row) => numberOf(row, 'vacuum_seconds'), unit: 'seconds' },
        { title: 'analyzed ago', cell: (row) => numberOf(row, 'analyze_seconds'), unit: 'seconds' },
      ]),
    };
  },
};
