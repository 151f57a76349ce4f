import type { ProbeResult } from '../../model/probe.ts';
import type { ProxyChoice, TlsConfig } from '../../model/request.ts';
import { type OpenedStream, openStream } from '../connections/openStream.ts';
import { proxyFor } from '../connections/proxyFor.ts';
import { TlsFileError, tlsOptions } from '../connections/tlsOptions.ts';
import { httpFailure } from './http/httpFailure.ts';
import { outcome } from './outcome.ts';
import type { ProbeContext } from './probe.ts';

/** Whom a probe connects to that speaks no HTTP/1. */
export interface StreamTarget {
  readonly host: string;
  readonly port: number;
  readonly timeoutMs: number;
  readonly tls?: TlsConfig;
  readonly proxy?: ProxyChoice;
}

export interface StreamOptions {
  readonly secure: boolean;
  /** Whether a certificate that is not trusted ends the handshake. */
  readonly verify: boolean;
  readonly alpn?: readonly string[];
}

/** The URL that stands for the target where proxies, secrets and failures are concerned. */
export function streamUrl({ host, port }: StreamTarget, secure: boolean): URL {
  return new URL(`${secure ? 'https' : 'http'}://${host.includes(':') ? `[${host}]` : host}:${port}`);
}

/** The target that `url` (http or https) leads to, reached as `config` says. */
export function targetOf(
  url: URL,
  { timeoutMs, tls, proxy }: Pick<StreamTarget, 'timeoutMs' | 'tls' | 'proxy'>,
): StreamTarget & { readonly secure: boolean } {
  const secure = url.protocol === 'https:';
  return {
    secure,
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? (secure ? 443 : 80) : Number(url.port),
    timeoutMs,
    ...(tls !== undefined && { tls }),
    ...(proxy !== undefined && { proxy }),
  };
}

/** Opens a stream to `target` with the session's trust and proxies; `failed` says in a sentence why there is none. */
export async function openTarget(
  target: StreamTarget,
  { secure, verify, alpn }: StreamOptions,
  context: ProbeContext,
  signal: AbortSignal,
): Promise<OpenedStream & { readonly failed?: ProbeResult }> {
  const url = streamUrl(target, secure);
  const proxy = proxyFor(url, target.proxy ?? 'inherit', context.proxy);
  let opened: OpenedStream;
  try {
    const { serverName } = target.tls ?? {};
    opened = await openStream(
      {
        host: target.host,
        port: target.port,
        ...(secure && {
          tls: {
            trust: await trustOf(target.tls, url.origin, context),
            verify: verify && target.tls?.insecureSkipVerify !== true,
            ...(serverName !== undefined && { serverName }),
            ...(alpn !== undefined && { alpn }),
          },
        }),
        ...(proxy !== undefined && { proxy }),
        ...(proxy?.origin.startsWith('https:') === true && { proxyTrust: await context.http.secureContext() }),
      },
      context.clock,
      signal,
    );
  } catch (error) {
    if (!(error instanceof TlsFileError)) throw error;
    return {
      socket: undefined,
      stage: 'tls',
      aborted: false,
      error,
      phasesMs: {},
      failed: outcome('unknown', error.message),
    };
  }
  if (opened.socket !== undefined) return opened;
  const { stage, aborted, error, phasesMs } = opened;
  const exchange = {
    complete: false,
    bodyBytes: 0,
    phasesMs,
    reused: false,
    failure: { stage, aborted, error },
    ...(proxy !== undefined && { via: new URL(proxy.origin).host }),
  };
  return { ...opened, failed: httpFailure(exchange, url, signal, target.timeoutMs) };
}

function trustOf(tls: TlsConfig | undefined, origin: string, { http, secrets }: ProbeContext) {
  return tls === undefined
    ? http.secureContext()
    : tlsOptions(tls, origin, secrets, async () => ({ ca: await http.authorities() }));
}
