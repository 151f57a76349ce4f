import { STATUS_CODES } from 'node:http';
import { t } from '../../../base/l10n.ts';
import type { ProbeResult } from '../../../model/probe.ts';
import { outcome } from '../outcome.ts';
import type { HttpRun } from './httpRun.ts';

/**
 * What an answer without the numbers that were asked for says by its code: 401, 403 and 407 are unknown (reachable, but not
 * authorised), 429 is degraded, any other error down. Undefined for 2xx, whose body is to be read.
 */
export function refusedByCode(run: HttpRun): ProbeResult | undefined {
  const { head } = run.last;
  if (head === undefined) return outcome('unknown', t('there was no response'));
  const { code } = head;
  const name = STATUS_CODES[code] === undefined ? `HTTP ${code}` : `HTTP ${code} ${STATUS_CODES[code]}`;
  if (code >= 200 && code < 300) return undefined;
  if (code === 401 || code === 403 || code === 407)
    return outcome('unknown', t('{0}: reachable, but not authorised', name));
  if (code < 400) return outcome('unknown', t('{0}: a redirect that was not followed', name));
  if (code === 429) return outcome('degraded', t('{0}: the service limits the rate of requests', name));
  return outcome('down', name);
}
