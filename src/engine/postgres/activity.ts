import type { Client } from 'pg';
import type { Activity, ActivitySession, SessionEnd } from '../../model/activity.ts';
import type { SessionName } from '../../protocol/activity.ts';
import { numberOf, type PostgresRow, textOf } from './postgresRow.ts';
import { SESSION_LIMITS } from './postgresReport.ts';
import { readRows } from './readOnlySession.ts';
import { IS_CLIENT } from './sessionTable.ts';

const STARTED_US = '(extract(epoch FROM backend_start) * 1000000)::int8';

const ACTIVITY_SQL = `SELECT pid, ${STARTED_US} AS started_us, usename AS role, datname AS database, application_name AS application,
       coalesce(host(client_addr), 'local') AS client, state, wait_event_type || ': ' || wait_event AS waits_for, left(query, 2000) AS query,
       CASE WHEN state = 'active' THEN extract(epoch FROM clock_timestamp() - query_start) END AS query_seconds,
       extract(epoch FROM clock_timestamp() - xact_start) AS transaction_seconds,
       -- Only who waits for a lock is asked for: the function holds all locks still while it looks.
       CASE WHEN wait_event_type = 'Lock' THEN pg_blocking_pids(pid) ELSE '{}' END AS blockers
FROM pg_stat_activity
WHERE ${IS_CLIENT} AND application_name IS DISTINCT FROM 'watchpost'
ORDER BY query_seconds DESC NULLS LAST, transaction_seconds DESC NULLS LAST, pid
LIMIT 2000`;

/** The sessions as they are now. Rejects with the server's error. */
export async function readActivity(client: Client, nowMs: number): Promise<Activity> {
  const rows = await readRows(client, ACTIVITY_SQL, SESSION_LIMITS);
  return { atMs: nowMs, sessions: rows.map(toSession) };
}

/**
 * Has the server end a session or its query. False where the session is gone, though another may have its pid by now. Rejects
 * with the server's error, where the role may not.
 */
export async function endSession(client: Client, { pid, startedUs }: SessionName, how: SessionEnd): Promise<boolean> {
  const [integerPid, integerStart] = [Math.trunc(pid), Math.trunc(startedUs)];
  const sql = `SELECT pg_${how === 'cancel' ? 'cancel' : 'terminate'}_backend(pid) AS done
FROM pg_stat_activity WHERE pid = ${integerPid} AND ${STARTED_US} = ${integerStart}`;
  const [row] = await readRows(client, sql, SESSION_LIMITS);
  return row?.['done'] === true;
}

function toSession(row: PostgresRow): ActivitySession {
  const [state, waitsFor, query] = [textOf(row, 'state'), textOf(row, 'waits_for'), textOf(row, 'query')];
  const [querySeconds, transactionSeconds] = [numberOf(row, 'query_seconds'), numberOf(row, 'transaction_seconds')];
  const { blockers } = row;
  return {
    pid: numberOf(row, 'pid') ?? 0,
    startedUs: numberOf(row, 'started_us') ?? 0,
    role: textOf(row, 'role'),
    database: textOf(row, 'database'),
    application: textOf(row, 'application'),
    client: textOf(row, 'client'),
    ...(state !== '' && { state }),
    ...(waitsFor !== '' && { waitsFor }),
    ...(query !== '' && { query }),
    ...(querySeconds !== undefined && { querySeconds }),
    ...(transactionSeconds !== undefined && { transactionSeconds }),
    blockedBy: Array.isArray(blockers) ? [...new Set(blockers.map(Number))] : [],
  };
}
