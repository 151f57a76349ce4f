import { t } from '../../base/l10n.ts';
import { formatSeconds } from '../../base/unit.ts';
import type { ProbeResult } from '../../model/probe.ts';
import type { MetricsProbeConfig } from '../../model/service.ts';
import { ACCEPT_HEADER, PROTOBUF_ACCEPT_HEADER } from '../scrape/expositionFormat.ts';
import { CAPTURED_BODY_MAX_BYTES, captureResponse } from './http/capture.ts';
import { curlCommand } from './http/curl.ts';
import { httpFacts } from './http/httpFacts.ts';
import { isSecure, printUrl } from './http/httpRequest.ts';
import { type HttpRun, runHttp } from './http/httpRun.ts';
import { httpSamples } from './http/httpSeries.ts';
import { looksLikeLogin } from './http/login.ts';
import { forgetRefusedToken, openRequest } from './http/openRequest.ts';
import { refusedByCode } from './http/refusedByCode.ts';
import { METRICS_MAX_BYTES, METRICS_MAX_TEXT, MetricsBody } from './metrics/metricsBody.ts';
import { countingScraper, readMetrics } from './metrics/readMetrics.ts';
import { unpack } from './metrics/unpack.ts';
import { outcome } from './outcome.ts';
import { type Probe, type ProbeContext, type ProbeRun, TIMED_OUT } from './probe.ts';

/** What is asked of a target. To this machine itself nothing is said of packing: it would cost more than it saves. */
function defaultHeaders(config: MetricsProbeConfig): readonly (readonly [name: string, value: string])[] {
  return [
    ['accept', config.nativeHistograms === true ? PROTOBUF_ACCEPT_HEADER : ACCEPT_HEADER],
    ['user-agent', 'Watchpost'],
    ...(isLocal(config) ? [] : [['accept-encoding', 'gzip'] as const]),
  ];
}

/** What is kept of a body that was understood: enough to see what it is. */
const KEPT_OF_GOOD_BYTES = 4096;

/** A metrics endpoint in Prometheus text, OpenMetrics or JSON: up where the scrape succeeded. */
export const metricsProbe: Probe<'metrics'> = {
  kind: 'metrics',
  load: (config, context) => context.http.load(isSecure(config)),
  run,
  target: (config) => printUrl(config.url),
  curl: curlCommand,
};

async function run(config: MetricsProbeConfig, context: ProbeContext, signal: AbortSignal): Promise<ProbeRun> {
  const { clock, secrets } = context;
  const scraper = context.scraper ?? countingScraper(clock);
  const time = { atMs: clock.now(), startedMs: clock.monotonic() };
  const request = await openRequest(config, context, defaultHeaders(config), signal);
  if (!request.ok) {
    scraper.fail(request.error.reason, time);
    return request.error;
  }
  const sink = new MetricsBody();
  const done = await runHttp(request.value, context, signal, { timeoutMs: config.timeoutMs, sink });
  forgetRefusedToken(config, done, context);
  const unpacked = await unpack(sink.chunks, sink.encoding, METRICS_MAX_BYTES, METRICS_MAX_TEXT, signal);
  const body = unpacked.ok ? unpacked.value : [];
  const notRead =
    done.failed ?? refusedByCode(done) ?? unread(done, sink, body, unpacked.ok ? undefined : unpacked.error);
  if (notRead !== undefined) {
    // A run that was cancelled says nothing about the target.
    if (!signal.aborted || signal.reason === TIMED_OUT) scraper.fail(notRead.reason, time);
    return { ...notRead, ...seen(done, context, firstBytes(body, CAPTURED_BODY_MAX_BYTES)) };
  }
  const read = await readMetrics(body, sink.contentType, scraper, time);
  const tookMs = clock.monotonic() - time.startedMs;
  if (!read.ok || read.value.count === 0) {
    const why = read.ok ? t('the body holds no samples') : t('the body was not understood: {0}', read.error);
    return outcome('unknown', secrets.redact(why), seen(done, context, firstBytes(body, CAPTURED_BODY_MAX_BYTES)));
  }
  const { count, format, samples } = read.value;
  const rest = seen(done, context, firstBytes(body, KEPT_OF_GOOD_BYTES));
  const reason = t('{0} samples in {1}', count.toLocaleString('en-US'), formatSeconds(tookMs / 1000));
  return outcome('up', reason, { ...rest, format, samples: [...rest.samples, ...samples] });
}

/** Why a successful answer was not read: too long, packed in a way that was not understood, or a login page. */
function unread(
  done: HttpRun,
  sink: MetricsBody,
  body: readonly Buffer[],
  error: string | undefined,
): ProbeResult | undefined {
  if (!done.last.complete) return outcome('unknown', t('the body is longer than {0}', METRICS_MAX_TEXT));
  if (error !== undefined) return outcome('unknown', error);
  if (done.redirects > 0 && looksLikeLogin(done.url, sink.contentType, firstBytes(body, CAPTURED_BODY_MAX_BYTES))) {
    return outcome('unknown', t('was redirected to {0}, a login page', done.url));
  }
  return undefined;
}

function seen(done: HttpRun, context: ProbeContext, kept: Buffer) {
  const response = captureResponse(done, kept, kept.length < done.last.bodyBytes, context);
  const samples = httpSamples(done, done.url.startsWith('https:'), undefined);
  return {
    phasesMs: done.phasesMs,
    samples,
    facts: httpFacts(done, kept),
    ...(response === undefined ? undefined : { response }),
  };
}

function firstBytes(chunks: readonly Buffer[], maxBytes: number): Buffer {
  const parts: Buffer[] = [];
  let bytes = 0;
  for (const chunk of chunks) {
    if (bytes >= maxBytes) break;
    parts.push(chunk.subarray(0, maxBytes - bytes));
    bytes += chunk.length;
  }
  return Buffer.concat(parts);
}

function isLocal(config: MetricsProbeConfig): boolean {
  return /^https?:\/\/(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])(?:[:/]|$)/i.test(printUrl(config.url));
}
