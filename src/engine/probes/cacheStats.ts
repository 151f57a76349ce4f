import { STATUS_CODES } from 'node:http';
import { t } from '../../base/l10n.ts';
import type { CacheStatsProbeConfig } from '../../model/service.ts';
import { readCacheStats } from '../values/readCacheStats.ts';
import { BodyBuffer } from './http/bodyBuffer.ts';
import { captureResponse } from './http/capture.ts';
import { curlCommand } from './http/curl.ts';
import { httpFacts } from './http/httpFacts.ts';
import { isSecure, printUrl } from './http/httpRequest.ts';
import { runHttp } from './http/httpRun.ts';
import { httpSamples } from './http/httpSeries.ts';
import { refusedByCode } from './http/refusedByCode.ts';
import type { Probe, ProbeContext, ProbeRun } from './probe.ts';
import { forgetRefusedToken, openRequest } from './http/openRequest.ts';
import { outcome } from './outcome.ts';

const BODY_MAX_BYTES = 1024 * 1024;

const DEFAULT_HEADERS = [
  ['accept', 'application/json, text/plain;q=0.9, */*;q=0.8'],
  ['user-agent', 'Watchpost'],
] as const;

/** An endpoint that gives a cache's statistics: hits, misses, memory, keys. */
export const cacheStatsProbe: Probe<'cacheStats'> = {
  kind: 'cacheStats',
  load: (config, context) => context.http.load(isSecure(config)),
  run,
  target: (config) => printUrl(config.url),
  curl: curlCommand,
};

async function run(config: CacheStatsProbeConfig, context: ProbeContext, signal: AbortSignal): Promise<ProbeRun> {
  const request = await openRequest(config, context, DEFAULT_HEADERS, signal);
  if (!request.ok) return request.error;
  const sink = new BodyBuffer(BODY_MAX_BYTES);
  const done = await runHttp(request.value, context, signal, { timeoutMs: config.timeoutMs, sink });
  forgetRefusedToken(config, done, context);
  const decoded = sink.decoded(BODY_MAX_BYTES);
  const body = decoded.ok ? decoded.value : Buffer.alloc(0);
  const response = captureResponse(done, body, !done.last.complete, context);
  const samples = httpSamples(
    done,
    done.url.startsWith('https:'),
    decoded.ok && done.last.complete ? body.length : undefined,
  );
  const rest = {
    phasesMs: done.phasesMs,
    samples,
    facts: httpFacts(done, body),
    ...(response === undefined ? undefined : { response }),
  };
  const failed = done.failed ?? refusedByCode(done);
  if (failed !== undefined) return { ...failed, ...rest };
  const code = done.last.head?.code ?? 0;
  if (!decoded.ok)
    return outcome('unknown', t('HTTP {0} {1}, but {2}', code, STATUS_CODES[code] ?? '', decoded.error), rest);
  const stats = readCacheStats(body);
  return outcome(stats.status, context.secrets.redact(stats.reason), {
    ...rest,
    keyNumbers: stats.keyNumbers,
    samples: [...samples, ...stats.samples],
  });
}
