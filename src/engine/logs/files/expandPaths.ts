import { existsSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import path from 'node:path';

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
