import { isIP } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import type { Redis as RedisClient } from 'ioredis';
import { formatSeconds } from '../../base/unit.ts';
import type { ProbeResult } from '../../model/probe.ts';
import type { RedisProbeConfig } from '../../model/service.ts';
import { fillDatabaseUri } from '../connections/databaseUri.ts';
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
  // A bundle's chunk of a CommonJS module has nothing but a default export.
  const { Redis } = (await import('ioredis')).default;
  const redis = new Redis({
    host: address.host,
    port: address.port,
    ...(address.tls ? { tls: await tlsOptions(address.host, context) } : undefined),
    lazyConnect: true,
    // Logging in and choosing the database are done here, each with its own answer.
    protocol: 2,
    disableClientInfo: true,
    enableReadyCheck: false,
    enableOfflineQueue: false,
    retryStrategy: null,
    reconnectOnError: null,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    autoResubscribe: false,
    connectTimeout: 0,
  });
  let connectionError: Error | undefined;
  redis.on('error', (error: Error) => (connectionError ??= error));
  const close = (): void => {
    redis.disconnect();
    redis.stream?.destroy();
  };
  signal.addEventListener('abort', close);
  try {
    const startedMs = clock.monotonic();
    await redis.connect();
    await logIn(redis, address);
    const connectedMs = clock.monotonic();
    await redis.ping();
    const queryMs = clock.monotonic() - connectedMs;
    const connectMs = connectedMs - startedMs;
    return outcome('up', `connected in ${formatSeconds(connectMs / 1000)}, PING in ${formatSeconds(queryMs / 1000)}`, {
      phasesMs: { connect: connectMs, processing: queryMs },
      samples: databaseSamples('redis_up', 1, { connectMs, queryMs }),
    });
  } catch (error) {
    // What became of the connection says more than that a command could not be sent over it.
    return signal.aborted ? ended() : redisFailure(connectionError ?? error, address);
  } finally {
    signal.removeEventListener('abort', close);
    close();
  }
}

async function tlsOptions(host: string, context: ProbeContext): Promise<ConnectionOptions> {
  const secureContext = await context.http.secureContext();
  // An address is no server name (RFC 6066, 3); the certificate is checked against the host all the same.
  return isIP(host) === 0 ? { secureContext, servername: host } : { secureContext };
}

async function logIn(redis: RedisClient, { user, password, database }: RedisAddress): Promise<void> {
  if (password !== undefined && password !== '') {
    await (user === undefined ? redis.call('AUTH', password) : redis.call('AUTH', user, password));
  }
  if (database !== 0) await redis.call('SELECT', String(database));
}
