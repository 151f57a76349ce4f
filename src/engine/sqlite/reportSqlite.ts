import { Worker } from 'node:worker_threads';
import { t } from '../../base/l10n.ts';
import { err, ok, type Result } from '../../base/result.ts';
import { bySeverity, type Report } from '../../model/report.ts';
import { oneLine } from '../health/checkList.ts';
import type { ReportContext } from '../reports/reportContext.ts';
import type { SqliteDiagnosis } from './diagnoseSqlite.ts';
import { SQLITE_DIAGNOSTICS } from './registry.ts';
import { lookAtFile, type SqliteFile } from './sqliteFile.ts';

/** How often a file that changes meanwhile is read again. */
const ATTEMPTS = 3;

/** The report of the SQLite file at `path`, which is neither written nor locked; the error is a sentence that says why there is none. */
export async function reportSqlite(
  path: string,
  context: Pick<ReportContext, 'clock' | 'target' | 'progress'>,
  signal: AbortSignal,
): Promise<Result<Report, string>> {
  const { clock, target } = context;
  const atMs = clock.now();
  const startedMs = clock.monotonic();
  for (let attempt = 1; ; attempt++) {
    const file = await lookAtFile(path);
    if (!file.ok) return file;
    const found = await diagnoseInThread(file.value, context, signal);
    if (!found.ok) return found;
    const after = await lookAtFile(path);
    const isSame = file.value.walBytes > 0 || (after.ok && isUnchanged(file.value, after.value));
    if (!isSame && attempt < ATTEMPTS) continue;
    const { version, findings, unread } = found.value;
    return ok({
      engine: 'sqlite',
      version,
      target,
      atMs,
      durationMs: clock.monotonic() - startedMs,
      // What was read while somebody wrote may be half of the old and half of the new: damage that is none.
      findings: bySeverity(isSame ? findings : findings.filter(({ id }) => id !== 'integrity')),
      unread: isSame ? unread : [...unread, { id: 'integrity', reason: t('the file was written while it was read') }],
    });
  }
}

function isUnchanged(before: SqliteFile, after: SqliteFile): boolean {
  return (
    before.changeCounter === after.changeCounter &&
    before.bytes === after.bytes &&
    before.journalBytes === 0 &&
    after.journalBytes === 0 &&
    after.walBytes === 0
  );
}

function diagnoseInThread(
  file: SqliteFile,
  { progress }: Pick<ReportContext, 'progress'>,
  signal: AbortSignal,
): Promise<Result<SqliteDiagnosis, string>> {
  const ending = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const worker = new Worker(new URL(`./sqliteThread.${ending}`, import.meta.url), { workerData: file });
  return new Promise((resolve) => {
    const end = (result: Result<SqliteDiagnosis, string>): void => {
      signal.removeEventListener('abort', cancel);
      // A query that is under way is not waited for.
      void worker.terminate();
      resolve(result);
    };
    const cancel = (): void => end(err(t('the report was cancelled')));
    signal.addEventListener('abort', cancel);
    if (signal.aborted) cancel();
    worker.on('message', (message: { done: number; what: string } | { result: SqliteDiagnosis }) => {
      if ('result' in message) end(ok(message.result));
      else progress?.({ ...message, total: SQLITE_DIAGNOSTICS.length });
    });
    worker.once('error', (error: Error) =>
      end(err(t('{0} cannot be opened ({1})', file.path, oneLine(error.message)))),
    );
    worker.once('exit', () => end(err(t('{0} cannot be read: SQLite gave up', file.path))));
  });
}
