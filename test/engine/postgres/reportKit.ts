import assert from 'node:assert/strict';
import { systemClock } from '../../../src/base/clock.ts';
import type { Result } from '../../../src/base/result.ts';
import type { Finding, Report } from '../../../src/model/report.ts';
import { parsePostgresUri } from '../../../src/engine/connections/postgresUri.ts';
import type { PostgresReportOptions } from '../../../src/engine/postgres/postgresReport.ts';
import { reportPostgres } from '../../../src/engine/postgres/reportPostgres.ts';
import { POSTGRES_THRESHOLDS, type PostgresThresholds } from '../../../src/engine/postgres/thresholds.ts';

/** Limits that a small situation made a second ago is past. */
export const STRICT: PostgresThresholds = {
  ...POSTGRES_THRESHOLDS,
  idleInTransactionSeconds: { warning: 0.5, critical: 1800 },
  querySeconds: { warning: 0.5, critical: 1800 },
  transactionSeconds: { warning: 0.5, critical: 3600 },
  preparedTransactionSeconds: { warning: 0.5, critical: 3600 },
  indexBloatBytes: { warning: 500_000 },
  blockedSeconds: { warning: 0.5, critical: 60 },
};

/** A report of the database at `uri`, or why there is none. */
export function tryReport(
  uri: string,
  options: Partial<PostgresReportOptions> = {},
  signal = new AbortController().signal,
): Promise<Result<Report, string>> {
  const address = parsePostgresUri(uri);
  assert.ok(address.ok);
  const trust = (): never => assert.fail('no TLS here');
  return reportPostgres(
    address.value,
    { clock: systemClock, target: 'test', trust, connectTimeoutMs: 5_000, ...options },
    signal,
  );
}

export async function report(uri: string, options: Partial<PostgresReportOptions> = {}): Promise<Report> {
  const result = await tryReport(uri, options);
  assert.ok(result.ok, result.ok ? '' : result.error);
  return result.value;
}

export function finding(from: Report, id: string): Finding {
  const found = from.findings.find((one) => one.id === id);
  assert.ok(found, `no finding ${id}; not read: ${JSON.stringify(from.unread)}`);
  return found;
}

/** A number of a finding by its name. */
export function numberIn({ numbers }: Finding, name: string): number | undefined {
  return numbers.find((number) => number.name === name)?.value;
}
