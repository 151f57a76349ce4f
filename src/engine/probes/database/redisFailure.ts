import type { ProbeResult } from '../../../model/probe.ts';
import { cut } from '../../health/checkList.ts';
import { netFailure, tlsFailure } from '../netFailure.ts';
import { outcome } from '../outcome.ts';

/**
 * What an error reply of Redis or a failed way to it says, in a sentence. By the reply's first word: not being let in
 * tells nothing of the server's health (unknown); a server that answers but refuses work is degraded.
 */
export function redisFailure(
  error: unknown,
  address: { readonly host: string; readonly port: number; readonly database: number },
): ProbeResult {
  const where = `${address.host.includes(':') ? `[${address.host}]` : address.host}:${address.port}`;
  const message = error instanceof Error ? error.message : String(error);
  const redis = `Redis on ${where}`;
  switch (/^-?([A-Z]+)\b/.exec(message)?.[1]) {
    case 'NOAUTH':
      return outcome('unknown', `${redis} asks for a password, and the URI has none (NOAUTH)`);
    case 'WRONGPASS':
      return outcome('unknown', `${redis} refuses the user or password (WRONGPASS)`);
    case 'NOPERM':
      return outcome('unknown', `${redis} does not permit the user to PING (NOPERM)`);
    case 'LOADING':
      return outcome('down', `${redis} is loading its data (LOADING)`);
    case 'MASTERDOWN':
      return outcome('degraded', `${redis} is a replica that has lost its master (MASTERDOWN)`);
    case 'READONLY':
      return outcome('degraded', `${redis} is a replica and refuses writes (READONLY)`);
    case 'MISCONF':
      return outcome('degraded', `${redis} refuses writes because it cannot save to disk (MISCONF)`);
    case 'BUSY':
      return outcome('degraded', `${redis} is busy running a script (BUSY)`);
    case 'DENIED':
      return outcome('unknown', `${redis} is in protected mode and refuses connections from here (DENIED)`);
    case 'ERR':
      return errReply(message, redis, address.database);
    default:
  }
  return tlsFailure(error, where) ?? netFailure(error, address.host, where) ?? otherFailure(message, redis, where);
}

function errReply(message: string, redis: string, database: number): ProbeResult {
  if (/max number of clients/i.test(message)) return outcome('down', `${redis} has no connection left (${message})`);
  if (/DB index|invalid DB/i.test(message)) return outcome('down', `${redis} has no database ${database} (${message})`);
  if (/without any password|no password is set/i.test(message)) {
    return outcome('unknown', `${redis} has no password set, and the URI has one (${message})`);
  }
  return outcome('down', `${redis} answers with an error: ${message}`);
}

function otherFailure(message: string, redis: string, where: string): ProbeResult {
  if (/connection is closed|stream isn't writeable/i.test(message))
    return outcome('down', `${where} closed the connection; is it Redis?`);
  if (/RESP type|protocol error/i.test(message))
    return outcome('unknown', `${where} does not answer as Redis does (${cut(message, 100)})`);
  return outcome('down', `${redis} cannot be used: ${cut(message, 200)}`);
}
