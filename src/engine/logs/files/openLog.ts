import { constants, type Stats } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
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

/** Opens a log without ever waiting for a writer. Directories and devices are none; the error is a sentence for the user. */
export async function openLog(path: string): Promise<Result<OpenLog, string>> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const stats = await handle.stat();
    if (stats.isFile() || stats.isFIFO()) {
      const start = Buffer.alloc(2);
      const isGzip =
        stats.isFile() && (await handle.read(start, 0, 2, 0)).bytesRead === 2 && start.readUInt16BE() === 0x1f8b;
      return ok({ handle, stats, isPipe: stats.isFIFO(), isGzip });
    }
    await handle.close();
    if (stats.isDirectory()) return err(logFailure(path, { code: 'EISDIR' }));
    return err(`${path} is a device, not a log.`);
  } catch (error) {
    await handle?.close();
    return err(logFailure(path, error));
  }
}
