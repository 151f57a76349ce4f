import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import type { ExpositionFormat } from '../../src/engine/scrape/expositionFormat.ts';
import { type ParsedEntry, parseExposition } from '../../src/engine/scrape/parseExposition.ts';
import { type Score, Scoreboard, type SuiteOptions } from './scoreboard.ts';
import { runFromCommandLine, suiteFolder } from './suiteFolder.ts';

/** A row of the tables of inputs; `err` is Prometheus's message, empty or `EOF` where it takes the input. */
interface TableRow {
  readonly input: string;
  readonly input_b64: string;
  readonly err: string;
}

const TABLES: readonly (readonly [name: string, format: ExpositionFormat])[] = [
  ['prom_errors', 'text'],
  ['prom_nullbyte', 'text'],
  ['om_errors', 'openmetrics'],
  ['om_nullbyte', 'openmetrics'],
];
/** Documents without expected entries: each must be taken, with one sample for each line that is neither comment nor blank. */
const LARGE: readonly (readonly [file: string, format: ExpositionFormat])[] = [
  ['alltypes.237mfs.prom.txt', 'text'],
  ['alltypes.237mfs.nometa.prom.txt', 'text'],
  ['alltypes.5mfs.om.txt', 'openmetrics'],
  ['1histogram.om.txt', 'openmetrics'],
];

/** Prometheus's textparse suite: inputs to be taken or refused, and the entries of valid documents. */
export async function run(options: SuiteOptions, print: (line: string) => void = console.log): Promise<Score> {
  const board = new Scoreboard('textparse', options, print);
  const folder = suiteFolder('textparse', options.path);
  if (folder === undefined) {
    board.skip('textparse', 'the folder with the suite is not there');
    return board.end();
  }
  runTables(board, path.join(folder, 'error_tables.json'));
  const expected = JSON.parse(
    fs.readFileSync(path.join(import.meta.dirname, 'textparseEntries.json'), 'utf8'),
  ) as Record<string, unknown[]>;
  for (const [file, entries] of Object.entries(expected)) {
    const body = readFile(path.join(folder, file));
    if (body === undefined) board.skip(file, 'the file is not there', entries.length);
    else board.file(file, compareEntries(body, file.startsWith('om') ? 'openmetrics' : 'text', entries));
  }
  for (const [file, format] of LARGE) {
    const body = readFile(path.join(folder, file));
    if (body === undefined) board.skip(file, 'the file is not there');
    else board.file(file, [{ name: 'samples', found: compareSamples(body, format) }]);
  }
  return board.end();
}

function runTables(board: Scoreboard, file: string): void {
  const text = readFile(file)?.toString('utf8');
  if (text === undefined) return board.skip('error_tables.json', 'the file is not there');
  const tables = JSON.parse(text) as Record<string, readonly TableRow[]>;
  for (const [name, format] of TABLES) {
    const cases = (tables[name] ?? []).map(({ input, input_b64: base64, err }) => {
      const [problem] = parseExposition(Buffer.from(base64, 'base64'), { format }).problems;
      const wanted = err === '' || err === 'EOF';
      const found = problem === undefined ? 'was taken' : `was refused: ${problem.message}`;
      return { name: JSON.stringify(input), found: wanted === (problem === undefined) ? undefined : found };
    });
    board.file(`error_tables.json ${name}`, cases);
  }
}

function compareEntries(
  body: Buffer,
  format: ExpositionFormat,
  expected: readonly unknown[],
): { name: string; found: string | undefined }[] {
  const { entries, problems } = parseExposition(body, { format, createdAsStartTime: true });
  const found = entries.map(plainEntry);
  const cases = expected.map((entry, i) => ({
    name: `entry ${i + 1}`,
    found: isDeepStrictEqual(found[i], entry) ? undefined : `${JSON.stringify(found[i])} for ${JSON.stringify(entry)}`,
  }));
  // What is too much must fail as well as what is missing.
  for (const extra of found.slice(expected.length)) {
    cases.push({ name: 'no further entry', found: JSON.stringify(extra) });
  }
  if (problems[0] !== undefined) cases.push({ name: 'no problem', found: JSON.stringify(problems[0]) });
  return cases;
}

/** An entry in the form of textparseEntries.json. */
function plainEntry(entry: ParsedEntry): unknown[] {
  if (entry.kind === 'comment') return ['comment', entry.text];
  if (entry.kind !== 'sample') return [entry.kind, entry.family, entry.text];
  const { labels, value, timestampMs, exemplar } = entry;
  const plain: unknown[] = ['sample', labels, Number.isNaN(value) ? 'NaN' : value];
  if (timestampMs !== undefined || exemplar !== undefined) plain.push(timestampMs ?? null);
  if (exemplar !== undefined) {
    plain.push([
      exemplar.labels,
      exemplar.value,
      ...(exemplar.timestampMs === undefined ? [] : [exemplar.timestampMs]),
    ]);
  }
  return plain;
}

function compareSamples(body: Buffer, format: ExpositionFormat): string | undefined {
  const wanted = body
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#')).length;
  const { samples, problems } = parseExposition(body, { format });
  if (problems[0] !== undefined) return JSON.stringify(problems[0]);
  return samples.length === wanted ? undefined : `${samples.length} samples for ${wanted}`;
}

function readFile(file: string): Buffer | undefined {
  return fs.existsSync(file) ? fs.readFileSync(file) : undefined;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await runFromCommandLine(run);
