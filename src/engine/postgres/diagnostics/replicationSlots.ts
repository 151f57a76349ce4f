import { formatQuantity } from '../../../base/unit.ts';
import { reportTable } from '../../../model/reportTable.ts';
import { severityAbove } from '../../reports/diagnosis.ts';
import type { PostgresDiagnostic } from '../diagnostic.ts';
import { numberOf, textOf } from '../postgresRow.ts';

/** Replication slots, and how much WAL each keeps on disk. */
export const replicationSlots: PostgresDiagnostic = {
  id: 'replication-slots',
  sql: ({
    isReplica,
  }) => `SELECT slot_name AS name, quote_literal(slot_name) AS literal, slot_type, database, active, wal_status,
       pg_wal_lsn_diff(${isReplica ? 'pg_last_wal_receive_lsn()' : 'pg_current_wal_lsn()'}, restart_lsn) AS retained_bytes
FROM pg_replication_slots
ORDER BY active, retained_bytes DESC NULLS LAST, name`,
  judge(rows, { limits }) {
    const idle = rows.filter((row) => row['active'] !== true);
    const lost = rows.filter((row) => ['lost', 'unreserved'].includes(textOf(row, 'wal_status')));
    const retained = Math.max(0, ...rows.map((row) => numberOf(row, 'retained_bytes') ?? 0));
    const bySize = severityAbove(retained, limits.slotBytes);
    const worst = lost[0] ?? idle[0];
    return {
      severity: bySize === 'critical' ? bySize : idle.length > 0 || lost.length > 0 ? 'warning' : bySize,
      title:
        rows.length === 0
          ? 'there is no replication slot'
          : `${idle.length} of ${rows.length} replication slots not used; up to ${formatQuantity(retained, 'bytes')} of WAL kept`,
      detail:
        'A slot keeps WAL until its client has read it, and fills the disk when the client does not come back. Drop a slot that nobody will use again; max_slot_wal_keep_size sets a limit.',
      ...(worst !== undefined && { object: textOf(worst, 'name') }),
      value: retained,
      unit: 'bytes',
      ...(idle.length > 0 && {
        fix: idle.map((row) => `SELECT pg_drop_replication_slot(${textOf(row, 'literal')});`).join('\n'),
      }),
      table: reportTable(rows, [
        { title: 'slot', cell: (row) => textOf(row, 'name') },
        { title: 'kind', cell: (row) => textOf(row, 'slot_type') },
        { title: 'database', cell: (row) => textOf(row, 'database') || null },
        { title: 'used', cell: (row) => (row['active'] === true ? 'yes' : 'no') },
        { title: 'WAL', cell: (row) => textOf(row, 'wal_status') || null },
        { title: 'kept', cell: (row) => numberOf(row, 'retained_bytes'), unit: 'bytes' },
      ]),
    };
  },
};
