import type { ProbeResult } from '../../../model/probe.ts';
import { errorCode, netFailure, tlsFailure } from '../netFailure.ts';
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
      return outcome('unknown', `PostgreSQL on ${where} refuses the password of "${address.user}"`);
    case '28000':
      return refusedLogin(message, where);
    case '3D000':
      return outcome('down', `PostgreSQL on ${where} has no database "${address.database}"`);
    case '53300':
      return outcome('down', `PostgreSQL on ${where} has no connection left: ${message}`);
    case '57P03':
      return outcome('down', `PostgreSQL on ${where} does not accept connections yet: ${message}`);
    case '57P01':
    case '57P02':
      return outcome('down', `PostgreSQL on ${where} is shutting down: ${message}`);
    case '57014':
      return outcome('down', `PostgreSQL on ${where} cancelled the query: ${message}`);
    case '42501':
      return outcome('unknown', `PostgreSQL on ${where} does not permit "${address.user}" to connect: ${message}`);
    default:
  }
  if (message === 'The server does not support SSL connections') {
    return outcome('unknown', `PostgreSQL on ${where} does not offer TLS; sslmode=disable connects without`);
  }
  if (message.startsWith('SASL:') && message.includes('password must be')) {
    return outcome('unknown', `PostgreSQL on ${where} asks for a password, and the URI has none`);
  }
  if (
    message === 'Connection terminated unexpectedly' ||
    message === 'There was an error establishing an SSL connection'
  ) {
    return outcome('down', `${where} closed the connection; is it PostgreSQL?`);
  }
  return (
    tlsFailure(error, where) ??
    netFailure(error, address.host, where) ??
    outcome('down', `PostgreSQL on ${where} refuses the connection: ${message}`)
  );
}

/** 28000: no line of pg_hba.conf lets this connection in, often for want of TLS; or the role may not log in. */
function refusedLogin(message: string, where: string): ProbeResult {
  if (/no encryption|SSL off/i.test(message)) {
    return outcome('unknown', `PostgreSQL on ${where} wants TLS; add sslmode=require to the URI (${message})`);
  }
  return outcome('unknown', `PostgreSQL on ${where} does not let this login in: ${message}`);
}
