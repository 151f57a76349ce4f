import { systemClock } from '../base/clock.ts';
import { err, type Result } from '../base/result.ts';
import { REPORT_ENGINES, type Report, type ReportEngine, type Severity, worstSeverity } from '../model/report.ts';
import { reportJson, reportMarkdown } from '../model/reportText.ts';
import { readPostgresConninfo } from '../engine/connections/postgresConninfo.ts';
import { parseRedisUri } from '../engine/connections/redisUri.ts';
import { HttpSession } from '../engine/probes/http/httpSession.ts';
import { redactUrl } from '../engine/probes/redact.ts';
import type { ReportContext } from '../engine/reports/reportContext.ts';
import { type Command, printError, readArguments, UsageError } from './command.ts';
import { reportLines } from './reportLines.ts';

const EXIT: Readonly<Record<Severity, number>> = { ok: 0, info: 0, warning: 1, critical: 2 };
const NO_CONNECTION = 3;
const CONNECT_TIMEOUT_MS = 10_000;

/** `watchpost report`: the diagnosis of a database. Exit 0, 1 at a warning, 2 at a critical finding, 3 where it could not connect. */
export const report: Command = {
  usage: 'report postgres URI | redis URI | sqlite FILE [--json|--markdown]',
  purpose: 'diagnose a database; exit 1 at a warning, 2 at a critical finding, 3 where it could not connect',
  async run(args) {
    const { values, positionals } = readArguments({
      args: [...args],
      allowPositionals: true,
      options: { json: { type: 'boolean' }, markdown: { type: 'boolean' } },
    });
    const [engine, target, ...rest] = positionals;
    if (!isEngine(engine)) throw new UsageError(`say one of ${REPORT_ENGINES.join(', ')}`);
    if (target === undefined || rest.length > 0) throw new UsageError(`name one ${engine} database`);
    if (values.json === true && values.markdown === true) throw new UsageError('--json or --markdown, not both');
    const result = await runToInterrupt(engine, target);
    if (!result.ok) {
      if (values.json === true)
        console.log(JSON.stringify({ engine, version: null, findings: [], error: result.error }));
      printError(result.error);
      return NO_CONNECTION;
    }
    const print = values.json === true ? reportJson : values.markdown === true ? reportMarkdown : reportLines;
    console.log(print(result.value));
    return EXIT[worstSeverity(result.value.findings)];
  },
};

/** Ctrl+C ends the report on the server too, before it ends us. */
async function runToInterrupt(engine: ReportEngine, target: string): Promise<Result<Report, string>> {
  const interrupt = new AbortController();
  const stop = (): void => interrupt.abort();
  process.once('SIGINT', stop);
  const http = new HttpSession(systemClock);
  try {
    const context: ReportContext = {
      clock: systemClock,
      target: engine === 'sqlite' ? target : redactUrl(target),
      trust: () => http.secureContext(),
      connectTimeoutMs: CONNECT_TIMEOUT_MS,
      ...(process.stderr.isTTY && {
        progress: ({ done, total, what }) => process.stderr.write(`\r\u001B[K${done}/${total} ${what}`),
      }),
    };
    return await RUN[engine](target, context, interrupt.signal);
  } finally {
    if (process.stderr.isTTY) process.stderr.write('\r\u001B[K');
    process.off('SIGINT', stop);
    http.dispose();
  }
}

type Run = (target: string, context: ReportContext, signal: AbortSignal) => Promise<Result<Report, string>>;

const RUN: Readonly<Record<ReportEngine, Run>> = {
  async postgres(uri, context, signal) {
    const address = await readPostgresConninfo(uri, process.env);
    if (!address.ok) return withoutPassword(uri, address.error);
    const { host, port, database } = address.value;
    const shown = `postgresql://${host.includes(':') ? `[${host}]` : host}:${port}/${database}`;
    const { reportPostgres } = await import('../engine/postgres/reportPostgres.ts');
    return reportPostgres(address.value, { ...context, target: shown }, signal);
  },
  async redis(uri, context, signal) {
    const address = parseRedisUri(uri);
    if (!address.ok) return withoutPassword(uri, address.error);
    const { reportRedis, SCAN_BUDGET } = await import('../engine/redis/reportRedis.ts');
    return reportRedis(address.value, { ...context, scan: SCAN_BUDGET }, signal);
  },
  async sqlite(path, context, signal) {
    const { reportSqlite } = await import('../engine/sqlite/reportSqlite.ts');
    return reportSqlite(path, context, signal);
  },
};

/** What is wrong with a URI may quote a part of its password, where that was not percent-encoded. */
function withoutPassword(uri: string, error: string): Result<never, string> {
  return err(
    uri.includes('@') ? 'the URI cannot be read: is each of : / ? # @ in its password percent-encoded?' : error,
  );
}

function isEngine(text: string | undefined): text is ReportEngine {
  return (REPORT_ENGINES as readonly (string | undefined)[]).includes(text);
}
