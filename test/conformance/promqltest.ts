import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { runScript } from './promqltest/runScript.ts';
import { selfTest } from './promqltest/selfTest.ts';
import { type Score, Scoreboard, type SuiteOptions } from './scoreboard.ts';
import { runFromCommandLine, suiteFolder } from './suiteFolder.ts';

/** What the suite's index says of an evaluation. */
export interface IndexEntry {
  readonly file: string;
  readonly line: number;
  readonly floatStable: boolean;
}

/**
 * Prometheus' PromQL suite: every evaluation with its re-checks (time fixed by `@`, as a range query, printed and parsed
 * again).
 */
export async function run(options: SuiteOptions, print: (line: string) => void = console.log): Promise<Score> {
  const board = new Scoreboard('promqltest', options, print);
  const folder = suiteFolder('promqltest', options.path);
  if (folder === undefined) {
    board.skip('promqltest', 'the folder with the suite is not there');
    return board.end();
  }
  for (const { name, found } of selfTest())
    if (found !== undefined) board.file(`self-test of the runner: ${name}`, [{ name, found }]);
  let stable = 0;
  let stablePassed = 0;
  const index = readIndex(folder);
  for (const file of fs.readdirSync(folder).sort()) {
    if (!file.endsWith('.test')) continue;
    const cases = runScript(fs.readFileSync(path.join(folder, file), 'utf8'));
    board.file(
      file,
      cases.map(({ line, query, found }) => ({ name: `${file}:${line} ${query}`, found })),
    );
    for (const { line, found } of cases)
      if (index?.get(`${file}:${line}`)?.floatStable === true) {
        stable++;
        if (found === undefined) stablePassed++;
      }
  }
  if (stable > 0) print(`of these float and stable: ${stablePassed} of ${stable}`);
  return board.end();
}

/** The index beside the suite, by `file:line`; undefined where there is none. */
export function readIndex(folder: string): ReadonlyMap<string, IndexEntry> | undefined {
  const file = path.join(folder, '..', 'promqltest-index.json');
  if (!fs.existsSync(file)) return undefined;
  const entries = JSON.parse(fs.readFileSync(file, 'utf8')) as IndexEntry[];
  return new Map(entries.map((entry) => [`${entry.file}:${entry.line}`, entry]));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await runFromCommandLine(run);
