import { formatSeconds } from '../../base/unit.ts';
import type { ProbeResult } from '../../model/probe.ts';
import type { MetricsProbeConfig } from '../../model/service.ts';
import { ACCEPT_HEADER } from '../scrape/expositionFormat.ts';
import { captureResponse } from './http/capture.ts';
import { curlCommand } from './http/curl.ts';
import { isSecure, prepareRequest, printUrl } from './http/httpRequest.ts';
import { runHttp } from './http/httpRun.ts';
import { httpSamples } from './http/httpSeries.ts';
import { looksLikeLogin } from './http/login.ts';
import { refusedByCode } from './http/refusedByCode.ts';
import { METRICS_MAX_TEXT, MetricsBody } from './metrics/metricsBody.ts';
import { outcome } from './outcome.ts';
import type { Probe, ProbeContext } from './probe.ts';

const DEFAULT_HEADERS = [
  ['accept', ACCEPT_HEADER],
  // Nothing else is asked for: on the way to this machine itself packing costs more than it saves.
  ['user-agent', 'Watchpost'],
] as const;
const REMOTE_HEADERS = [...DEFAULT_HEADERS, ['accept-encoding', 'gzip']] as const;

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

async function run(config: MetricsProbeConfig, context: ProbeContext, signal: AbortSignal): Promise<ProbeResult> {
  const timestampMs = context.clock.now();
  const request = prepareRequest(config, context.secrets, isLocal(config) ? DEFAULT_HEADERS : REMOTE_HEADERS);
  if (!request.ok) {
    context.scrapeTarget?.fail(timestampMs);
    return request.error;
  }
  const startedMs = context.clock.monotonic();
  const sink = new MetricsBody(timestampMs, context.scrapeTarget);
  const done = await runHttp(request.value, context, signal, { owner: config.id, timeoutMs: config.timeoutMs, sink });
  const failed = done.failed ?? refusedByCode(done);
  if (failed !== undefined || !done.last.complete) sink.fail();
  const read = failed === undefined && done.last.complete ? await sink.end(signal) : undefined;
  const tookMs = context.clock.monotonic() - startedMs;

  const up = read?.ok === true && read.value.count > 0;
  const kept = up ? sink.kept.subarray(0, KEPT_OF_GOOD_BYTES) : sink.kept;
  const response = captureResponse(done, kept, kept.length < done.last.bodyBytes, context);
  const samples = httpSamples(done, done.url.startsWith('https:'), undefined);
  const rest = { phasesMs: done.phasesMs, samples, ...(response === undefined ? undefined : { response }) };
  if (failed !== undefined) return { ...failed, ...rest };
  if (read === undefined) return outcome('unknown', `the body is longer than ${METRICS_MAX_TEXT}`, rest);
  if (done.redirects > 0 && looksLikeLogin(done.url, sink.contentType, sink.kept)) {
    return outcome('unknown', `was redirected to ${done.url}, a login page`, rest);
  }
  if (!read.ok) return outcome('unknown', context.secrets.redact(`the body was not understood: ${read.error}`), rest);
  const { count, format } = read.value;
  const reason = `${count.toLocaleString('en-US')} samples in ${formatSeconds(tookMs / 1000)}`;
  return outcome('up', reason, { ...rest, format, samples: [...samples, ...read.value.samples] });
}

function isLocal(config: MetricsProbeConfig): boolean {
  return /^https?:\/\/(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])(?:[:/]|$)/i.test(printUrl(config.url));
}
