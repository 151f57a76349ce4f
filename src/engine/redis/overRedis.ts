import { err, ok, type Result } from '../../base/result.ts';
import { type OpenRedis, openRedis } from '../connections/openRedis.ts';
import type { RedisAddress } from '../connections/redisUri.ts';
import { redisFailure } from '../probes/database/redisFailure.ts';
import type { ReportContext } from '../reports/reportContext.ts';

/** What `work` makes of the Redis at `address`, over a connection of its own; the error is a sentence that says why there is none. */
export async function overRedis<T>(
  address: RedisAddress,
  { clock, connectTimeoutMs, trust }: Pick<ReportContext, 'clock' | 'connectTimeoutMs' | 'trust'>,
  signal: AbortSignal,
  work: (redis: OpenRedis) => Promise<T>,
): Promise<Result<T, string>> {
  const connecting = new AbortController();
  const timer = clock.setTimeout(() => connecting.abort(), connectTimeoutMs);
  const opened = await openRedis(address, trust, AbortSignal.any([signal, connecting.signal]));
  timer.dispose();
  if (!opened.ok) {
    if (signal.aborted) return err('the report was cancelled');
    if (connecting.signal.aborted) return err(`Redis on ${address.host}:${address.port} did not answer in time`);
    return err(redisFailure(opened.error, address).reason);
  }
  const { close, causeOf } = opened.value;
  // From here on it is the caller's signal alone that ends it.
  signal.addEventListener('abort', close);
  try {
    return ok(await work(opened.value));
  } catch (error) {
    return err(signal.aborted ? 'the report was cancelled' : redisFailure(causeOf(error), address).reason);
  } finally {
    signal.removeEventListener('abort', close);
    close();
  }
}
