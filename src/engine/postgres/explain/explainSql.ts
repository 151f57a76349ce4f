import type { Client } from 'pg';
import { err, ok, type Result } from '../../../base/result.ts';
import type { Report } from '../../../model/report.ts';
import type { PostgresAddress } from '../../connections/postgresUri.ts';
import { oneLine } from '../../health/checkList.ts';
import { postgresFailure } from '../../probes/database/postgresFailure.ts';
import type { ReportContext } from '../../reports/reportContext.ts';
import { connectInTime } from '../connectInTime.ts';
import { numberOf, type PostgresRow } from '../postgresRow.ts';
import { readServer, SERVER_SQL } from '../postgresServer.ts';
import { SESSION_LIMITS } from '../postgresReport.ts';
import { cancelOnServer, readRows } from '../readOnlySession.ts';
import { isServerError } from '../serverError.ts';
import { planFindings } from './planFindings.ts';
import { planNodes } from './planNode.ts';

export interface ExplainRequest {
  /** One statement, as the user typed it. */
  readonly sql: string;
  /** Runs it, in a read-only transaction, to see what becomes of its plan. */
  readonly analyze: boolean;
}

const CANCELLED = 'it was cancelled';
/** How long a statement that is analyzed may run. */
const ANALYZE_TIMEOUT_MS = 60_000;

/**
 * The plan of a statement as a report, over a connection of its own; the error is a sentence. What is no single statement, or
 * would write, is refused by the server: it is sent by the extended protocol, in a read-only transaction that is rolled back.
 */
export async function explainSql(
  address: PostgresAddress,
  request: ExplainRequest,
  context: ReportContext,
  signal: AbortSignal,
): Promise<Result<Report, string>> {
  const opened = await connectInTime(address, context, CANCELLED, signal);
  if (!opened.ok) return opened;
  const { client, close } = opened.value;
  const cancel = (): void => void cancelOnServer(client, address);
  signal.addEventListener('abort', cancel);
  const { clock, target } = context;
  const [atMs, startedMs] = [clock.now(), clock.monotonic()];
  try {
    const server = readServer((await readRows(client, SERVER_SQL, SESSION_LIMITS))[0]);
    const nodes = planNodes(await readPlan(client, request));
    return ok({
      engine: 'postgres',
      version: server.versionText,
      target,
      atMs,
      durationMs: clock.monotonic() - startedMs,
      findings: planFindings(nodes, explainStatement(request)),
      unread: [],
    });
  } catch (error) {
    if (signal.aborted) return err(CANCELLED);
    return err(
      isServerError(error)
        ? `the server refuses it: ${oneLine(error.message)}`
        : postgresFailure(error, address).reason,
    );
  } finally {
    signal.removeEventListener('abort', cancel);
    close();
  }
}

/** What is asked of the server, as it is shown. */
function explainStatement({ sql, analyze }: ExplainRequest): string {
  const options = ['FORMAT JSON', 'VERBOSE', ...(analyze ? ['ANALYZE', 'BUFFERS'] : [])];
  return `EXPLAIN (${options.join(', ')})\n${oneStatement(sql)}`;
}

/** Without a semicolon at its end, which is no second statement; on lines of its own, for what ends in a comment. */
function oneStatement(sql: string): string {
  return `${sql.trim().replace(/;\s*$/, '')}\n`;
}

async function readPlan(client: Client, { sql, analyze }: ExplainRequest): Promise<unknown> {
  const timeoutMs = analyze ? ANALYZE_TIMEOUT_MS : SESSION_LIMITS.statementTimeoutMs;
  await client.query(
    `BEGIN READ ONLY; SET LOCAL statement_timeout = ${timeoutMs}; SET LOCAL lock_timeout = ${SESSION_LIMITS.lockTimeoutMs}`,
  );
  try {
    const rows =
      !analyze && /\$\d/.test(sql)
        ? await planForAnyValue(client, sql)
        : await askOne(client, explainStatement({ sql, analyze }));
    const printed = Object.values(rows[0] ?? {})[0];
    return Array.isArray(printed) ? (printed[0] as { Plan?: unknown } | undefined)?.Plan : undefined;
  } finally {
    await client.query('ROLLBACK').catch(() => undefined);
  }
}

/** A statement out of a program has parameters: its plan is that which the server would keep for all of their values. */
async function planForAnyValue(client: Client, sql: string): Promise<readonly PostgresRow[]> {
  const name = 'watchpost_explain';
  await askOne(client, `PREPARE ${name} AS\n${oneStatement(sql)}`);
  try {
    const [prepared] = await askOne(
      client,
      `SELECT cardinality(parameter_types) AS parameters FROM pg_prepared_statements WHERE name = '${name}'`,
    );
    const nulls = Array.from({ length: numberOf(prepared, 'parameters') ?? 0 }, () => 'NULL').join(', ');
    await client.query('SET LOCAL plan_cache_mode = force_generic_plan');
    return await askOne(client, `EXPLAIN (FORMAT JSON, VERBOSE) EXECUTE ${name}${nulls === '' ? '' : `(${nulls})`}`);
  } finally {
    // It outlives the transaction, and behind PgBouncer the session.
    await client.query(`ROLLBACK; DEALLOCATE ${name}`).catch(() => undefined);
  }
}

/** One statement and no more: the extended protocol takes no second one, such as a COMMIT. */
async function askOne(client: Client, text: string): Promise<readonly PostgresRow[]> {
  const { rows } = await client.query<Record<string, unknown>>({ text, queryMode: 'extended' } as never);
  return rows;
}
