import { formatSeconds } from '../../../base/unit.ts';
import { severityAbove } from '../../reports/diagnosis.ts';
import type { PostgresDiagnostic } from '../diagnostic.ts';
import { numberOf, textOf } from '../postgresRow.ts';
import { endSessions, SESSION_COLUMNS, sessionTable } from '../sessionTable.ts';

/** Transactions that are open now, the oldest first. */
export const longTransactions: PostgresDiagnostic = {
  id: 'long-transactions',
  hiddenWithoutMonitor: () => 'what the sessions of other roles do',
  sql: () => `SELECT ${SESSION_COLUMNS}, state, extract(epoch FROM clock_timestamp() - xact_start) AS seconds
FROM pg_stat_activity
WHERE xact_start IS NOT NULL AND pid <> pg_backend_pid() AND backend_type = 'client backend'
ORDER BY xact_start, pid`,
  judge(rows, { limits }) {
    const longest = numberOf(rows[0], 'seconds');
    const severity = severityAbove(longest, limits.transactionSeconds);
    const over = rows.filter((row) => (numberOf(row, 'seconds') ?? 0) >= limits.transactionSeconds.warning);
    return {
      severity,
      title:
        severity === 'ok'
          ? 'no transaction is open for long'
          : `a transaction is open for ${formatSeconds(longest ?? 0)}`,
      detail:
        'While it is open vacuum cannot remove a row that died since, in any table of the database. Commit sooner, in smaller batches; ending the session rolls back what it did.',
      ...(severity !== 'ok' && { object: `pid ${textOf(rows[0], 'pid')}` }),
      value: longest ?? 0,
      unit: 'seconds',
      numbers: [
        { name: 'sessions', value: rows.length, unit: 'none' },
        { name: 'past the limit', value: over.length, unit: 'none' },
        { name: 'longest', value: longest, unit: 'seconds' },
      ],
      ...(over.length > 0 && {
        fix: endSessions(
          over.map((row) => textOf(row, 'pid')),
          'terminate',
        ),
      }),
      table: sessionTable(rows, [{ title: 'state', cell: (row) => textOf(row, 'state') }]),
    };
  },
};
