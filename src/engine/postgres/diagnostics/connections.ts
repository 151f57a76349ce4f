import { reportTable } from '../../../model/reportTable.ts';
import { severityAbove } from '../../reports/diagnosis.ts';
import type { PostgresDiagnostic } from '../diagnostic.ts';
import { IS_CLIENT } from '../sessionTable.ts';
import { numberOf, sumOf, textOf } from '../postgresRow.ts';

/** Client connections by state, against what max_connections leaves to ordinary roles. */
export const connections: PostgresDiagnostic = {
  id: 'connections',
  hiddenWithoutMonitor: () => 'the state of the connections of other roles',
  sql: () => `SELECT coalesce(state, 'not shown') AS state, count(*) AS connections,
       current_setting('max_connections')::int AS max_connections,
       current_setting('superuser_reserved_connections')::int AS reserved
FROM pg_stat_activity
WHERE ${IS_CLIENT}
GROUP BY 1 ORDER BY 2 DESC, 1`,
  judge(rows, { limits }) {
    const used = sumOf(rows, 'connections');
    const limit = (numberOf(rows[0], 'max_connections') ?? 0) - (numberOf(rows[0], 'reserved') ?? 0);
    const ratio = limit > 0 ? used / limit : undefined;
    const count = (state: string): number =>
      sumOf(
        rows.filter((row) => textOf(row, 'state') === state),
        'connections',
      );
    const severity = severityAbove(ratio, limits.connectionsRatio);
    return {
      severity,
      title: `${used} of ${limit} connections are used`,
      detail:
        'Where none is left, the server refuses every new client. Put a pooler such as PgBouncer before the server, or close what is idle, before raising max_connections.',
      value: ratio,
      unit: 'ratio',
      numbers: [
        { name: 'used', value: used, unit: 'none' },
        { name: 'active', value: count('active'), unit: 'none' },
        { name: 'idle', value: count('idle'), unit: 'none' },
        { name: 'idle in transaction', value: count('idle in transaction'), unit: 'none' },
        { name: 'limit', value: limit, unit: 'none' },
      ],
      ...(severity !== 'ok' && {
        fix: `-- needs a restart; each connection costs memory\nALTER SYSTEM SET max_connections = ${Math.ceil((limit * 1.5) / 50) * 50};`,
      }),
      table: reportTable(rows, [
        { title: 'state', cell: (row) => textOf(row, 'state') },
        { title: 'connections', cell: (row) => numberOf(row, 'connections'), unit: 'none' },
      ]),
    };
  },
};
