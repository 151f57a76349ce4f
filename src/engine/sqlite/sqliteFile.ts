import { open, stat } from 'node:fs/promises';
import { t } from '../../base/l10n.ts';
import { err, ok, type Result } from '../../base/result.ts';
import { errorCode } from '../connections/errorCode.ts';

/** What the header of a SQLite file and the files beside it say (sqlite.org/fileformat2.html, 1.3). Sizes in bytes. */
export interface SqliteFile {
  readonly path: string;
  readonly bytes: number;
  readonly isWal: boolean;
  /** Of the write-ahead log; 0 where there is none. */
  readonly walBytes: number;
  /** Of the rollback journal: there is one while somebody writes, or since a writer crashed. */
  readonly journalBytes: number;
  /** Grows with each write in a mode without a WAL. */
  readonly changeCounter: number;
}

const HEADER_BYTES = 100;
const MAGIC = 'SQLite format 3\0';

/** Looks at the file without SQLite, so without a lock. The error is a sentence. */
export async function lookAtFile(path: string): Promise<Result<SqliteFile, string>> {
  let header: Buffer;
  try {
    const file = await open(path, 'r');
    try {
      const { bytesRead, buffer } = await file.read(Buffer.alloc(HEADER_BYTES), 0, HEADER_BYTES, 0);
      header = buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (error) {
    const code = errorCode(error);
    return err(
      code === 'ENOENT'
        ? t('there is no file {0}', path)
        : t('{0} cannot be read ({1})', path, code ?? t('not understood')),
    );
  }
  if (header.length === 0) return err(t('{0} is empty: no database was made in it yet', path));
  if (header.length < HEADER_BYTES || header.toString('latin1', 0, 16) !== MAGIC) {
    return err(t('{0} is no SQLite database, or it is encrypted', path));
  }
  return ok({
    path,
    bytes: await sizeOf(path),
    // Write and read version 2 is WAL.
    isWal: header[18] === 2 && header[19] === 2,
    walBytes: await sizeOf(`${path}-wal`),
    journalBytes: await sizeOf(`${path}-journal`),
    changeCounter: header.readUInt32BE(24),
  });
}

async function sizeOf(path: string): Promise<number> {
  const found = await stat(path).catch(() => undefined);
  return found?.size ?? 0;
}
