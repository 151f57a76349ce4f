import type { DatabaseSync } from 'node:sqlite';
import type { Diagnosis } from '../reports/diagnosis.ts';
import type { SqliteFile } from './sqliteFile.ts';

export type SqliteRow = Readonly<Record<string, unknown>>;

/**
 * One question to a SQLite file and what its answer means. Adding one: a file in `diagnostics/`, a line in `registry.ts`, a row
 * in the tests.
 */
export interface SqliteDiagnostic {
  readonly id: string;
  /** What is asked, as it is shown. */
  readonly sql: string;
  judge(database: DatabaseSync, file: SqliteFile): Diagnosis;
}

/** The first column of the first row as a number; 0 where there is none. */
export function pragmaNumber(database: DatabaseSync, pragma: string): number {
  return Number(Object.values(rowsOf(database, `PRAGMA ${pragma}`)[0] ?? {})[0] ?? 0);
}

/** Many rows of a question without parameters; big integers lose what a number cannot hold. */
export function rowsOf(database: DatabaseSync, sql: string): readonly SqliteRow[] {
  return database.prepare(sql).all();
}
