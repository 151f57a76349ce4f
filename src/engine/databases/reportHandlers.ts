import type { SecureContext } from 'node:tls';
import { assertNever } from '../../base/assertNever.ts';
import type { Clock } from '../../base/clock.ts';
import { t } from '../../base/l10n.ts';
import { err, type Result } from '../../base/result.ts';
import type { Report, ReportProgress } from '../../model/report.ts';
import type { PostgresProbeConfig, ProbeConfig, RedisProbeConfig } from '../../model/service.ts';
import type { ReportAnswer, ReportRequest, ReportRequests } from '../../protocol/report.ts';
import type { Plain, RequestHandlers } from '../../protocol/rpc.ts';
import type { ProbeLabels, SampleStore } from '../record/probeSeries.ts';
import { writeSamples } from '../record/writeSamples.ts';
import { fillDatabaseUri } from '../connections/databaseUri.ts';
import { parsePostgresUri, type PostgresAddress } from '../connections/postgresUri.ts';
import { parseRedisUri, type RedisAddress } from '../connections/redisUri.ts';
import type { SecretVault } from '../connections/secretVault.ts';
import { explainSql } from '../postgres/explain/explainSql.ts';
import { reportPostgres } from '../postgres/reportPostgres.ts';
import { notAsked } from '../probes/outcome.ts';
import { LIST_BUDGET, listKeys } from '../redis/listKeys.ts';
import { reportRedis, SCAN_BUDGET } from '../redis/reportRedis.ts';
import { reportSqlite } from '../sqlite/reportSqlite.ts';
import { mapTexts } from '../reports/mapTexts.ts';
import type { ReportContext } from '../reports/reportContext.ts';

const CONNECT_TIMEOUT_MS = 10_000;
function gone(): ReportAnswer {
  return { ok: false, message: t('the service is not watched any more') };
}

export interface ReportHandlersInput {
  readonly clock: Clock;
  readonly secrets: SecretVault;
  readonly trust: () => Promise<SecureContext>;
  /** Where the numbers of a report become series. */
  readonly store: SampleStore<unknown>;
  readonly probe: (probeId: string) => { readonly config: ProbeConfig; readonly labels: ProbeLabels } | undefined;
  readonly progress: (reportId: string, progress: ReportProgress) => void;
}

/** What the engine answers about databases. No text of a report holds a secret of the session. */
export function createReportHandlers(input: ReportHandlersInput): RequestHandlers<Plain<ReportRequests>> {
  const { clock, secrets, trust, store, probe, progress } = input;
  const answer = (result: Result<Report, string>): ReportAnswer => {
    const redact = (text: string): string => secrets.redact(text);
    return result.ok
      ? { ok: true, report: mapTexts(result.value, redact) }
      : { ok: false, message: redact(result.error) };
  };
  return {
    async report(request, signal) {
      const found = probe(request.probeId);
      if (found === undefined) return gone();
      const context: ReportContext = {
        clock,
        target: found.labels.instance,
        trust,
        connectTimeoutMs: CONNECT_TIMEOUT_MS,
        samples: (samples) => writeSamples(store, found.labels, samples, clock.now()),
        progress: (how) => progress(request.reportId, how),
      };
      return answer(await diagnose(found.config, request, context, secrets, signal));
    },
    async fileReport({ reportId, path }, signal) {
      const context = { clock, target: path, progress: (how: ReportProgress) => progress(reportId, how) };
      return answer(await reportSqlite(path, context, signal));
    },
    async redisKeys({ reportId, probeId, pattern }, signal) {
      const found = probe(probeId);
      if (found === undefined) return gone();
      if (found.config.kind !== 'redis') return { ok: false, message: t('this is no Redis') };
      const context: ReportContext = {
        clock,
        target: found.labels.instance,
        trust,
        connectTimeoutMs: CONNECT_TIMEOUT_MS,
        progress: (how) => progress(reportId, how),
      };
      const list = (address: RedisAddress) => listKeys(address, pattern, context, LIST_BUDGET, signal);
      return answer(await withAddress(found.config, secrets, parseRedisUri, list));
    },
    async explainSql(request, signal) {
      const found = probe(request.probeId);
      if (found === undefined) return gone();
      if (found.config.kind !== 'postgres') return { ok: false, message: t('this is no PostgreSQL') };
      const context = { clock, target: found.labels.instance, trust, connectTimeoutMs: CONNECT_TIMEOUT_MS };
      const explain = (address: PostgresAddress) => explainSql(address, request, context, signal);
      return answer(await withAddress(found.config, secrets, parsePostgresUri, explain));
    },
  };
}

function diagnose(
  config: ProbeConfig,
  request: ReportRequest,
  context: ReportContext,
  secrets: SecretVault,
  signal: AbortSignal,
): Promise<Result<Report, string>> {
  switch (config.kind) {
    case 'postgres':
      return withAddress(config, secrets, parsePostgresUri, (address) => reportPostgres(address, context, signal));
    case 'redis': {
      const options = { ...context, scan: request.scanKeys ? SCAN_BUDGET : undefined };
      return withAddress(config, secrets, parseRedisUri, (address) => reportRedis(address, options, signal));
    }
    case 'http':
    case 'metrics':
    case 'cacheStats':
    case 'tcp':
    case 'tls':
    case 'grpc':
    case 'websocket':
    case 'dns':
    case 'push':
    case 'suite':
    case 'command':
      return Promise.resolve(err(t('this is no database')));
    default:
      return assertNever(config);
  }
}

async function withAddress<T extends { readonly origin: string; readonly host: string; readonly port: number }>(
  { uri }: PostgresProbeConfig | RedisProbeConfig,
  secrets: SecretVault,
  parse: (uri: string) => Result<T, string>,
  report: (address: T) => Promise<Result<Report, string>>,
): Promise<Result<Report, string>> {
  const address = fillDatabaseUri(uri, secrets, parse);
  return address.ok ? report(address.value) : err(notAsked(address.error).reason);
}
