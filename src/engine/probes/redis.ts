import { formatSeconds } from '../../base/unit.ts';
import type { ProbeResult } from '../../model/probe.ts';
import type { RedisProbeConfig } from '../../model/service.ts';
import { fillDatabaseUri } from '../connections/databaseUri.ts';
import { openRedis } from '../connections/openRedis.ts';
import { withoutPlaceholders, withPlaceholders } from '../connections/origin.ts';
import { parseRedisUri, type RedisAddress } from '../connections/redisUri.ts';
import { databaseSamples } from './database/latency.ts';
import { redisFailure } from './database/redisFailure.ts';
import { endedBySignal, notAsked, outcome } from './outcome.ts';
import type { Probe, ProbeContext } from './probe.ts';
import { redactUrl } from './redact.ts';

/** A Redis server: connects, logs in, asks `PING` and goes. Each run has a connection of its own, as a new client would. */
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
  const ended = (): ProbeResult => endedBySignal(signal, timeoutMs, `Redis on ${where} did not answer`);
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
    return outcome('up', `connected in ${formatSeconds(connectMs / 1000)}, PING in ${formatSeconds(queryMs / 1000)}`, {
      phasesMs: { connect: connectMs, processing: queryMs },
      samples: databaseSamples('redis_up', 1, { connectMs, queryMs }),
    });
  } catch (error) {
    return signal.aborted ? ended() : redisFailure(causeOf(error), address);
  } finally {
    close();
  }
}
