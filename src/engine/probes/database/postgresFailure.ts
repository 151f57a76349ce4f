import { t } from '../../../base/l10n.ts';
import type { ProbeResult } from '../../../model/probe.ts';
import { errorCode } from '../../connections/errorCode.ts';
import { netFailure, tlsFailure } from '../netFailure.ts';
import { outcome } from '../outcome.ts';

/**
 * What an error of PostgreSQL's or of the way to it says, in a sentence. By SQLSTATE (PostgreSQL documentation, appendix A):
 * not being let in tells nothing of the server's health (unknown); being refused as everybody would be is down.
 */
export function postgresFailure(
  error: unknown,
  address: { readonly host: string; readonly port: number; readonly user: string; readonly database: string },
): ProbeResult {
  const where = `${address.host.includes(':') ? `[${address.host}]` : address.host}:${address.port}`;
  const message = error instanceof Error ? error.message : String(error);
  switch (errorCode(error)) {
    case '28P01':
      return outcome('unknown', t('PostgreSQL on {0} refuses the password of "{1}"', where, address.user));
    case '28000':
      return refusedLogin(message, where);
    case '3D000':
      return outcome('down', t('PostgreSQL on {0} has no database "{1}"', where, address.database));
    case '53300':
      return outcome('down', t('PostgreSQL on {0} has no connection left: {1}', where, message));
    case '57P03':
      return outcome('down', t('PostgreSQL on {0} does not accept connections yet: {1}', where, message));
    case '57P01':
    case '57P02':
      return outcome('down', t('PostgreSQL on {0} is shutting down: {1}', where, message));
    case '57014':
      return outcome('down', t('PostgreSQL on {0} cancelled the query: {1}', where, message));
    case '42501':
      return outcome(
        'unknown',
        t('PostgreSQL on {0} does not permit "{1}" to connect: {2}', where, address.user, message),
      );
    default:
  }
  if (message === 'The server does not support SSL connections') {
    return outcome('unknown', t('PostgreSQL on {0} does not offer TLS; sslmode=disable connects without', where));
  }
  if (message.startsWith('SASL:') && message.includes('password must be')) {
    return outcome('unknown', t('PostgreSQL on {0} asks for a password, and the URI has none', where));
  }
  if (
    message === 'Connection terminated unexpectedly' ||
    message === 'There was an error establishing an SSL connection'
  ) {
    return outcome('down', t('{0} closed the connection; is it PostgreSQL?', where));
  }
  return (
    tlsFailure(error, where) ??
    netFailure(error, address.host, where) ??
    outcome('down', t('PostgreSQL on {0} refuses the connection: {1}', where, message))
  );
}

/** 28000: no line of pg_hba.conf lets this connection in, often for want of TLS; or the role may not log in. */
function refusedLogin(message: string, where: string): ProbeResult {
  if (/no encryption|SSL off/i.test(message)) {
    return outcome('unknown', t('PostgreSQL on {0} wants TLS; add sslmode=require to the URI ({1})', where, message));
  }
  return outcome('unknown', t('PostgreSQL on {0} does not let this login in: {1}', where, message));
}
