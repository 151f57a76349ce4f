import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { lintExposition } from '../../src/engine/scrape/lint/lintExposition.ts';
import { parseExposition } from '../../src/engine/scrape/parseExposition.ts';
import { type Score, Scoreboard, type SuiteOptions } from './scoreboard.ts';
import { runFromCommandLine, suiteFolder } from './suiteFolder.ts';

interface Case {
  readonly name: string;
  readonly body: Buffer;
  readonly valid: boolean;
}

/**
 * The OpenMetrics suite, twice: a scrape must take every valid document and refuse at least those that Prometheus
 * refuses, of which `openmetrics-prometheus-verdicts.json` beside the suite has the list; lint must find something in
 * every invalid document and nothing in a valid one.
 */
export async function run(options: SuiteOptions, print: (line: string) => void = console.log): Promise<Score> {
  const board = new Scoreboard('openmetrics', options, print);
  const folder = suiteFolder('openmetrics', options.path);
  if (folder === undefined) {
    board.skip('openmetrics', 'the folder with the suite is not there');
    return board.end();
  }
  const cases = readCases(folder);
  const valid = cases.filter((each) => each.valid);
  const invalid = cases.filter((each) => !each.valid);
  const takenByPrometheus = readVerdicts(folder);

  board.file(
    'scrape, valid documents taken',
    valid.map((each) => ({ name: each.name, found: scrapeProblem(each) })),
  );
  if (takenByPrometheus === undefined) {
    board.skip('scrape, invalid documents refused', "the list of Prometheus's verdicts is not there", invalid.length);
  } else {
    const refused = invalid.filter(({ name }) => !takenByPrometheus.has(name));
    board.file(
      'scrape, documents refused that Prometheus refuses',
      refused.map((each) => ({ name: each.name, found: scrapeProblem(each) === undefined ? 'was taken' : undefined })),
    );
    const more = invalid.filter((each) => takenByPrometheus.has(each.name) && scrapeProblem(each) !== undefined);
    print(`  (and ${more.length} that Prometheus takes: ${more.map(({ name }) => name).join(', ')})`);
  }
  board.file(
    'lint, valid documents clean',
    valid.map((each) => ({ name: each.name, found: lintProblem(each) })),
  );
  board.file(
    'lint, invalid documents refused',
    invalid.map((each) => ({
      name: each.name,
      found: lintProblem(each) === undefined ? 'was found clean' : undefined,
    })),
  );
  return board.end();
}

function readCases(folder: string): Case[] {
  return fs
    .readdirSync(folder, { withFileTypes: true })
    .filter((entry) => fs.existsSync(path.join(folder, entry.name, 'test.json')))
    .map(({ name }) => {
      const test = JSON.parse(fs.readFileSync(path.join(folder, name, 'test.json'), 'utf8')) as {
        file: string;
        shouldParse: boolean;
      };
      const body = fs.readFileSync(path.join(folder, name, path.basename(test.file)));
      return { name, body, valid: test.shouldParse };
    });
}

/** The invalid documents that Prometheus takes. */
function readVerdicts(folder: string): ReadonlySet<string> | undefined {
  const file = ['..', '.']
    .map((place) => path.join(folder, place, 'openmetrics-prometheus-verdicts.json'))
    .find((candidate) => fs.existsSync(candidate));
  if (file === undefined) return undefined;
  const { r } = JSON.parse(fs.readFileSync(file, 'utf8')) as { r: { badAcc: string[] } };
  return new Set(r.badAcc);
}

function scrapeProblem({ body }: Case): string | undefined {
  const [problem] = parseExposition(body, { format: 'openmetrics' }).problems;
  return problem === undefined ? undefined : JSON.stringify(problem);
}

function lintProblem({ body }: Case): string | undefined {
  const [problem] = lintExposition(body, { format: 'openmetrics' });
  return problem === undefined ? undefined : JSON.stringify(problem);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await runFromCommandLine(run);
