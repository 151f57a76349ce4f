import { err, ok, type Result } from '../../../base/result.ts';
import type { Phase, ProbeResult } from '../../../model/probe.ts';
import { outcome } from '../outcome.ts';
import type { ProbeContext } from '../probe.ts';
import { redactUrl } from '../redact.ts';
import { type BodySink, type Exchange, exchange, type ResponseHead, type WireRequest } from './exchange.ts';
import { proxyFor } from '../../connections/proxyFor.ts';
import { TlsFileError } from '../../connections/tlsOptions.ts';
import { httpFailure } from './httpFailure.ts';
import type { HttpRequest } from './httpRequest.ts';
import type { Lane, Route } from './httpSession.ts';

/** A redirect's own body is read and dropped up to here, so that the connection can be kept. */
const REDIRECT_BODY_MAX_BYTES = 64 * 1024;

const REDIRECT_CODES = new Set([301, 302, 303, 307, 308]);

/** What became of a request and the redirects that it met. */
export interface HttpRun {
  /** The last URL that was asked, for people. */
  readonly url: string;
  readonly redirects: number;
  readonly last: Exchange;
  /** Summed over the redirects, as blackbox_exporter does. */
  readonly phasesMs: Partial<Record<Phase, number>>;
  /** Set where there is no response to read: why, as a result. */
  readonly failed?: ProbeResult;
}

export interface HttpRunOptions {
  readonly timeoutMs: number;
  readonly sink: BodySink;
}

/**
 * Sends `request` and follows redirects. What is confidential goes to the first origin only, and a redirect whose target
 * carries a secret that may not go there is not followed. A kept connection that turns out to be closed is replaced once.
 */
export async function runHttp(
  request: HttpRequest,
  context: ProbeContext,
  signal: AbortSignal,
  options: HttpRunOptions,
): Promise<HttpRun> {
  const phasesMs: Partial<Record<Phase, number>> = {};
  let seen: Set<string> | undefined;
  let { url, method, body } = request;
  let confidential = true;
  for (let redirects = 0; ; redirects++) {
    const wire: WireRequest = {
      method,
      path: url.pathname + url.search,
      headers: wireHeaders(request, confidential, body !== undefined),
      ...(body === undefined ? undefined : { body }),
    };
    const follows = request.maxRedirects > 0;
    const hop = follows ? new HopSink(options.sink) : options.sink;
    const last = await send(routeTo(url, request, context), wire, hop, context, signal);
    for (const [phase, ms] of Object.entries(last.phasesMs))
      phasesMs[phase as Phase] = (phasesMs[phase as Phase] ?? 0) + ms;
    const done = { url: shown(url, context), redirects, last, phasesMs };
    if (last.failure !== undefined) return { ...done, failed: httpFailure(last, url, signal, options.timeoutMs) };
    const location = last.head === undefined || !follows ? undefined : redirectTarget(last.head);
    if (location === undefined) return done;

    const code = last.head?.code ?? 0;
    const next = nextUrl(location, url);
    const said = `${shown(url, context)} answered ${code}, a redirect`;
    if (next === undefined) {
      return {
        ...done,
        failed: outcome(
          'unknown',
          `${said} to "${context.secrets.redact(redactUrl(location)).slice(0, 200)}", which is no http URL`,
        ),
      };
    }
    seen ??= new Set();
    seen.add(`${method} ${url.href}`);
    if ((code === 303 && method !== 'HEAD') || (code < 303 && method === 'POST')) {
      method = 'GET';
      body = undefined;
    }
    const target = shown(next, context);
    if (seen.has(`${method} ${next.href}`)) {
      return { ...done, failed: outcome('down', `${said} to ${target}, which had already been asked: a loop`) };
    }
    if (redirects === request.maxRedirects) {
      return { ...done, failed: outcome('down', `more than ${redirects} redirects, the last one to ${target}`) };
    }
    if (next.origin !== request.url.origin) {
      const leak = context.secrets.findRefused(next.href, next.origin);
      if (leak !== undefined) {
        return {
          ...done,
          failed: outcome(
            'unknown',
            `${said} to ${target}: not followed, it would carry the secret "${leak.name}" there`,
          ),
        };
      }
      if (body !== undefined && request.bodyHasSecret) {
        return { ...done, failed: outcome('unknown', `${said} to ${target}: not followed, the body holds a secret`) };
      }
      // Once away it stays away, whoever sends the request back.
      confidential = false;
    }
    url = next;
  }
}

async function send(
  route: Route,
  wire: WireRequest,
  sink: BodySink,
  context: ProbeContext,
  signal: AbortSignal,
): Promise<Exchange> {
  for (let attempt = 0; ; attempt++) {
    const taken = await takeLane(route, attempt > 0, context);
    if (!taken.ok) return taken.error;
    const lane = taken.value;
    if (signal.aborted) {
      context.http.release(lane);
      return {
        complete: false,
        bodyBytes: 0,
        phasesMs: {},
        reused: true,
        failure: { stage: 'processing', aborted: true, error: undefined },
      };
    }
    const ended = await exchange(lane, wire, sink, context.clock, signal);
    if (ended.failure === undefined && ended.complete) {
      context.http.release(lane);
      return ended;
    }
    context.http.drop(lane);
    const closedMeanwhile =
      ended.failure !== undefined && !ended.failure.aborted && ended.reused && ended.failure.stage === 'processing';
    const repeatable = wire.method === 'GET' || wire.method === 'HEAD';
    if (!closedMeanwhile || !repeatable || attempt > 0 || !isClosed(ended.failure?.error)) return ended;
  }
}

/** A connection, or the exchange that could not begin because of what the settings say of certificates. */
async function takeLane(route: Route, fresh: boolean, context: ProbeContext): Promise<Result<Lane, Exchange>> {
  try {
    return ok(await context.http.take(route, fresh, context.secrets));
  } catch (error) {
    if (!(error instanceof TlsFileError)) throw error;
    const failure = { stage: 'tls', aborted: false, error } as const;
    return err({ complete: false, bodyBytes: 0, phasesMs: {}, reused: false, failure });
  }
}

/** The way to `url`. The client's certificate is shown to the configured origin only, and only there may the other side's be wrong. */
function routeTo(url: URL, request: HttpRequest, context: ProbeContext): Route {
  const { tls } = request;
  const proxy = proxyFor(url, request.proxy, context.proxy);
  const caFile = tls?.caFile;
  const trusted = url.origin === request.url.origin ? tls : caFile === undefined ? undefined : { caFile };
  return {
    origin: url.origin,
    ...(trusted !== undefined && { tls: trusted }),
    ...(proxy !== undefined && { proxy }),
  };
}

/** Whether the other side closed the connection; garbage in place of an answer is no reason to ask again. */
function isClosed(error: Error | undefined): boolean {
  const code = error !== undefined && 'code' in error ? error.code : undefined;
  return code === 'UND_ERR_SOCKET' || code === 'ECONNRESET' || code === 'EPIPE';
}

/** Hands the last response to the run's own sink and drops the bodies of the redirects before it. */
class HopSink implements BodySink {
  readonly #sink: BodySink;
  #redirectBytes: number | undefined;

  constructor(sink: BodySink) {
    this.#sink = sink;
  }

  head(head: ResponseHead): void {
    if (redirectTarget(head) === undefined) this.#sink.head(head);
    else this.#redirectBytes = 0;
  }

  data(chunk: Buffer): boolean {
    if (this.#redirectBytes === undefined) return this.#sink.data(chunk);
    this.#redirectBytes += chunk.length;
    return this.#redirectBytes <= REDIRECT_BODY_MAX_BYTES;
  }
}

function redirectTarget(head: ResponseHead): string | undefined {
  if (!REDIRECT_CODES.has(head.code)) return undefined;
  return head.headers.find(([name]) => name.toLowerCase() === 'location')?.[1];
}

function nextUrl(location: string, base: URL): URL | undefined {
  if (!URL.canParse(location, base.href)) return undefined;
  const url = new URL(location, base.href);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return undefined;
  // A user and password that the other side made up are not sent.
  url.username = '';
  url.password = '';
  url.hash = '';
  return url;
}

function wireHeaders(request: HttpRequest, confidential: boolean, hasBody: boolean): string[] {
  const headers: string[] = [];
  for (const header of request.headers) {
    if (header.confidential && !confidential) continue;
    const name = header.name.toLowerCase();
    // The target's own name belongs to the first origin; a body's type goes with the body.
    if (name === 'host' && !confidential) continue;
    if (name.startsWith('content-') && request.body !== undefined && !hasBody) continue;
    headers.push(header.name, header.value);
  }
  return headers;
}

function shown(url: URL, context: ProbeContext): string {
  return context.secrets.redact(redactUrl(url.href));
}
