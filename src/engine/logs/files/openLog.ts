import { constants, type Stats } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { t } from '../../../base/l10n.ts';
import { err, ok, type Result } from '../../../base/result.ts';
import { logFailure } from './logFailure.ts';

/** An open log. */
export interface OpenLog {
  readonly handle: FileHandle;
  readonly stats: Stats;
  /** A named pipe: comes once, in order, and has no size. */
  readonly isPipe: boolean;
  /** Compressed with gzip, whatever its name. */
  readonly isGzip: boolean;
}

/**
 * Opens a log without ever waiting for a writer. Directories, devices and sockets are none, and neither is a named pipe unless
 * `pipes` says so: who opens one takes what another reader waits for. The error is a sentence for the user.
 */
export async function openLog(path: string, pipes = false): Promise<Result<OpenLog, string>> {
  let handle: FileHandle | undefined;
  try {
    // Looked at before it is opened: to open a pipe lets its writer go on, and to close it again ends the writer.
    const found = await stat(path);
    if (!found.isFile() && !(pipes && found.isFIFO())) return err(notALog(path, found));
    handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const stats = await handle.stat();
    if (stats.isFile() || (pipes && stats.isFIFO())) {
      const start = Buffer.alloc(2);
      const isGzip =
        stats.isFile() && (await handle.read(start, 0, 2, 0)).bytesRead === 2 && start.readUInt16BE() === 0x1f8b;
      return ok({ handle, stats, isPipe: stats.isFIFO(), isGzip });
    }
    await handle.close();
    return err(notALog(path, stats));
  } catch (error) {
    await handle?.close();
    return err(logFailure(path, error));
  }
}

/** Why what is at a path is no log, as a sentence for the user. */
export function notALog(path: string, stats: Pick<Stats, 'isDirectory' | 'isFIFO' | 'isSocket'>): string {
  if (stats.isDirectory()) return logFailure(path, { code: 'EISDIR' });
  if (stats.isFIFO())
    return t(
      '{0} is a named pipe, which gives each byte to one reader only: follow it as the command ["cat", "{0}"].',
      path,
    );
  return stats.isSocket() ? t('{0} is a socket, not a log.', path) : t('{0} is a device, not a log.', path);
}
