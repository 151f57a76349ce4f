import type { Disposable } from '../../base/disposable.ts';
import { t } from '../../base/l10n.ts';
import { err, type Result } from '../../base/result.ts';
import type { Plain, RequestHandlers } from '../../protocol/rpc.ts';
import type { RedisLiveRequests } from '../../protocol/redisLive.ts';
import { fillDatabaseUri } from '../connections/databaseUri.ts';
import { KeptConnections } from '../connections/keptConnection.ts';
import { parseRedisUri, type RedisAddress } from '../connections/redisUri.ts';
import { notAsked } from '../probes/outcome.ts';
import { keptRedis } from '../redis/keptRedis.ts';
import { lookAtRedis } from '../redis/live/lookAtRedis.ts';
import { monitorRedis } from '../redis/live/monitorRedis.ts';
import type { ActivityHandlersInput } from './activityHandlers.ts';
import { mapTexts } from '../reports/mapTexts.ts';

const CONNECT_TIMEOUT_MS = 10_000;

/** What the engine answers about its Redis probes' running servers. Disposing it closes its connections. */
export function createRedisLiveHandlers(
  input: ActivityHandlersInput,
): RequestHandlers<Plain<RedisLiveRequests>> & Disposable {
  const { clock, secrets, trust, probe } = input;
  const kept = new KeptConnections(keptRedis(trust), clock);
  const redact = (text: string): string => secrets.redact(text);
  const failed = (error: string) => ({ ok: false, message: redact(error) }) as const;

  const addressOf = (probeId: string): Result<RedisAddress, string> => {
    const config = probe(probeId)?.config;
    if (config === undefined) return err(t('the service is not watched any more'));
    if (config.kind !== 'redis') return err(t('this is no Redis'));
    const address = fillDatabaseUri(config.uri, secrets, parseRedisUri);
    return address.ok ? address : err(notAsked(address.error).reason);
  };

  return {
    async redisLook(probeId, pings) {
      const address = addressOf(probeId);
      if (!address.ok) return failed(address.error);
      const answer = await kept.of(probeId, address.value).ask(({ client }) => lookAtRedis(client, pings, clock));
      return answer.ok ? { ok: true, look: mapTexts(answer.value, redact) } : failed(answer.error);
    },
    async monitorRedis(probeId, seconds, signal) {
      const address = addressOf(probeId);
      if (!address.ok) return failed(address.error);
      const context = { clock, trust, connectTimeoutMs: CONNECT_TIMEOUT_MS };
      const answer = await monitorRedis(address.value, seconds, context, signal);
      return answer.ok ? { ok: true, result: mapTexts(answer.value, redact) } : failed(answer.error);
    },
    dispose: () => kept.dispose(),
  };
}
