import { randomUUID } from 'node:crypto';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { OpenLog } from './openLog.ts';
import { logBytes } from './logBytes.ts';

/** What is unpacked of a log at most: a small file may hold any number of bytes. */
const UNPACKED_MAX_BYTES = 1024 * 1024 * 1024;

/** A gzip log unpacked into a file that has no name, so that it can be read at any place and goes with its handle. Closes the log. */
export async function unpack(log: OpenLog, name: string): Promise<FileHandle> {
  const file = path.join(tmpdir(), `watchpost-log-${randomUUID()}`);
  const handle = await open(file, 'wx+', 0o600);
  try {
    let sizeBytes = 0;
    for await (const chunk of logBytes(log, name)) {
      await handle.write(chunk, 0, chunk.length, sizeBytes);
      sizeBytes += chunk.length;
      if (sizeBytes >= UNPACKED_MAX_BYTES) break;
    }
  } catch {
    // Half a file: what could be unpacked is there.
  } finally {
    await rm(file, { force: true });
  }
  return handle;
}
