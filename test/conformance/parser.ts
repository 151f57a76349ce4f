import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseQuery } from '../../src/engine/promql/parse/parseQuery.ts';
import { printExpr } from '../../src/engine/promql/printer.ts';
import { type Score, Scoreboard, type SuiteOptions } from './scoreboard.ts';
import { runFromCommandLine } from './suiteFolder.ts';

interface ParserCase {
  readonly input: string;
  readonly fail: boolean;
  readonly errs: readonly string[];
}

/** Inputs of the lexer's tests that stand among the accepted ones, though neither is a whole query. */
const NO_QUERIES = new Set(["{'foo\\'bar', ", '`']);

/** Prometheus' parser cases: what it takes we must take, and print so that it reads back; what it refuses we must refuse. */
export async function run(options: SuiteOptions, print: (line: string) => void = console.log): Promise<Score> {
  const board = new Scoreboard('parser', options, print);
  const given = options.path ?? path.resolve(import.meta.dirname, '../../../shared/conformance');
  const file = given.endsWith('.json') ? given : path.join(given, 'promql-parser-cases.json');
  if (!fs.existsSync(file)) {
    board.skip('parser', 'the file with the cases is not there');
    return board.end();
  }
  const cases = JSON.parse(fs.readFileSync(file, 'utf8')) as ParserCase[];
  const accepted = cases.filter(({ fail, input }) => !fail && !NO_QUERIES.has(input));
  const refused = cases.filter((each) => each.fail);
  board.file(
    'accepted',
    accepted.map(({ input }) => ({ name: JSON.stringify(input), found: problemOf(input) })),
  );
  board.file(
    'refused',
    refused.map(({ input, errs }) => ({
      name: JSON.stringify(input),
      found: parseQuery(input).ok ? `was taken; should be: ${errs.join('; ')}` : undefined,
    })),
  );
  for (const input of NO_QUERIES) board.skip(JSON.stringify(input), 'a case of the lexer, no whole query');
  const sameWords = refused.filter(({ input, errs }) => {
    const parsed = parseQuery(input);
    return !parsed.ok && parsed.error.some(({ message }) => errs.includes(message));
  });
  print(`  (and ${sameWords.length} of those refused in Prometheus' own words)`);
  return board.end();
}

function problemOf(input: string): string | undefined {
  const parsed = parseQuery(input);
  if (!parsed.ok) return parsed.error.map(({ message }) => message).join('; ');
  const printed = printExpr(parsed.value);
  const again = parseQuery(printed);
  if (!again.ok)
    return `prints as ${printed}, which is refused: ${again.error.map(({ message }) => message).join('; ')}`;
  return printExpr(again.value) === printed ? undefined : `prints as ${printed}, and that as ${printExpr(again.value)}`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await runFromCommandLine(run);
