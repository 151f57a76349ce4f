import { errorCode } from '../../connections/errorCode.ts';
import { printDuration } from '../../../base/duration.ts';
import { t } from '../../../base/l10n.ts';
import { formatQuantity, formatSeconds } from '../../../base/unit.ts';
import type { ProbeResult } from '../../../model/probe.ts';
import { ProxyRefused } from '../../connections/proxyTunnel.ts';
import { TlsFileError } from '../../connections/tlsOptions.ts';
import { netFailure, tlsFailure } from '../netFailure.ts';
import { outcome } from '../outcome.ts';
import { TIMED_OUT } from '../probe.ts';
import type { Exchange } from './exchange.ts';

/** What a failed exchange with `url` says: who failed and how, in a sentence. `signal` is the run's. */
export function httpFailure(exchange: Exchange, url: URL, signal: AbortSignal, timeoutMs: number): ProbeResult {
  const where = exchange.via === undefined ? hostAndPort(url) : t('the proxy {0}', exchange.via);
  if (exchange.failure === undefined) return outcome('unknown', t('{0} gave no answer', where));
  const { stage, aborted, error } = exchange.failure;
  if (aborted) {
    if (signal.reason !== TIMED_OUT) return outcome('unknown', t('the run was cancelled'));
    return outcome('down', timeoutReason(exchange, where, url, printDuration(timeoutMs)));
  }
  if (stage === 'tls' && errorCode(error) === 'ECONNRESET') {
    return outcome('down', t('{0} closed the connection during the TLS handshake (ECONNRESET)', where));
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
  if (status === 407) return outcome('unknown', t('{0} asks for a user and password (HTTP 407)', proxy));
  if (status >= 500) return outcome('down', t('{0} could not reach {1} (HTTP {2})', proxy, target, status));
  return outcome('unknown', t('{0} refused the way to {1} (HTTP {2})', proxy, target, status));
}

function timeoutReason(exchange: Exchange, where: string, url: URL, timeout: string): string {
  switch (exchange.failure?.stage) {
    case 'resolve':
      return t('the name "{0}" was not looked up within {1}', url.hostname, timeout);
    case 'connect':
      return t('{0} did not accept a connection within {1}', where, timeout);
    case 'tls':
      return t('{0} accepted the connection but did not end the TLS handshake within {1}', where, timeout);
    case 'transfer': {
      const head = formatSeconds((exchange.phasesMs.processing ?? 0) / 1000);
      const bytes = formatQuantity(exchange.bodyBytes, 'bytes');
      return t('headers came after {0}, the body stalled after {1} (timeout of {2})', head, bytes, timeout);
    }
    default:
      return t('{0} accepted the connection but did not answer within {1}', where, timeout);
  }
}

function protocolFailure(exchange: Exchange, where: string): ProbeResult | undefined {
  const error = exchange.failure?.error;
  const code = errorCode(error) ?? '';
  if (code === 'UND_ERR_HEADERS_OVERFLOW')
    return outcome('unknown', t('{0} answered with more than 64 kB of headers', where));
  if (code === 'UND_ERR_INVALID_ARG')
    return outcome('unknown', t('the request cannot be sent: {0}', error?.message ?? code));
  if (code.startsWith('HPE_') || error?.name === 'HTTPParserError')
    return outcome('unknown', notHttp(error, where, code));
  if (code === 'UND_ERR_SOCKET' || code === 'ECONNRESET' || code === 'EPIPE') {
    const isClosed = code === 'UND_ERR_SOCKET';
    if (exchange.head !== undefined) {
      const bytes = formatQuantity(exchange.bodyBytes, 'bytes');
      return outcome(
        'down',
        isClosed
          ? t('{0} closed the connection in the middle of its answer, after {1} of body', where, bytes)
          : t('{0} reset the connection in the middle of its answer, after {1} of body', where, bytes),
      );
    }
    if (exchange.failure?.stage === 'processing')
      return outcome(
        'down',
        isClosed
          ? t('{0} closed the connection without an answer', where)
          : t('{0} reset the connection without an answer', where),
      );
  }
  return code === 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH'
    ? outcome('down', t('{0} sent another number of bytes than its content-length says', where))
    : undefined;
}

function notHttp(error: Error | undefined, where: string, code: string): string {
  const data = error !== undefined && 'data' in error ? String(error.data) : '';
  // A TLS record: an alert (21) or a handshake (22) of version 3.
  if ((data.charCodeAt(0) === 21 || data.charCodeAt(0) === 22) && data.charCodeAt(1) === 3)
    return t('{0} speaks TLS; is it https://?', where);
  return t('{0} does not answer in HTTP ({1})', where, code === '' ? t('not understood') : code);
}

function unexpected(error: Error | undefined, where: string): ProbeResult {
  return outcome('down', t('the request to {0} failed: {1}', where, error?.message ?? t('no reason was given')));
}
