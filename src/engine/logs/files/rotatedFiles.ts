import type { BigIntStats } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';

/** A file that a log was rotated into. */
export interface RotatedFile {
  readonly path: string;
  /** Of this file and no other, also where the file system uses numbers again. */
  readonly key: string;
  readonly sizeBytes: number;
  readonly mtimeMs: number;
}

/** The files beside a log that it was rotated into (`app.log.1`, `app.log.2.gz`, `app.log-20261121`, `app.1.log`), the oldest first. */
export async function rotatedFiles(log: string): Promise<readonly RotatedFile[]> {
  const { dir, base, name, ext } = path.parse(log);
  const isRotated = (file: string): boolean => {
    if (file === base) return false;
    const rest = file.startsWith(base)
      ? file.slice(base.length)
      : file.startsWith(name) && ext !== ''
        ? file.slice(name.length)
        : '';
    return /^[.-][\d.\-_T:Z]*\d(?:\.(?:gz|log|txt|\w{1,4}))*$/.test(rest) || /^\.(?:old|bak|prev)$/.test(rest);
  };
  let names: string[];
  try {
    names = await readdir(dir === '' ? '.' : dir);
  } catch {
    return []; // the folder went: there is no history either
  }
  const files: RotatedFile[] = [];
  for (const file of names.filter(isRotated)) {
    const full = path.join(dir, file);
    try {
      const stats = await stat(full, { bigint: true });
      if (stats.isFile())
        files.push({ path: full, key: fileKey(stats), sizeBytes: Number(stats.size), mtimeMs: Number(stats.mtimeMs) });
    } catch {
      // Rotated on while we looked.
    }
  }
  // Of two that were written at the same time the one with the greater number is the older.
  return files.sort((a, b) => a.mtimeMs - b.mtimeMs || b.path.localeCompare(a.path, 'en', { numeric: true }));
}

/** Tells a file from all others, also from one that later has its number. */
export function fileKey(stats: BigIntStats): string {
  return `${stats.dev}:${stats.ino}:${stats.birthtimeNs}`;
}
