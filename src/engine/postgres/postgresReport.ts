import type { Client } from 'pg';
import { bySeverity, type Finding, type Report, type Unread } from '../../model/report.ts';
import type { PostgresAddress } from '../connections/postgresUri.ts';
import { errorCode } from '../connections/errorCode.ts';
import { oneLine } from '../health/checkList.ts';
import { toFinding } from '../reports/diagnosis.ts';
import type { ReportContext } from '../reports/reportContext.ts';
import { type PostgresServer, readServer, SERVER_SQL } from './postgresServer.ts';
import { cancelOnServer, readRows, type SessionLimits } from './readOnlySession.ts';
import { POSTGRES_DIAGNOSTICS } from './registry.ts';
import { isServerError } from './serverError.ts';
import { readPostgresSeries } from './series/postgresSeries.ts';
import { POSTGRES_THRESHOLDS, type PostgresThresholds } from './thresholds.ts';

/** What one diagnostic may take of the server. */
export const SESSION_LIMITS: SessionLimits = { statementTimeoutMs: 5_000, lockTimeoutMs: 200 };

export interface PostgresReportOptions extends Pick<ReportContext, 'clock' | 'target' | 'progress' | 'samples'> {
  readonly thresholds?: PostgresThresholds;
  readonly limits?: SessionLimits;
}

/**
 * Asks every diagnostic, one after another over this one session. What one may not or cannot read is told and the others go
 * on. Rejects where the connection is lost; `signal` ends it, and what runs on the server too.
 */
export async function postgresReport(
  client: Client,
  address: PostgresAddress,
  options: PostgresReportOptions,
  signal: AbortSignal,
): Promise<Report> {
  const { clock, target, thresholds = POSTGRES_THRESHOLDS, limits = SESSION_LIMITS, progress, samples } = options;
  const atMs = clock.now();
  const startedMs = clock.monotonic();
  const cancel = (): void => void cancelOnServer(client, address);
  signal.addEventListener('abort', cancel);
  try {
    const server = readServer((await readRows(client, SERVER_SQL, limits))[0]);
    const findings: Finding[] = [];
    const unread: Unread[] = [];
    for (const [done, diagnostic] of POSTGRES_DIAGNOSTICS.entries()) {
      signal.throwIfAborted();
      progress?.({ done, total: POSTGRES_DIAGNOSTICS.length, what: diagnostic.id });
      const sql = diagnostic.sql(server);
      if (sql === undefined) continue;
      const what = server.isMonitor ? undefined : diagnostic.hiddenWithoutMonitor?.(server);
      if (what !== undefined) unread.push({ id: diagnostic.id, reason: hidden(what, server) });
      try {
        const rows = await readRows(client, sql, limits);
        const diagnosis = diagnostic.judge(rows, { server, limits: thresholds, nowMs: atMs });
        findings.push(toFinding(diagnostic.id, sql, diagnosis));
      } catch (error) {
        signal.throwIfAborted();
        unread.push({ id: diagnostic.id, reason: unreadReason(error, server, limits) });
      }
    }
    samples?.(await readPostgresSeries(client, limits));
    return {
      engine: 'postgres',
      version: server.versionText,
      target,
      atMs,
      durationMs: clock.monotonic() - startedMs,
      findings: bySeverity(findings),
      unread,
    };
  } finally {
    signal.removeEventListener('abort', cancel);
  }
}

function hidden(what: string, { role }: PostgresServer): string {
  return `the role "${role}" is not shown ${what}: GRANT pg_monitor lets it see them`;
}

/** Why a diagnostic has no finding, in a sentence; what is no answer of the server's is thrown on. */
function unreadReason(error: unknown, { role }: PostgresServer, limits: SessionLimits): string {
  if (!isServerError(error)) throw error;
  const message = oneLine(error.message);
  switch (errorCode(error)) {
    case '42501':
      return `the role "${role}" may not read it (${message})`;
    case '57014':
      return `it took longer than ${limits.statementTimeoutMs} ms (${message})`;
    case '55P03':
      return `a lock kept it waiting (${message})`;
    default:
      return `the server has no answer (${message})`;
  }
}
