import type { Unit } from '../../base/unit.ts';
import type { ReportNumber, ReportTable, Severity } from '../../model/report.ts';
import type { PostgresRow } from './postgresRow.ts';
import type { PostgresServer } from './postgresServer.ts';
import type { PostgresThresholds } from './thresholds.ts';

/** What a diagnostic makes of its rows; the runner adds its id and its SQL. */
export interface Diagnosis {
  readonly severity: Severity;
  readonly title: string;
  readonly detail: string;
  readonly object?: string | undefined;
  readonly value?: number | undefined;
  readonly unit?: Unit;
  readonly numbers?: readonly ReportNumber[];
  readonly fix?: string | undefined;
  readonly table?: ReportTable | undefined;
}

export interface JudgeInput {
  readonly server: PostgresServer;
  readonly limits: PostgresThresholds;
  readonly nowMs: number;
}

/**
 * One question to a PostgreSQL and what its answer means. Adding one: a file in `diagnostics/`, a line in `registry.ts`, a row
 * in the tests that makes the situation and one that has it not.
 */
export interface PostgresDiagnostic {
  readonly id: string;
  /** One statement that only reads; undefined where this server has no answer. May not take locks that wait for others'. */
  sql(server: PostgresServer): string | undefined;
  judge(rows: readonly PostgresRow[], input: JudgeInput): Diagnosis;
  /** What a role without pg_monitor is not shown of it, in a sentence's object: `what the sessions of other roles do`. */
  hiddenWithoutMonitor?(server: PostgresServer): string | undefined;
}

/** The severity of `value` by limits that it should stay below. */
export function severityAbove(
  value: number | undefined,
  limit: { readonly warning: number; readonly critical?: number },
): Severity {
  if (value === undefined) return 'ok';
  if (limit.critical !== undefined && value >= limit.critical) return 'critical';
  return value >= limit.warning ? 'warning' : 'ok';
}
