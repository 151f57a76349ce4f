import { err, ok, type Result } from '../../base/result.ts';
import type { Report } from '../../model/report.ts';
import { openPostgres } from '../connections/openPostgres.ts';
import type { PostgresAddress } from '../connections/postgresUri.ts';
import { postgresFailure } from '../probes/database/postgresFailure.ts';
import type { ReportContext } from '../reports/reportContext.ts';
import { postgresReport, type PostgresReportOptions } from './postgresReport.ts';

/** The report of the PostgreSQL at `address` over a connection of its own; the error is a sentence that says why there is none. */
export async function reportPostgres(
  address: PostgresAddress,
  context: ReportContext & PostgresReportOptions,
  signal: AbortSignal,
): Promise<Result<Report, string>> {
  const connecting = new AbortController();
  const timer = context.clock.setTimeout(() => connecting.abort(), context.connectTimeoutMs);
  const opened = await openPostgres(address, context.trust, AbortSignal.any([signal, connecting.signal]));
  timer.dispose();
  if (!opened.ok) {
    if (signal.aborted) return err('the report was cancelled');
    if (connecting.signal.aborted) return err(`PostgreSQL on ${address.host}:${address.port} did not answer in time`);
    return err(typeof opened.error === 'string' ? opened.error : postgresFailure(opened.error, address).reason);
  }
  const { client, close } = opened.value;
  try {
    const report = await postgresReport(client, address, context, signal);
    await client.end();
    return ok(report);
  } catch (error) {
    return err(signal.aborted ? 'the report was cancelled' : postgresFailure(error, address).reason);
  } finally {
    close();
  }
}
