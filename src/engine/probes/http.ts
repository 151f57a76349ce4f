import { assertsOf } from '../../model/assertion.ts';
import type { HttpProbeConfig } from '../../model/service.ts';
import type { HealthInput, HealthReading } from '../health/health.ts';
import { readHealth } from '../health/readHealth.ts';
import { checkSamples, redactChecks } from './checkSeries.ts';
import { BodyBuffer, headerValue } from './http/bodyBuffer.ts';
import { captureResponse } from './http/capture.ts';
import { curlCommand } from './http/curl.ts';
import { isSecure, printUrl } from './http/httpRequest.ts';
import { httpFacts } from './http/httpFacts.ts';
import { type HttpRun, runHttp } from './http/httpRun.ts';
import { httpSamples } from './http/httpSeries.ts';
import { looksLikeLogin } from './http/login.ts';
import { forgetRefusedToken, openRequest } from './http/openRequest.ts';
import { outcome } from './outcome.ts';
import type { Probe, ProbeContext, ProbeRun } from './probe.ts';

/** What is read of a health body, packed and unpacked. */
const BODY_MAX_BYTES = 1024 * 1024;
const BODY_MAX_TEXT = '1 MiB';

const DEFAULT_HEADERS = [
  ['accept', 'application/json, text/plain;q=0.9, */*;q=0.8'],
  ['user-agent', 'Watchpost'],
] as const;

/** A health endpoint: asked over HTTP, and its body read. */
export const httpProbe: Probe<'http'> = {
  kind: 'http',
  load: (config, context) => context.http.load(isSecure(config)),
  run,
  target: (config) => printUrl(config.url),
  curl: curlCommand,
};

async function run(config: HttpProbeConfig, context: ProbeContext, signal: AbortSignal): Promise<ProbeRun> {
  const request = await openRequest(config, context, DEFAULT_HEADERS, signal);
  if (!request.ok) return request.error;
  const sink = new BodyBuffer(BODY_MAX_BYTES);
  const done = await runHttp(request.value, context, signal, { timeoutMs: config.timeoutMs, sink });
  forgetRefusedToken(config, done, context);
  return readRun(config, done, sink, context);
}

function readRun(config: HttpProbeConfig, done: HttpRun, sink: BodyBuffer, context: ProbeContext): ProbeRun {
  const { head } = done.last;
  const ssl = done.url.startsWith('https:');
  const decoded = sink.decoded(BODY_MAX_BYTES);
  const body = decoded.ok ? decoded.value : Buffer.alloc(0);
  const response = captureResponse(done, body, !done.last.complete, context);
  const rest = {
    phasesMs: done.phasesMs,
    samples: httpSamples(done, ssl, decoded.ok && done.last.complete ? body.length : undefined),
    ...(response === undefined ? undefined : { response }),
    facts: httpFacts(done, body),
  };
  if (done.failed !== undefined) return { ...done.failed, ...rest };
  if (head === undefined) return outcome('unknown', 'there was no response', rest);

  const contentType = headerValue(head, 'content-type');
  if (done.redirects > 0 && looksLikeLogin(done.url, contentType, body)) {
    return outcome('unknown', `was redirected to ${done.url}, a login page`, rest);
  }
  const reading = readAsserted(config, {
    code: head.code,
    contentType,
    body,
    ...(done.redirects > 0 ? { redirectedTo: done.url } : undefined),
  });
  const unread = decoded.ok ? (sink.truncated ? `the body is longer than ${BODY_MAX_TEXT}` : undefined) : decoded.error;
  if (unread !== undefined && head.code < 300) {
    return outcome('unknown', `HTTP ${head.code}, but ${unread}`, { ...rest, format: reading.format });
  }
  const { status, format } = reading;
  const checks = redactChecks(reading.checks, context.secrets);
  const samples = checks.length === 0 ? rest.samples : [...rest.samples, ...checkSamples(checks)];
  const reason = context.secrets.redact(reading.reason) + unverifiedNote(done);
  return outcome(status, reason, { ...rest, format, checks, samples });
}

function unverifiedNote({ last }: HttpRun): string {
  return last.unverified === undefined ? '' : `; its certificate is not verified (${last.unverified})`;
}

/**
 * What the response says by itself, as far as the user has not taken it upon himself: with an assertion on `[STATUS]` the code
 * is as good as 200, with one on `[BODY]` the body is not read.
 */
function readAsserted({ assertions }: HttpProbeConfig, input: HealthInput): HealthReading {
  const code = assertsOf(assertions, 'STATUS') ? 200 : input.code;
  const body = assertsOf(assertions, 'BODY') ? Buffer.alloc(0) : input.body;
  if (code === input.code && body === input.body) return readHealth(input);
  const reading = readHealth({ ...input, code, body });
  return reading.status === 'unknown' ? { ...reading, status: 'up', reason: `HTTP ${input.code}` } : reading;
}
