import { t } from '../../base/l10n.ts';
import type { HttpProbeConfig } from '../../model/service.ts';
import { BodyBuffer, headerValue } from './http/bodyBuffer.ts';
import { captureResponse } from './http/capture.ts';
import { curlCommand } from './http/curl.ts';
import { isSecure, printUrl } from './http/httpRequest.ts';
import { httpFacts } from './http/httpFacts.ts';
import { type HttpRun, runHttp } from './http/httpRun.ts';
import { httpSamples } from './http/httpSeries.ts';
import { looksLikeLogin } from './http/login.ts';
import { forgetRefusedToken, openRequest } from './http/openRequest.ts';
import { readAnew, readAnswer } from './http/readAnswer.ts';
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
  const { head, complete } = done.last;
  const ssl = done.url.startsWith('https:');
  const decoded = sink.decoded(BODY_MAX_BYTES);
  const body = decoded.ok ? decoded.value : Buffer.alloc(0);
  const contentType = head === undefined ? '' : headerValue(head, 'content-type');
  const isWhole = decoded.ok && complete && done.failed === undefined && done.redirects === 0;
  const answer =
    isWhole && head !== undefined ? readAnswer(config, { code: head.code, contentType, body }, context) : undefined;
  const response = captureResponse(done, body, !complete, context, answer?.text);
  const rest = {
    phasesMs: done.phasesMs,
    samples: httpSamples(done, ssl, decoded.ok && complete ? body.length : undefined),
    ...(response === undefined ? undefined : { response }),
    ...(config.assertions !== undefined && { facts: httpFacts(done, body) }),
  };
  if (done.failed !== undefined) return { ...done.failed, ...rest };
  if (head === undefined) return outcome('unknown', t('there was no response'), rest);

  if (done.redirects > 0 && looksLikeLogin(done.url, contentType, body)) {
    return outcome('unknown', t('was redirected to {0}, a login page', done.url), rest);
  }
  const input = {
    code: head.code,
    contentType,
    body,
    ...(done.redirects > 0 ? { redirectedTo: done.url } : undefined),
  };
  const reading = answer ?? readAnew(config, input, context);
  const unread = decoded.ok
    ? sink.truncated
      ? t('the body is longer than {0}', BODY_MAX_TEXT)
      : undefined
    : decoded.error;
  if (unread !== undefined && head.code < 300) {
    return outcome('unknown', t('HTTP {0}, but {1}', head.code, unread), { ...rest, format: reading.format });
  }
  const { status, format, checks, reason } = reading;
  const samples = checks.length === 0 ? rest.samples : [...rest.samples, ...reading.samples];
  return outcome(status, reason + unverifiedNote(done), { ...rest, format, checks, samples });
}

function unverifiedNote({ last }: HttpRun): string {
  return last.unverified === undefined ? '' : t('; its certificate is not verified ({0})', last.unverified);
}
