import { Redis as RedisClient } from 'ioredis';
import { startRedis } from '../support/provision/redis.ts';
import { waitFor } from '../support/provision/waitFor.ts';
import type { FaultSwitch } from './sampleSystem.ts';
import { startTcpProxy } from './tcpProxy.ts';

export interface Cache {
  /** Through the proxy, with the password where there is one. */
  readonly uri: string;
  readonly host: string;
  readonly port: number;
  /** A client that fails at once while there is no connection. */
  readonly client: RedisClient;
  /** The fault `cacheGone`. */
  readonly gone: FaultSwitch;
  stop(): Promise<void>;
}

/** A real Redis behind a proxy that can be shut. */
export async function startSampleCache(password?: string): Promise<Cache> {
  const redis = await startRedis(password === undefined ? {} : { password });
  const proxy = await startTcpProxy(redis.port);
  const { host, port } = proxy;
  const uri = `redis://${password === undefined ? '' : `:${encodeURIComponent(password)}@`}${host}:${port}`;
  const client = new RedisClient(uri, {
    enableOfflineQueue: false,
    lazyConnect: true,
    connectTimeout: 1_000,
    commandTimeout: 1_000,
    maxRetriesPerRequest: 0,
    retryStrategy: () => 250,
  });
  client.on('error', () => undefined); // shows as a failing command
  const isThere = (): Promise<void> => waitFor('Redis', () => client.ping().then(Boolean, () => false));
  // On a busy machine the first connection may take longer than a client of the sample waits.
  client.connect().catch(() => undefined);
  await isThere();
  return {
    uri,
    host,
    port,
    client,
    gone: {
      about: 'Redis refuses connections',
      on: () => proxy.shut(),
      async off() {
        await proxy.open();
        await isThere();
      },
    },
    async stop() {
      client.disconnect();
      await proxy.stop();
      await redis.stop();
    },
  };
}
