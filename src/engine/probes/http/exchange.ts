import type { Dispatcher } from 'undici';
import type { Clock } from '../../../base/clock.ts';
import type { Phase } from '../../../model/probe.ts';
import type { ConnectTimes, Lane } from './httpSession.ts';

/** One request on its way to one origin; `headers` are names and values by turns. */
export interface WireRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: readonly string[];
  readonly body?: string;
}

/** The head of a response. */
export interface ResponseHead {
  readonly code: number;
  readonly statusText: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
}

/** Where a response's body goes, still encoded as it came. */
export interface BodySink {
  head(head: ResponseHead): void;
  /** Takes a piece; false: that was enough, the rest is not wanted and the connection is dropped. */
  data(chunk: Buffer): boolean;
}

/** How far the request had come. */
export type Stage = 'resolve' | 'connect' | 'tls' | 'processing' | 'transfer';

/** What became of one request on one connection. */
export interface Exchange {
  readonly head?: ResponseHead;
  /** Whether the body came to its end; false where the sink had enough or the exchange failed. */
  readonly complete: boolean;
  /** Bytes of body that arrived. */
  readonly bodyBytes: number;
  readonly phasesMs: Partial<Record<Phase, number>>;
  /** Set where the exchange failed: `aborted` by the signal, else an error of Node's or undici's. */
  readonly failure?: { readonly stage: Stage; readonly aborted: boolean; readonly error: Error | undefined };
  /** Whether the connection had been used before: it may have been closed by the other side meanwhile. */
  readonly reused: boolean;
  readonly certificateExpiryMs?: number;
  /** The address that was talked to. */
  readonly address?: string;
  /** The proxy that was gone through: `proxy:3128`. */
  readonly via?: string;
  /** Why the certificate would not have been taken, where none is verified. */
  readonly unverified?: string;
}

/** Sends `request` over `lane` and hands the response to `sink`. Never rejects; ends at once when `signal` fires. */
export function exchange(
  lane: Lane,
  request: WireRequest,
  sink: BodySink,
  clock: Clock,
  signal: AbortSignal,
): Promise<Exchange> {
  return new Promise((resolve) => {
    const run = new Run(lane, sink, clock, signal, resolve);
    try {
      const { forwardProxy } = lane;
      lane.client.dispatch(
        {
          method: request.method,
          path: forwardProxy === undefined ? request.path : lane.route.origin + request.path,
          headers: forwardProxy === undefined ? (request.headers as string[]) : proxied(lane, request.headers),
          body: request.body ?? null,
        },
        run,
      );
    } catch (error) {
      // undici refuses a header or path that HTTP does not allow by throwing.
      run.fail(error instanceof Error ? error : new Error(String(error)));
    }
  });
}

/** One exchange, as undici's handler. */
class Run implements Dispatcher.DispatchHandler {
  readonly #lane: Lane;
  readonly #sink: BodySink;
  readonly #clock: Clock;
  readonly #signal: AbortSignal;
  readonly #resolve: (exchange: Exchange) => void;
  readonly #connectsBefore: number;
  readonly #dispatchedMs: number;
  readonly #onAbort = (): void => this.#end(false, { aborted: true, error: undefined });
  #startedMs: number | undefined;
  #head: ResponseHead | undefined;
  #headMs = 0;
  #bodyBytes = 0;
  #ended = false;

  constructor(lane: Lane, sink: BodySink, clock: Clock, signal: AbortSignal, resolve: (exchange: Exchange) => void) {
    this.#lane = lane;
    this.#sink = sink;
    this.#clock = clock;
    this.#signal = signal;
    this.#resolve = resolve;
    this.#connectsBefore = lane.connects;
    this.#dispatchedMs = clock.monotonic();
    signal.addEventListener('abort', this.#onAbort);
  }

  fail(error: Error): void {
    this.#end(false, { aborted: false, error });
  }

  onRequestStart(): void {
    this.#startedMs = this.#clock.monotonic();
  }

  onResponseStart(controller: Dispatcher.DispatchController, code: number, _headers: unknown, statusText = ''): void {
    // 1xx answers come before the one that counts.
    if (code < 200 || this.#ended) return;
    this.#headMs = this.#clock.monotonic();
    this.#head = { code, statusText, headers: pairs(controller.rawHeaders) };
    this.#sink.head(this.#head);
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#ended) return;
    this.#bodyBytes += chunk.length;
    if (this.#sink.data(chunk)) return;
    this.#end(false);
    controller.abort(new Error('enough'));
  }

  onResponseEnd(): void {
    this.#end(true);
  }

  onResponseError(_controller: unknown, error: Error): void {
    this.fail(error);
  }

  #end(complete: boolean, failure?: { readonly aborted: boolean; readonly error: Error | undefined }): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#signal.removeEventListener('abort', this.#onAbort);
    const times = this.#lane.connects > this.#connectsBefore ? this.#lane.times : undefined;
    this.#resolve({
      ...(this.#head === undefined ? undefined : { head: this.#head }),
      complete,
      bodyBytes: this.#bodyBytes,
      phasesMs: this.#phases(times),
      ...(failure === undefined ? undefined : { failure: { ...failure, stage: this.#stage(times) } }),
      reused: times === undefined,
      ...(this.#lane.times?.certificateExpiryMs === undefined
        ? undefined
        : { certificateExpiryMs: this.#lane.times.certificateExpiryMs }),
      ...this.#way(),
    });
  }

  #way(): Pick<Exchange, 'address' | 'via' | 'unverified'> {
    const { socket, route, times } = this.#lane;
    const via = route.proxy === undefined ? undefined : new URL(route.proxy.origin).host;
    return {
      ...(socket?.remoteAddress !== undefined && via === undefined && { address: socket.remoteAddress }),
      ...(via !== undefined && { via }),
      ...(times?.unverified !== undefined && { unverified: times.unverified }),
    };
  }

  #stage(times: ConnectTimes | undefined): Stage {
    if (this.#head !== undefined) return 'transfer';
    if (this.#startedMs !== undefined) return 'processing';
    if (times?.connectedMs !== undefined) return 'tls';
    // A name that is an address already is not looked up, so connecting is all that is left.
    return times?.resolvedMs !== undefined || times?.named === false ? 'connect' : 'resolve';
  }

  #phases(times: ConnectTimes | undefined): Partial<Record<Phase, number>> {
    const nowMs = this.#clock.monotonic();
    const phases: Partial<Record<Phase, number>> = {};
    if (times !== undefined) {
      if (times.resolvedMs !== undefined) phases.resolve = times.resolvedMs - times.startMs;
      if (times.connectedMs !== undefined) phases.connect = times.connectedMs - (times.resolvedMs ?? times.startMs);
      if (times.securedMs !== undefined) phases.tls = times.securedMs - (times.connectedMs ?? times.startMs);
    }
    const sentMs = this.#startedMs ?? this.#dispatchedMs;
    if (this.#head !== undefined) {
      phases.processing = this.#headMs - sentMs;
      phases.transfer = nowMs - this.#headMs;
    } else if (this.#startedMs !== undefined) {
      phases.processing = nowMs - sentMs;
    }
    return phases;
  }
}

/** The headers for a proxy that is asked for a whole URL: the target's host, and what the proxy wants to know of us. */
function proxied({ route, forwardProxy }: Lane, headers: readonly string[]): string[] {
  const all = [...headers];
  if (!headers.some((name, i) => i % 2 === 0 && name.toLowerCase() === 'host'))
    all.push('host', new URL(route.origin).host);
  if (forwardProxy?.authorization !== undefined) all.push('proxy-authorization', forwardProxy.authorization);
  return all;
}

/** undici hands the head over as it came: names and values by turns, Latin-1. */
function pairs(raw: Dispatcher.DispatchController['rawHeaders']): (readonly [string, string])[] {
  const headers: (readonly [string, string])[] = [];
  if (!Array.isArray(raw)) return headers;
  for (let i = 0; i + 1 < raw.length; i += 2) headers.push([text(raw[i]), text(raw[i + 1])]);
  return headers;
}

function text(value: Buffer | string | undefined): string {
  return value === undefined ? '' : typeof value === 'string' ? value : value.toString('latin1');
}
