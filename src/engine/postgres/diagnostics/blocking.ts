import { counted } from '../../../base/counted.ts';
import { formatSeconds } from '../../../base/unit.ts';
import { severityAbove } from '../../reports/diagnosis.ts';
import type { PostgresDiagnostic } from '../diagnostic.ts';
import { numberOf, type PostgresRow, textOf } from '../postgresRow.ts';
import { endSessions, sessionTable } from '../sessionTable.ts';

/** Who waits for whom, for what and since when: the sessions in the order of the tree, each below the one it waits for. */
export const blocking: PostgresDiagnostic = {
  id: 'blocking',
  hiddenWithoutMonitor: () => 'what the sessions of other roles run and wait for',
  // Only who waits for a lock is asked for its blockers: pg_blocking_pids holds all locks still while it looks.
  sql: ({ version }) => `WITH waiting AS MATERIALIZED (
  SELECT w.pid, pg_blocking_pids(w.pid) AS blockers, w.locktype, w.mode, w.relation, w.waitstart
  FROM (SELECT DISTINCT ON (pid) pid, locktype, mode, relation, ${version >= 140_000 ? '' : 'NULL::timestamptz AS '}waitstart FROM pg_locks WHERE NOT granted ORDER BY pid) w
)
SELECT a.pid, a.usename AS role, a.datname AS database, a.application_name AS application, left(a.query, 1000) AS query,
       a.state, w.blockers, w.locktype AS lock, w.mode, w.relation::regclass::text AS relation,
       extract(epoch FROM clock_timestamp() - coalesce(w.waitstart, CASE WHEN w.pid IS NOT NULL THEN a.query_start END, a.xact_start)) AS seconds
FROM pg_stat_activity a LEFT JOIN waiting w ON w.pid = a.pid
WHERE w.pid IS NOT NULL OR a.pid IN (SELECT unnest(blockers) FROM waiting)
ORDER BY a.pid`,
  judge(rows, { limits }) {
    const waiting = rows.filter((row) => blockersOf(row).length > 0);
    const roots = rows.filter((row) => blockersOf(row).length === 0);
    const longest = waiting.length === 0 ? undefined : Math.max(...waiting.map((row) => numberOf(row, 'seconds') ?? 0));
    const severity = waiting.length === 0 ? 'ok' : severityAbove(longest, limits.blockedSeconds);
    const rootPids = roots.map((row) => textOf(row, 'pid'));
    return {
      // Somebody waits: worth a word from the first second.
      severity: severity === 'ok' && waiting.length > 0 ? 'info' : severity,
      title:
        waiting.length === 0
          ? 'no session waits for a lock'
          : `${counted(waiting.length, 'session')} waiting for a lock, up to ${formatSeconds(longest ?? 0)}`,
      detail:
        'A session waits until the one that it is shown below ends its transaction. Ending the session at the top of the tree lets the others go on, and rolls back what it did.',
      ...(rootPids[0] !== undefined && { object: `pid ${rootPids[0]}` }),
      value: waiting.length,
      unit: 'none',
      numbers: [
        { name: 'waiting', value: waiting.length, unit: 'none' },
        { name: 'longest wait', value: longest, unit: 'seconds' },
      ],
      ...(waiting.length > 0 && rootPids.length > 0 && { fix: endSessions(rootPids, 'terminate') }),
      table: sessionTable(treeOrder(rows), [
        { title: 'depth', cell: (row) => numberOf(row, 'depth'), unit: 'none' },
        { title: 'waits for', cell: (row) => blockersOf(row).join(', ') || null },
        { title: 'lock', cell: lockOf },
        { title: 'state', cell: (row) => textOf(row, 'state') },
      ]),
    };
  },
};

function blockersOf(row: PostgresRow): readonly string[] {
  const { blockers } = row;
  return Array.isArray(blockers) ? [...new Set(blockers.map(String))] : [];
}

function lockOf(row: PostgresRow): string | null {
  const mode = textOf(row, 'mode');
  return mode === '' ? null : `${mode} on ${textOf(row, 'relation') || textOf(row, 'lock')}`;
}

/** Each session once, below the first of those that it waits for; what is in a ring comes last. */
function treeOrder(rows: readonly PostgresRow[]): readonly PostgresRow[] {
  const ordered: PostgresRow[] = [];
  const seen = new Set<string>();
  const visit = (row: PostgresRow, depth: number): void => {
    const pid = textOf(row, 'pid');
    if (seen.has(pid)) return;
    seen.add(pid);
    ordered.push({ ...row, depth });
    for (const next of rows) if (blockersOf(next).includes(pid)) visit(next, depth + 1);
  };
  for (const row of rows) if (blockersOf(row).length === 0) visit(row, 0);
  for (const row of rows) visit(row, 0);
  return ordered;
}
