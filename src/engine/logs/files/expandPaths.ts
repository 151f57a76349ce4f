import { existsSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import path from 'node:path';
import { isRotatedFrom } from './rotatedFiles.ts';

/** More files than anybody looks at: a pattern that meets more is cut. */
const FILES_MAX = 200;

/**
 * The files that a path or a pattern (`logs/app-*.log`) names, in the order of their names; a path that is no pattern, or that
 * is there as it is written, names itself, whether it exists or not.
 */
export async function expandPath(pattern: string, cwd: string): Promise<readonly string[]> {
  if (!/[*?[{]/.test(pattern) || existsSync(path.resolve(cwd, pattern))) return [pattern];
  const found: string[] = [];
  for await (const file of glob(pattern, { cwd })) {
    found.push(file);
    if (found.length >= FILES_MAX) break;
  }
  return found.sort();
}

/** Files without those that another one of them was rotated into: these are read as its history. */
export function withoutRotated(files: readonly string[]): readonly string[] {
  return files.filter(
    (file) =>
      !files.some(
        (other) =>
          path.dirname(other) === path.dirname(file) && isRotatedFrom(path.basename(file), path.basename(other)),
      ),
  );
}
