import { readFileSync } from 'node:fs';
import { ACCEPT_HEADER } from '../engine/scrape/expositionFormat.ts';
import { printScrapeReport, scrapeExitCode, scrapeReport } from '../engine/scrape/scrapeReport.ts';
import { type Command, printError, readArguments, UsageError } from './command.ts';

/** `watchpost scrape`: what a scrape makes of a body. Exit 1 where a scrape would be refused or lint found anything, 2 where there is no body. */
export const scrape: Command = {
  usage: 'scrape FILE|URL [--content-type TYPE] [--lint] [--json]',
  purpose: 'say what a scrape makes of an exposition; with --lint, every breach of its format with line and column',
  async run(args) {
    const { values, positionals } = readArguments({
      args: [...args],
      allowPositionals: true,
      options: { 'content-type': { type: 'string' }, lint: { type: 'boolean' }, json: { type: 'boolean' } },
    });
    const [source] = positionals;
    if (source === undefined || positionals.length > 1) throw new UsageError('name one file or one URL');
    const read = /^https?:\/\//.test(source) ? await fetchBody(source) : readBody(source);
    if (typeof read === 'string') {
      printError(read);
      return 2;
    }
    const contentType = values['content-type'] ?? read.contentType;
    const report = scrapeReport(read.body, {
      ...(contentType !== undefined && { contentType }),
      ...(values.lint === true && { lint: true }),
    });
    console.log(values.json === true ? JSON.stringify(report) : printScrapeReport(source, report));
    return scrapeExitCode(report);
  },
};

interface Body {
  readonly body: Uint8Array;
  readonly contentType?: string;
}

function readBody(file: string): Body | string {
  try {
    return { body: readFileSync(file) };
  } catch (error) {
    return `cannot read ${file}: ${messageOf(error)}`;
  }
}

/** Asked for once, so Node's own client will do. */
async function fetchBody(url: string): Promise<Body | string> {
  try {
    const response = await fetch(url, { headers: { accept: ACCEPT_HEADER }, signal: AbortSignal.timeout(30_000) });
    if (!response.ok) return `${url} answered with HTTP ${response.status}`;
    const contentType = response.headers.get('content-type');
    return { body: new Uint8Array(await response.arrayBuffer()), ...(contentType !== null && { contentType }) };
  } catch (error) {
    return `cannot get ${url}: ${messageOf(error instanceof Error && error.cause !== undefined ? error.cause : error)}`;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
