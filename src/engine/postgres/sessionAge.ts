import { formatSeconds } from '../../base/unit.ts';
import { severityAbove } from '../reports/diagnosis.ts';
import type { PostgresDiagnostic } from './diagnostic.ts';
import { numberOf, textOf } from './postgresRow.ts';
import { endSessions, SESSION_COLUMNS, sessionTable } from './sessionTable.ts';
import type { PostgresThresholds } from './thresholds.ts';

/** What makes one diagnostic of sessions that have done something for too long differ from another. */
export interface SessionAgeForm {
  readonly id: string;
  /** The column of pg_stat_activity that says since when. */
  readonly since: string;
  /** A condition on the sessions that count. */
  readonly where: string;
  readonly limit: (limits: PostgresThresholds) => { readonly warning: number; readonly critical: number };
  /** `no query runs for long`, and with how long the longest one does: `a query runs for 3 h`. */
  readonly title: { readonly ok: string; readonly bad: (duration: string) => string };
  readonly detail: string;
  /** What would end those that are past the limit. */
  readonly end: 'cancel' | 'terminate';
  /** Statements before that, which keep it from coming again. */
  readonly prevent?: string;
}

/** A diagnostic of how long sessions have been at something, the longest first. */
export function sessionAge({
  id,
  since,
  where,
  limit,
  title,
  detail,
  end,
  prevent,
}: SessionAgeForm): PostgresDiagnostic {
  return {
    id,
    hiddenWithoutMonitor: () => 'what the sessions of other roles do',
    sql: () => `SELECT ${SESSION_COLUMNS}, state, extract(epoch FROM clock_timestamp() - ${since}) AS seconds
FROM pg_stat_activity
WHERE ${where} AND pid <> pg_backend_pid() AND backend_type = 'client backend'
ORDER BY ${since}, pid`,
    judge(rows, { limits }) {
      const longest = numberOf(rows[0], 'seconds');
      const severity = severityAbove(longest, limit(limits));
      const over = rows.filter((row) => (numberOf(row, 'seconds') ?? 0) >= limit(limits).warning);
      const pids = over.map((row) => textOf(row, 'pid'));
      return {
        severity,
        title: severity === 'ok' ? title.ok : title.bad(formatSeconds(longest ?? 0)),
        detail,
        ...(severity !== 'ok' && { object: `pid ${textOf(rows[0], 'pid')}` }),
        value: longest ?? 0,
        unit: 'seconds',
        numbers: [
          { name: 'sessions', value: rows.length, unit: 'none' },
          { name: 'past the limit', value: over.length, unit: 'none' },
          { name: 'longest', value: longest, unit: 'seconds' },
        ],
        ...(over.length > 0 && {
          fix: [...(prevent === undefined ? [] : [prevent]), endSessions(pids, end)].join('\n'),
        }),
        table: sessionTable(rows, [{ title: 'state', cell: (row) => textOf(row, 'state') }]),
      };
    },
  };
}
