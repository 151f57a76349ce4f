import { t } from '../../../base/l10n.ts';
import type { ProbeResult } from '../../../model/probe.ts';
import { cut } from '../../health/checkList.ts';
import { NoMaster } from '../../connections/redisMaster.ts';
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
  if (error instanceof NoMaster) return outcome('down', cut(message, 300));
  const redis = t('Redis on {0}', where);
  switch (/^-?([A-Z]+)\b/.exec(message)?.[1]) {
    case 'NOAUTH':
      return outcome('unknown', t('{0} asks for a password, and the URI has none (NOAUTH)', redis));
    case 'WRONGPASS':
      return outcome('unknown', t('{0} refuses the user or password (WRONGPASS)', redis));
    case 'NOPERM':
      return outcome('unknown', t('{0} does not permit the user to PING (NOPERM)', redis));
    case 'LOADING':
      return outcome('down', t('{0} is loading its data (LOADING)', redis));
    case 'MASTERDOWN':
      return outcome('degraded', t('{0} is a replica that has lost its master (MASTERDOWN)', redis));
    case 'READONLY':
      return outcome('degraded', t('{0} is a replica and refuses writes (READONLY)', redis));
    case 'MISCONF':
      return outcome('degraded', t('{0} refuses writes because it cannot save to disk (MISCONF)', redis));
    case 'BUSY':
      return outcome('degraded', t('{0} is busy running a script (BUSY)', redis));
    case 'DENIED':
      return outcome('unknown', t('{0} is in protected mode and refuses connections from here (DENIED)', redis));
    case 'ERR':
      return errReply(message, redis, address.database);
    default:
  }
  return tlsFailure(error, where) ?? netFailure(error, address.host, where) ?? otherFailure(message, redis, where);
}

function errReply(message: string, redis: string, database: number): ProbeResult {
  if (/max number of clients/i.test(message))
    return outcome('down', t('{0} has no connection left ({1})', redis, message));
  if (/DB index|invalid DB/i.test(message))
    return outcome('down', t('{0} has no database {1} ({2})', redis, database, message));
  if (/without any password|no password is set/i.test(message)) {
    return outcome('unknown', t('{0} has no password set, and the URI has one ({1})', redis, message));
  }
  return outcome('down', t('{0} answers with an error: {1}', redis, message));
}

function otherFailure(message: string, redis: string, where: string): ProbeResult {
  if (/connection is closed|stream isn't writeable/i.test(message))
    return outcome('down', t('{0} closed the connection; is it Redis?', where));
  if (/RESP type|protocol error/i.test(message))
    return outcome('unknown', t('{0} does not answer as Redis does ({1})', where, cut(message, 100)));
  return outcome('down', t('{0} cannot be used: {1}', redis, cut(message, 200)));
}
