import { formatSeconds } from '../../../base/unit.ts';
import { severityAbove } from '../../reports/diagnosis.ts';
import type { PostgresDiagnostic } from '../diagnostic.ts';
import { numberOf, textOf } from '../postgresRow.ts';
import { endSessions, SESSION_COLUMNS, sessionTable } from '../sessionTable.ts';

/** Queries that run now, the longest first. */
export const longQueries: PostgresDiagnostic = {
  id: 'long-queries',
  hiddenWithoutMonitor: () => 'what the sessions of other roles do',
  sql: () => `SELECT ${SESSION_COLUMNS}, state, extract(epoch FROM clock_timestamp() - query_start) AS seconds
FROM pg_stat_activity
WHERE state = 'active' AND pid <> pg_backend_pid() AND backend_type = 'client backend'
ORDER BY query_start, pid`,
  judge(rows, { limits }) {
    const longest = numberOf(rows[0], 'seconds');
    const severity = severityAbove(longest, limits.querySeconds);
    const over = rows.filter((row) => (numberOf(row, 'seconds') ?? 0) >= limits.querySeconds.warning);
    return {
      severity,
      title: severity === 'ok' ? 'no query runs for long' : `a query runs for ${formatSeconds(longest ?? 0)}`,
      detail:
        'A query that runs this long was mostly not meant to, and holds its locks and its snapshot. See why with EXPLAIN, or cancel it; statement_timeout sets a limit for each role.',
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
          'cancel',
        ),
      }),
      table: sessionTable(rows, [{ title: 'state', cell: (row) => textOf(row, 'state') }]),
    };
  },
};
