import { t } from '../../base/l10n.ts';
import { errorCode } from '../connections/errorCode.ts';
import { outcome } from './outcome.ts';
import type { ProbeResult } from '../../model/probe.ts';

/**
 * What a failed connection to `where` (`localhost:3000`) says, in a sentence; undefined where the error is none of the
 * network's. Down: nobody can use the target. Unknown: this machine could not look.
 */
export function netFailure(error: unknown, host: string, where: string): ProbeResult | undefined {
  const code = errorCode(error);
  switch (code) {
    case 'ECONNREFUSED':
      return outcome('down', t('nothing listens on {0} (connection refused)', where));
    case 'ENOTFOUND':
    case 'ENODATA':
    case 'EAI_NONAME':
    case 'EAI_NODATA':
      return outcome('down', t('the name "{0}" has no address (DNS: {1})', host, code));
    case 'EAI_AGAIN':
    case 'EAI_FAIL':
      return outcome(
        'unknown',
        t('the name "{0}" could not be looked up: no name server answered (DNS: {1})', host, code),
      );
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'EHOSTDOWN':
    case 'ENETDOWN':
    case 'EADDRNOTAVAIL':
      return outcome('down', t('there is no way to {0} from this machine ({1})', where, code));
    case 'ETIMEDOUT':
      return outcome('down', t('{0} did not answer (the connection timed out)', where));
    case 'ECONNRESET':
    case 'ECONNABORTED':
    case 'EPIPE':
      return outcome('down', t('{0} closed the connection ({1})', where, code));
    case 'ENOENT':
      return outcome('down', t('there is no socket at {0} (ENOENT)', where));
    case 'EACCES':
    case 'EPERM':
      return outcome('unknown', t('this machine may not connect to {0} ({1})', where, code));
    case 'EMFILE':
    case 'ENFILE':
      return outcome('unknown', t('this machine has no free handle for a connection to {0} ({1})', where, code));
    default:
      return undefined;
  }
}

/** What a failed TLS handshake with `where` says, in a sentence; undefined where the error is none of TLS. */
export function tlsFailure(error: unknown, where: string): ProbeResult | undefined {
  const code = errorCode(error) ?? '';
  switch (code) {
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
      return outcome('down', t('the certificate of {0} is self-signed and not trusted ({1})', where, code));
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
      return outcome(
        'down',
        t('the certificate of {0} comes from an issuer that this machine does not know ({1})', where, code),
      );
    case 'CERT_HAS_EXPIRED':
      return outcome('down', t('the certificate of {0} has expired ({1})', where, code));
    case 'CERT_NOT_YET_VALID':
      return outcome('down', t('the certificate of {0} is not yet valid ({1})', where, code));
    case 'CERT_REVOKED':
      return outcome('down', t('the certificate of {0} was revoked ({1})', where, code));
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
    case 'HOSTNAME_MISMATCH':
      return outcome(
        'down',
        t('the certificate of {0} is for another host{1} ({2})', where, certificateNames(error), code),
      );
    case 'ERR_SSL_WRONG_VERSION_NUMBER':
    case 'ERR_SSL_PACKET_LENGTH_TOO_LONG':
    case 'ERR_SSL_HTTP_REQUEST':
      return outcome('unknown', t('{0} does not speak TLS ({1}); is it plain http://?', where, code));
    default:
  }
  if (code.includes('CERTIFICATE_REQUIRED'))
    return outcome('unknown', t('{0} asks for a client certificate ({1})', where, code));
  if (code.startsWith('ERR_SSL_') || code === 'EPROTO')
    return outcome('down', t('the TLS handshake with {0} failed ({1})', where, code));
  if (code.startsWith('CERT_') || code.startsWith('UNABLE_TO_')) {
    return outcome('down', t('the certificate of {0} cannot be verified ({1})', where, code));
  }
  return undefined;
}

function certificateNames(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('cert' in error)) return '';
  const certificate = error.cert as { readonly subjectaltname?: string; readonly subject?: { readonly CN?: string } };
  const names = certificate.subjectaltname ?? certificate.subject?.CN;
  return names === undefined ? '' : `: ${names.slice(0, 200)}`;
}
