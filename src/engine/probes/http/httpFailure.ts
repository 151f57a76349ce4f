import { printDuration } from '../../../base/duration.ts';
import { formatQuantity, formatSeconds } from '../../../base/unit.ts';
import type { ProbeResult } from '../../../model/probe.ts';
import { ProxyRefused } from '../../connections/proxyTunnel.ts';
import { TlsFileError } from '../../connections/tlsOptions.ts';
import { errorCode, netFailure, tlsFailure } from '../netFailure.ts';
import { outcome } from '../outcome.ts';
import { TIMED_OUT } from '../probe.ts';
import type { Exchange } from './exchange.ts';

/** What a failed exchange with `url` says: who failed and how, in a sentence. `signal` is the run's. */
export function httpFailure(exchange: Exchange, url: URL, signal: AbortSignal, timeoutMs: number): ProbeResult {
  const where = exchange.via === undefined ? hostAndPort(url) : `the proxy ${exchange.via}`;
  if (exchange.failure === undefined) return outcome('unknown', `${where} gave no answer`);
  const { stage, aborted, error } = exchange.failure;
  if (aborted) {
    if (signal.reason !== TIMED_OUT) return outcome('unknown', 'the run was cancelled');
    return outcome('down', timeoutReason(exchange, where, url, printDuration(timeoutMs)));
  }
  if (stage === 'tls' && errorCode(error) === 'ECONNRESET') {
    return outcome('down', `${where} closed the connection during the TLS handshake (ECONNRESET)`);
  }
  if (error instanceof TlsFileError) return outcome('unknown', error.message);
  if (error instanceof ProxyRefused) return proxyFailure(error.status, where, hostAndPort(url));
  return (
    tlsFailure(error, stage === 'connect' || stage === 'resolve' ? where : hostAndPort(url)) ??
    protocolFailure(exchange, where) ??
    netFailure(error, url.hostname, where) ??
    unexpected(error, where)
  );
}

/** `localhost:3000`, with the scheme's own port where the URL has none. */
export function hostAndPort(url: URL): string {
  return `${url.hostname}:${url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port}`;
}

/** A proxy that could not reach the target says 5xx (tinyproxy 500, others 502 to 504); with another answer it is the proxy that stands in the way. */
function proxyFailure(status: number, proxy: string, target: string): ProbeResult {
  if (status === 407) return outcome('unknown', `${proxy} asks for a user and password (HTTP 407)`);
  if (status >= 500) return outcome('down', `${proxy} could not reach ${target} (HTTP ${status})`);
  return outcome('unknown', `${proxy} refused the way to ${target} (HTTP ${status})`);
}

function timeoutReason(exchange: Exchange, where: string, url: URL, timeout: string): string {
  switch (exchange.failure?.stage) {
    case 'resolve':
      return `the name "${url.hostname}" was not looked up within ${timeout}`;
    case 'connect':
      return `${where} did not accept a connection within ${timeout}`;
    case 'tls':
      return `${where} accepted the connection but did not end the TLS handshake within ${timeout}`;
    case 'transfer': {
      const head = formatSeconds((exchange.phasesMs.processing ?? 0) / 1000);
      const bytes = formatQuantity(exchange.bodyBytes, 'bytes');
      return `headers came after ${head}, the body stalled after ${bytes} (timeout of ${timeout})`;
    }
    default:
      return `${where} accepted the connection but did not answer within ${timeout}`;
  }
}

function protocolFailure(exchange: Exchange, where: string): ProbeResult | undefined {
  const error = exchange.failure?.error;
  const code = errorCode(error) ?? '';
  if (code === 'UND_ERR_HEADERS_OVERFLOW')
    return outcome('unknown', `${where} answered with more than 64 kB of headers`);
  if (code === 'UND_ERR_INVALID_ARG')
    return outcome('unknown', `the request cannot be sent: ${error?.message ?? code}`);
  if (code.startsWith('HPE_') || error?.name === 'HTTPParserError')
    return outcome('unknown', notHttp(error, where, code));
  if (code === 'UND_ERR_SOCKET' || code === 'ECONNRESET' || code === 'EPIPE') {
    const how = code === 'UND_ERR_SOCKET' ? 'closed' : 'reset';
    if (exchange.head !== undefined) {
      const bytes = formatQuantity(exchange.bodyBytes, 'bytes');
      return outcome('down', `${where} ${how} the connection in the middle of its answer, after ${bytes} of body`);
    }
    if (exchange.failure?.stage === 'processing')
      return outcome('down', `${where} ${how} the connection without an answer`);
  }
  return code === 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH'
    ? outcome('down', `${where} sent another number of bytes than its content-length says`)
    : undefined;
}

function notHttp(error: Error | undefined, where: string, code: string): string {
  const data = error !== undefined && 'data' in error ? String(error.data) : '';
  // A TLS record: an alert (21) or a handshake (22) of version 3.
  if ((data.charCodeAt(0) === 21 || data.charCodeAt(0) === 22) && data.charCodeAt(1) === 3)
    return `${where} speaks TLS; is it https://?`;
  return `${where} does not answer in HTTP (${code === '' ? 'not understood' : code})`;
}

function unexpected(error: Error | undefined, where: string): ProbeResult {
  return outcome('down', `the request to ${where} failed: ${error?.message ?? 'no reason was given'}`);
}
