import { t } from '../../../base/l10n.ts';
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
  let phasesMs: Partial<Record<Phase, number>> = {};
  let seen: Set<string> | undefined;
  let { url, shownUrl, method, body } = request;
  let confidential = true;
  for (let redirects = 0; ; redirects++) {
    const { wire, route } =
      redirects === 0 ? firstHop(request, context) : hopTo(url, request, context, { method, body, confidential });
    const follows = request.maxRedirects > 0;
    const hop = follows ? new HopSink(options.sink) : options.sink;
    const last = await send(route, wire, hop, context, signal);
    phasesMs = redirects === 0 ? last.phasesMs : added(phasesMs, last.phasesMs);
    const done = { url: context.secrets.redact(shownUrl), redirects, last, phasesMs };
    if (last.failure !== undefined) return { ...done, failed: httpFailure(last, url, signal, options.timeoutMs) };
    const location = last.head === undefined || !follows ? undefined : redirectTarget(last.head);
    if (location === undefined) return done;

    const code = last.head?.code ?? 0;
    const next = nextUrl(location, url);
    if (next === undefined) {
      return {
        ...done,
        failed: outcome(
          'unknown',
          t(
            '{0} answered {1}, a redirect to "{2}", which is no http URL',
            done.url,
            code,
            context.secrets.redact(redactUrl(location)).slice(0, 200),
          ),
        ),
      };
    }
    seen ??= new Set();
    seen.add(`${method} ${url.href}`);
    if ((code === 303 && method !== 'HEAD') || (code < 303 && method === 'POST')) {
      method = 'GET';
      body = undefined;
    }
    shownUrl = redactUrl(next.href);
    const target = context.secrets.redact(shownUrl);
    if (seen.has(`${method} ${next.href}`)) {
      return {
        ...done,
        failed: outcome(
          'down',
          t('{0} answered {1}, a redirect to {2}, which had already been asked: a loop', done.url, code, target),
        ),
      };
    }
    if (redirects === request.maxRedirects) {
      return { ...done, failed: outcome('down', t('more than {0} redirects, the last one to {1}', redirects, target)) };
    }
    if (next.origin !== request.url.origin) {
      const leak = context.secrets.findRefused(next.href, next.origin);
      if (leak !== undefined) {
        return {
          ...done,
          failed: outcome(
            'unknown',
            t(
              '{0} answered {1}, a redirect to {2}: not followed, it would carry the secret "{3}" there',
              done.url,
              code,
              target,
              leak.name,
            ),
          ),
        };
      }
      if (body !== undefined && request.bodyHasSecret) {
        return {
          ...done,
          failed: outcome(
            'unknown',
            t('{0} answered {1}, a redirect to {2}: not followed, the body holds a secret', done.url, code, target),
          ),
        };
      }
      // Once away it stays away, whoever sends the request back.
      confidential = false;
    }
    url = next;
  }
}

interface Hop {
  readonly wire: WireRequest;
  readonly route: Route;
}

/** A request that is the same at every run leaves in the same way, too, while the proxies are the same. */
const firstHops = new WeakMap<HttpRequest, Hop & Pick<ProbeContext, 'proxy'>>();

function firstHop(request: HttpRequest, context: ProbeContext): Hop {
  const known = firstHops.get(request);
  if (known !== undefined && known.proxy === context.proxy) return known;
  const { url, method, body } = request;
  const hop = hopTo(url, request, context, { method, body, confidential: true });
  firstHops.set(request, { ...hop, ...(context.proxy !== undefined && { proxy: context.proxy }) });
  return hop;
}

/** What is sent to `url`, and the way there; `confidential`: with what is for the first origin only. */
function hopTo(
  url: URL,
  request: HttpRequest,
  context: ProbeContext,
  {
    method,
    body,
    confidential,
  }: { readonly method: string; readonly body: string | undefined; readonly confidential: boolean },
): Hop {
  const wire = {
    method,
    path: url.pathname + url.search,
    headers: wireHeaders(request, confidential, body !== undefined),
    ...(body === undefined ? undefined : { body }),
  };
  return { wire, route: routeTo(url, request, context) };
}

function added(
  a: Readonly<Partial<Record<Phase, number>>>,
  b: Readonly<Partial<Record<Phase, number>>>,
): Partial<Record<Phase, number>> {
  const sum = { ...a };
  for (const [phase, ms] of Object.entries(b)) sum[phase as Phase] = (sum[phase as Phase] ?? 0) + ms;
  return sum;
}

async function send(
  route: Route,
  wire: WireRequest,
  sink: BodySink,
  context: ProbeContext,
  signal: AbortSignal,
): Promise<Exchange> {
  for (let attempt = 0; ; attempt++) {
    // Mostly a connection is there, and nothing has to be waited for.
    const idle = attempt === 0 ? context.http.takeIdle(route) : undefined;
    const taken = idle === undefined ? await takeFresh(route, context) : ok(idle);
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

/** A new connection, or the exchange that could not begin because of what the settings say of certificates. */
async function takeFresh(route: Route, context: ProbeContext): Promise<Result<Lane, Exchange>> {
  try {
    return ok(await context.http.takeFresh(route, context.secrets));
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
