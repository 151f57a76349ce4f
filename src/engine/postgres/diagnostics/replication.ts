import { counted } from '../../../base/counted.ts';
import { formatQuantity } from '../../../base/unit.ts';
import { reportTable } from '../../../model/reportTable.ts';
import { severityAbove } from '../../reports/diagnosis.ts';
import type { PostgresDiagnostic } from '../diagnostic.ts';
import { numberOf, textOf } from '../postgresRow.ts';

/** How far replicas are behind: on a primary each of them, on a replica itself. */
export const replication: PostgresDiagnostic = {
  id: 'replication',
  hiddenWithoutMonitor: () => 'how far replicas are behind',
  sql: ({ isReplica }) =>
    isReplica
      ? `SELECT 'this replica' AS name, CASE WHEN pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() THEN 0
       -- It has replayed none since it started.
       ELSE extract(epoch FROM now() - coalesce(pg_last_xact_replay_timestamp(), pg_postmaster_start_time())) END AS lag_seconds,
       pg_wal_lsn_diff(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn()) AS lag_bytes, NULL AS state, NULL AS sync_state`
      : `SELECT coalesce(nullif(application_name, ''), host(client_addr), pid::text) AS name, extract(epoch FROM replay_lag) AS lag_seconds,
       pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn) AS lag_bytes, state, sync_state
FROM pg_stat_replication
ORDER BY lag_seconds DESC NULLS LAST, lag_bytes DESC NULLS LAST, name`,
  judge(rows, { limits }) {
    const worst = rows[0];
    const lag = numberOf(worst, 'lag_seconds');
    return {
      severity: severityAbove(lag, limits.replicationLagSeconds),
      title:
        worst === undefined
          ? 'no replica is connected'
          : `${counted(rows.length, 'replica')}, the last ${formatQuantity(lag ?? 0, 'seconds')} behind`,
      detail:
        'Who reads from a replica that is behind sees an old state, and a failover to it loses what is missing. A replica falls behind when the network or its disk is slow, or when queries on it hold up the replay.',
      ...(worst !== undefined && { object: textOf(worst, 'name') }),
      value: lag ?? 0,
      unit: 'seconds',
      table: reportTable(rows, [
        { title: 'replica', cell: (row) => textOf(row, 'name') },
        { title: 'behind', cell: (row) => numberOf(row, 'lag_seconds'), unit: 'seconds' },
        { title: 'bytes behind', cell: (row) => numberOf(row, 'lag_bytes'), unit: 'bytes' },
        { title: 'state', cell: (row) => textOf(row, 'state') || null },
        { title: 'synchronous', cell: (row) => textOf(row, 'sync_state') || null },
      ]),
    };
  },
};
