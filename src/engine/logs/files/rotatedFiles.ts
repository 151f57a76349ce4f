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
  const { dir } = path.parse(log);
  let names: string[];
  try {
    names = await readdir(dir === '' ? '.' : dir);
  } catch {
    return []; // the folder went: there is no history either
  }
  const files: RotatedFile[] = [];
  for (const file of names.filter((name) => isRotatedFrom(name, path.basename(log)))) {
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

/** Whether a file has a name that a log of the name `base`, in the same folder, is rotated into. */
export function isRotatedFrom(file: string, base: string): boolean {
  const { name, ext } = path.parse(base);
  const stem = file.startsWith(base) ? base : ext !== '' && file.startsWith(name) ? name : undefined;
  if (file === base || stem === undefined) return false;
  const rest = file.slice(stem.length);
  if (stem === base && /^[.-][\d.\-_T:Z]*\d(?:\.(?:gz|log|txt|\w{1,4}))*$|^\.(?:old|bak|prev)$/.test(rest)) return true;
  // Before the ending only a day, or a number after a dot: `app-2.log` is the log of another process.
  return stem === name && /^(?:\.\d{1,3}|[.-]\d{4}-?\d{2}-?\d{2}[\d.\-_T:Z]*)(?:\.\w{1,4})+$/.test(rest);
}

/** Tells a file from all others, also from one that later has its number. */
export function fileKey(stats: BigIntStats): string {
  return `${stats.dev}:${stats.ino}:${stats.birthtimeNs}`;
}
