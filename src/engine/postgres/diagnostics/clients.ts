import { counted } from '../../../base/counted.ts';
import { reportTable } from '../../../model/reportTable.ts';
import type { PostgresDiagnostic } from '../diagnostic.ts';
import { IS_CLIENT } from '../sessionTable.ts';
import { numberOf, sumOf, textOf } from '../postgresRow.ts';

/** Who holds the connections: by application, client and role. */
export const clients: PostgresDiagnostic = {
  id: 'clients',
  hiddenWithoutMonitor: () => 'applications and addresses of other roles',
  sql: () => `SELECT coalesce(nullif(application_name, ''), '(none)') AS application, coalesce(host(client_addr), 'local') AS client,
       usename AS role, datname AS database, count(*) AS connections, count(*) FILTER (WHERE state = 'active') AS active,
       max(extract(epoch FROM now() - backend_start)) AS oldest_seconds
FROM pg_stat_activity
WHERE ${IS_CLIENT}
GROUP BY 1, 2, 3, 4 ORDER BY 5 DESC, 1, 2, 3, 4`,
  judge: (rows) => ({
    severity: 'ok',
    title: `${counted(sumOf(rows, 'connections'), 'connection')} from ${counted(rows.length, 'client')}`,
    detail:
      'A client is an application from one address under one role to one database. Give each program an application_name, so that it can be told from the others.',
    value: rows.length,
    unit: 'none',
    table: reportTable(rows, [
      { title: 'application', cell: (row) => textOf(row, 'application') },
      { title: 'client', cell: (row) => textOf(row, 'client') },
      { title: 'role', cell: (row) => textOf(row, 'role') },
      { title: 'database', cell: (row) => textOf(row, 'database') },
      { title: 'connections', cell: (row) => numberOf(row, 'connections'), unit: 'none' },
      { title: 'active', cell: (row) => numberOf(row, 'active'), unit: 'none' },
      { title: 'oldest', cell: (row) => numberOf(row, 'oldest_seconds'), unit: 'seconds' },
    ]),
  }),
};
