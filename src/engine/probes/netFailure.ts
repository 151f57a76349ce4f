import { outcome } from './outcome.ts';
import type { ProbeResult } from '../../model/probe.ts';

/** The system's code of an error (`ECONNREFUSED`), through the aggregate that several tried addresses give. */
export function errorCode(error: unknown): string | undefined {
  if (error instanceof AggregateError) {
    const codes = error.errors.map(errorCode);
    // Where one address of two refused and the other has no route, the refusal says more.
    return codes.includes('ECONNREFUSED')
      ? 'ECONNREFUSED'
      : (codes.find((code) => code !== undefined) ?? ownCode(error));
  }
  return ownCode(error);
}

/**
 * What a failed connection to `where` (`localhost:3000`) says, in a sentence; undefined where the error is none of the
 * network's. Down: nobody can use the target. Unknown: this machine could not look.
 */
export function netFailure(error: unknown, host: string, where: string): ProbeResult | undefined {
  const code = errorCode(error);
  switch (code) {
    case 'ECONNREFUSED':
      return outcome('down', `nothing listens on ${where} (connection refused)`);
    case 'ENOTFOUND':
    case 'ENODATA':
    case 'EAI_NONAME':
    case 'EAI_NODATA':
      return outcome('down', `the name "${host}" has no address (DNS: ${code})`);
    case 'EAI_AGAIN':
    case 'EAI_FAIL':
      return outcome('unknown', `the name "${host}" could not be looked up: no name server answered (DNS: ${code})`);
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'EHOSTDOWN':
    case 'ENETDOWN':
    case 'EADDRNOTAVAIL':
      return outcome('down', `there is no way to ${where} from this machine (${code})`);
    case 'ETIMEDOUT':
      return outcome('down', `${where} did not answer (the connection timed out)`);
    case 'ECONNRESET':
    case 'ECONNABORTED':
    case 'EPIPE':
      return outcome('down', `${where} closed the connection (${code})`);
    case 'ENOENT':
      return outcome('down', `there is no socket at ${where} (ENOENT)`);
    case 'EACCES':
    case 'EPERM':
      return outcome('unknown', `this machine may not connect to ${where} (${code})`);
    case 'EMFILE':
    case 'ENFILE':
      return outcome('unknown', `this machine has no free handle for a connection to ${where} (${code})`);
    default:
      return undefined;
  }
}

/** What a failed TLS handshake with `where` says, in a sentence; undefined where the error is none of TLS. */
export function tlsFailure(error: unknown, where: string): ProbeResult | undefined {
  const code = errorCode(error) ?? '';
  switch (code) {
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
      return outcome('down', `the certificate of ${where} is self-signed and not trusted (${code})`);
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
      return outcome(
        'down',
        `the certificate of ${where} comes from an issuer that this machine does not know (${code})`,
      );
    case 'CERT_HAS_EXPIRED':
      return outcome('down', `the certificate of ${where} has expired (${code})`);
    case 'CERT_NOT_YET_VALID':
      return outcome('down', `the certificate of ${where} is not yet valid (${code})`);
    case 'CERT_REVOKED':
      return outcome('down', `the certificate of ${where} was revoked (${code})`);
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
    case 'HOSTNAME_MISMATCH':
      return outcome('down', `the certificate of ${where} is for another host${certificateNames(error)} (${code})`);
    case 'ERR_SSL_WRONG_VERSION_NUMBER':
    case 'ERR_SSL_PACKET_LENGTH_TOO_LONG':
    case 'ERR_SSL_HTTP_REQUEST':
      return outcome('unknown', `${where} does not speak TLS (${code}); is it plain http://?`);
    default:
  }
  if (code.includes('CERTIFICATE_REQUIRED'))
    return outcome('unknown', `${where} asks for a client certificate (${code})`);
  if (code.startsWith('ERR_SSL_') || code === 'EPROTO')
    return outcome('down', `the TLS handshake with ${where} failed (${code})`);
  if (code.startsWith('CERT_') || code.startsWith('UNABLE_TO_')) {
    return outcome('down', `the certificate of ${where} cannot be verified (${code})`);
  }
  return undefined;
}

function ownCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

function certificateNames(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('cert' in error)) return '';
  const certificate = error.cert as { readonly subjectaltname?: string; readonly subject?: { readonly CN?: string } };
  const names = certificate.subjectaltname ?? certificate.subject?.CN;
  return names === undefined ? '' : `: ${names.slice(0, 200)}`;
}
