import { pathToFileURL } from 'node:url';
import { DatabaseSync } from 'node:sqlite';
import type { Finding, Unread } from '../../model/report.ts';
import { toFinding } from '../reports/diagnosis.ts';
import { SQLITE_DIAGNOSTICS } from './registry.ts';
import { rowsOf } from './diagnostic.ts';
import type { SqliteFile } from './sqliteFile.ts';

export interface SqliteDiagnosis {
  readonly version: string;
  readonly findings: readonly Finding[];
  readonly unread: readonly Unread[];
}

/**
 * Asks every diagnostic of `file`; blocks the thread for as long as it takes. With a write-ahead log it reads as any other
 * reader, which does not stop the writer. Without one a reader's lock would: so it reads the file as if it never changed,
 * without a lock, and the caller looks whether it did. Throws what SQLite throws where the file cannot be opened.
 */
export function diagnoseSqlite(file: SqliteFile, progress: (done: number, what: string) => void): SqliteDiagnosis {
  const url = pathToFileURL(file.path);
  if (file.walBytes === 0) url.searchParams.set('immutable', '1');
  const database = new DatabaseSync(url, { readOnly: true, timeout: 100, allowExtension: false });
  try {
    const version = String(rowsOf(database, 'SELECT sqlite_version() AS version')[0]?.['version']);
    const findings: Finding[] = [];
    const unread: Unread[] = [];
    for (const [done, diagnostic] of SQLITE_DIAGNOSTICS.entries()) {
      progress(done, diagnostic.id);
      try {
        findings.push(toFinding(diagnostic.id, diagnostic.sql, diagnostic.judge(database, file)));
      } catch (error) {
        // Only what SQLite says of the file: anything else is a bug of ours.
        if (!(error instanceof Error) || !('errcode' in error)) throw error;
        unread.push({ id: diagnostic.id, reason: `SQLite has no answer (${error.message})` });
      }
    }
    return { version, findings, unread };
  } finally {
    database.close();
  }
}
