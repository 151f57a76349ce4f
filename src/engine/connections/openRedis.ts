import { isIP } from 'node:net';
import type { ConnectionOptions, SecureContext } from 'node:tls';
import type { Redis as RedisClient } from 'ioredis';
import { err, ok, type Result } from '../../base/result.ts';
import { findMaster } from './redisMaster.ts';
import type { RedisAddress } from './redisUri.ts';

/** A session with a Redis server, logged in; `close()` cuts it at once, any number of times. */
export interface OpenRedis {
  readonly client: RedisClient;
  readonly close: () => void;
  /** The error to speak of: what became of the connection says more than that a command could not be sent over it. */
  readonly causeOf: (error: unknown) => unknown;
}

/**
 * Connects, to the master that the sentinels name where there are some, logs in and chooses the database. The error is the server's or the
 * network's; `signal` cuts the session, also once it is open.
 */
export async function openRedis(
  address: RedisAddress,
  trust: () => Promise<SecureContext>,
  signal: AbortSignal,
): Promise<Result<OpenRedis, unknown>> {
  if (address.sentinels === undefined) return openServer(address, trust, signal);
  const master = await findMaster(address, address.sentinels, (node) => openServer(node, trust, signal), signal);
  return master.ok ? openServer(master.value, trust, signal) : master;
}

async function openServer(
  address: RedisAddress,
  trust: () => Promise<SecureContext>,
  signal: AbortSignal,
): Promise<Result<OpenRedis, unknown>> {
  // A bundle's chunk of a CommonJS module has nothing but a default export.
  const { Redis } = (await import('ioredis')).default;
  const client = new Redis({
    host: address.host,
    port: address.port,
    ...(address.tls ? { tls: await tlsOptions(address.host, trust) } : undefined),
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
  client.on('error', (error: Error) => (connectionError ??= error));
  const causeOf = (error: unknown): unknown => connectionError ?? error;
  const close = (): void => {
    signal.removeEventListener('abort', close);
    client.disconnect();
    client.stream?.destroy();
  };
  signal.addEventListener('abort', close);
  try {
    signal.throwIfAborted();
    await client.connect();
    await logIn(client, address);
    return ok({ client, close, causeOf });
  } catch (error) {
    close();
    return err(causeOf(error));
  }
}

async function tlsOptions(host: string, trust: () => Promise<SecureContext>): Promise<ConnectionOptions> {
  const secureContext = await trust();
  // An address is no server name (RFC 6066, 3); the certificate is checked against the host all the same.
  return isIP(host) === 0 ? { secureContext, servername: host } : { secureContext };
}

async function logIn(client: RedisClient, { user, password, database }: RedisAddress): Promise<void> {
  if (password !== undefined && password !== '') {
    await (user === undefined ? client.call('AUTH', password) : client.call('AUTH', user, password));
  }
  if (database !== 0) await client.call('SELECT', String(database));
}
