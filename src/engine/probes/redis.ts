import type { Redis as RedisClient } from 'ioredis';
import { t } from '../../base/l10n.ts';
import { formatSeconds } from '../../base/unit.ts';
import type { ProbeResult, ProbeSample } from '../../model/probe.ts';
import type { RedisProbeConfig } from '../../model/service.ts';
import { fillDatabaseUri } from '../connections/databaseUri.ts';
import { openRedis } from '../connections/openRedis.ts';
import { withoutPlaceholders, withPlaceholders } from '../connections/origin.ts';
import { parseRedisUri, type RedisAddress } from '../connections/redisUri.ts';
import { readInfo } from '../redis/redisFacts.ts';
import { redisSeries } from '../redis/redisSeries.ts';
import { databaseSamples } from './database/latency.ts';
import { redisFailure } from './database/redisFailure.ts';
import { endedBySignal, notAsked, outcome } from './outcome.ts';
import type { Probe, ProbeContext } from './probe.ts';
import { redactUrl } from './redact.ts';

/** A Redis server: connects, logs in, asks `PING`, reads `INFO` and goes. Each run has a connection of its own, as a new client would. */
export const redisProbe: Probe<'redis'> = {
  kind: 'redis',
  load: async () => void (await import('ioredis')),
  run,
  target: ({ uri }) => withoutPlaceholders(redactUrl(withPlaceholders(uri)), uri),
};

async function run(config: RedisProbeConfig, context: ProbeContext, signal: AbortSignal): Promise<ProbeResult> {
  const address = fillDatabaseUri(config.uri, context.secrets, parseRedisUri);
  if (!address.ok) return notAsked(address.error);
  const result = await ask(address.value, config.timeoutMs, context, signal);
  const clean = { ...result, reason: context.secrets.redact(result.reason) };
  return clean.status === 'down' || clean.status === 'degraded'
    ? { ...clean, samples: databaseSamples('redis_up', clean.status === 'down' ? 0 : 1) }
    : clean;
}

async function ask(
  address: RedisAddress,
  timeoutMs: number,
  context: ProbeContext,
  signal: AbortSignal,
): Promise<ProbeResult> {
  const where = `${address.host}:${address.port}`;
  const ended = (): ProbeResult => endedBySignal(signal, timeoutMs, t('{0} did not answer', t('Redis on {0}', where)));
  if (signal.aborted) return ended();
  const { clock } = context;
  const startedMs = clock.monotonic();
  const opened = await openRedis(address, () => context.http.secureContext(), signal);
  if (!opened.ok) return signal.aborted ? ended() : redisFailure(opened.error, address);
  const { client, close, causeOf } = opened.value;
  try {
    const connectedMs = clock.monotonic();
    await client.ping();
    const queryMs = clock.monotonic() - connectedMs;
    const connectMs = connectedMs - startedMs;
    const numbers = await serverNumbers(client);
    return outcome(
      'up',
      t('connected in {0}, PING in {1}', formatSeconds(connectMs / 1000), formatSeconds(queryMs / 1000)),
      {
        phasesMs: { connect: connectMs, processing: queryMs },
        samples: [...databaseSamples('redis_up', 1, { connectMs, queryMs }), ...numbers],
      },
    );
  } catch (error) {
    return signal.aborted ? ended() : redisFailure(causeOf(error), address);
  } finally {
    close();
  }
}

/** Its clients, memory, commands and keys, for charts and alerts. A user who may not ask for them is no failure: the server has answered. */
async function serverNumbers(client: RedisClient): Promise<readonly ProbeSample[]> {
  return client.call('INFO').then(
    (reply) => redisSeries(readInfo(String(reply))),
    () => [],
  );
}
