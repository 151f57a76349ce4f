import { readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/**
 * Renames a damaged database to `<name>.corrupt-<time>`, with its write-ahead log, and keeps only the newest `kept` of
 * such files, so that they do not fill the disk. Returns the new name. Throws as the file system does.
 */
export function moveAside(path: string, nowMs: number, kept: number): string {
  const time = new Date(nowMs).toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const target = `${path}.corrupt-${time}`;
  renameSync(path, target);
  if (statSync(`${path}-wal`, { throwIfNoEntry: false }) !== undefined) renameSync(`${path}-wal`, `${target}-wal`);
  rmSync(`${path}-shm`, { force: true });
  const prefix = `${basename(path)}.corrupt-`;
  const old = readdirSync(dirname(path)).filter((name) => name.startsWith(prefix) && !name.endsWith('-wal'));
  // The time in the name sorts as text.
  for (const name of old.sort().slice(0, -kept)) {
    rmSync(join(dirname(path), name), { force: true });
    rmSync(join(dirname(path), `${name}-wal`), { force: true });
  }
  return basename(target);
}
