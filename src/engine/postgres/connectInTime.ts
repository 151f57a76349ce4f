import { t } from '../../base/l10n.ts';
import { err, ok, type Result } from '../../base/result.ts';
import { openPostgres } from '../connections/openPostgres.ts';
import type { PostgresAddress } from '../connections/postgresUri.ts';
import { postgresFailure } from '../probes/database/postgresFailure.ts';
import type { ReportContext } from '../reports/reportContext.ts';

type Opened = Extract<Awaited<ReturnType<typeof openPostgres>>, { readonly ok: true }>['value'];

/**
 * A connection of its own for what a user asked of the PostgreSQL at `address`; the error is a sentence, `cancelled` where `signal`
 * ended it. Only connecting has a time: what is asked then lasts for as long as a statement may.
 */
export async function connectInTime(
  address: PostgresAddress,
  { clock, connectTimeoutMs, trust }: ReportContext,
  cancelled: string,
  signal: AbortSignal,
): Promise<Result<Opened, string>> {
  const connecting = new AbortController();
  // A timer that is called off, which the signal of a timeout is not.
  const timer = clock.setTimeout(() => connecting.abort(), connectTimeoutMs);
  const opened = await openPostgres(address, trust, AbortSignal.any([signal, connecting.signal]));
  timer.dispose();
  if (opened.ok) return ok(opened.value);
  if (signal.aborted) return err(cancelled);
  if (connecting.signal.aborted)
    return err(t('PostgreSQL on {0}:{1} did not answer in time', address.host, address.port));
  return err(typeof opened.error === 'string' ? opened.error : postgresFailure(opened.error, address).reason);
}
