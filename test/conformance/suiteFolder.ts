import fs from 'node:fs';
import path from 'node:path';
import type { Score, SuiteOptions } from './scoreboard.ts';

/** The folder with the files of `suite`: at the given path or below it, or in the shared folder beside the repository; undefined where there is none. */
export function suiteFolder(suite: string, given: string | undefined): string | undefined {
  const root = given ?? path.resolve(import.meta.dirname, '../../../shared/conformance');
  return [path.join(root, suite), root].find(
    (folder) => fs.existsSync(folder) && (path.basename(folder) === suite || given !== undefined),
  );
}

/** Runs a suite from its command line, `[PATH] [--list failed]`; the exit code says whether all passed. */
export async function runFromCommandLine(run: (options: SuiteOptions) => Promise<Score>): Promise<void> {
  const args = process.argv.slice(2);
  const at = args.indexOf('--list');
  const list = at >= 0 && args[at + 1] === 'failed';
  if (at >= 0) args.splice(at, 2);
  const { passed, total } = await run({
    ...(args[0] === undefined ? {} : { path: args[0] }),
    ...(list ? { list: 'failed' } : {}),
  });
  process.exitCode = passed === total ? 0 : 1;
}
