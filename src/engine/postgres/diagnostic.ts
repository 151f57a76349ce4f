import type { Diagnosis } from '../reports/diagnosis.ts';
import type { PostgresRow } from './postgresRow.ts';
import type { PostgresServer } from './postgresServer.ts';
import type { PostgresThresholds } from './thresholds.ts';

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
