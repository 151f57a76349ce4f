import { t } from '../../base/l10n.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { Report } from '../../model/report.ts';
import type { PostgresAddress } from '../connections/postgresUri.ts';
import { postgresFailure } from '../probes/database/postgresFailure.ts';
import type { ReportContext } from '../reports/reportContext.ts';
import { connectInTime } from './connectInTime.ts';
import { postgresReport, type PostgresReportOptions } from './postgresReport.ts';

const cancelled = (): string => t('the report was cancelled');

/** The report of the PostgreSQL at `address` over a connection of its own; the error is a sentence that says why there is none. */
export async function reportPostgres(
  address: PostgresAddress,
  context: ReportContext & PostgresReportOptions,
  signal: AbortSignal,
): Promise<Result<Report, string>> {
  const opened = await connectInTime(address, context, cancelled(), signal);
  if (!opened.ok) return opened;
  const { client, close } = opened.value;
  try {
    const report = await postgresReport(client, address, context, signal);
    await client.end();
    return ok(report);
  } catch (error) {
    return err(signal.aborted ? cancelled() : postgresFailure(error, address).reason);
  } finally {
    close();
  }
}
