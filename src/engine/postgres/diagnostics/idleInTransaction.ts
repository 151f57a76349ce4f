import { formatSeconds } from '../../../base/unit.ts';
import { severityAbove } from '../../reports/diagnosis.ts';
import type { PostgresDiagnostic } from '../diagnostic.ts';
import { numberOf, textOf } from '../postgresRow.ts';
import { endSessions, SESSION_COLUMNS, sessionTable } from '../sessionTable.ts';

/** Sessions that hold a transaction open and do nothing. */
export const idleInTransaction: PostgresDiagnostic = {
  id: 'idle-in-transaction',
  hiddenWithoutMonitor: () => 'what the sessions of other roles do',
  sql: () => `SELECT ${SESSION_COLUMNS}, state, extract(epoch FROM clock_timestamp() - state_change) AS seconds
FROM pg_stat_activity
WHERE state LIKE 'idle in transaction%' AND pid <> pg_backend_pid() AND backend_type = 'client backend'
ORDER BY state_change, pid`,
  judge(rows, { limits }) {
    const longest = numberOf(rows[0], 'seconds');
    const severity = severityAbove(longest, limits.idleInTransactionSeconds);
    const over = rows.filter((row) => (numberOf(row, 'seconds') ?? 0) >= limits.idleInTransactionSeconds.warning);
    return {
      severity,
      title:
        severity === 'ok'
          ? 'no session is idle in a transaction for long'
          : `a session is idle in a transaction for ${formatSeconds(longest ?? 0)}`,
      detail:
        'It keeps its locks, and keeps vacuum from removing dead rows. Find where the program forgets to commit; idle_in_transaction_session_timeout ends such sessions by itself.',
      ...(severity !== 'ok' && { object: `pid ${textOf(rows[0], 'pid')}` }),
      value: longest ?? 0,
      unit: 'seconds',
      numbers: [
        { name: 'sessions', value: rows.length, unit: 'none' },
        { name: 'past the limit', value: over.length, unit: 'none' },
        { name: 'longest', value: longest, unit: 'seconds' },
      ],
      ...(over.length > 0 && {
        fix: `ALTER SYSTEM SET idle_in_transaction_session_timeout = '60s';\nSELECT pg_reload_conf();\n${endSessions(
          over.map((row) => textOf(row, 'pid')),
          'terminate',
        )}`,
      }),
      table: sessionTable(rows, [{ title: 'state', cell: (row) => textOf(row, 'state') }]),
    };
  },
};
