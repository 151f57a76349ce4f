import type { Redis as RedisClient } from 'ioredis';
import type { Clock } from '../../../base/clock.ts';
import { t } from '../../../base/l10n.ts';
import type { RedisLook, RedisStat, SlowCommand } from '../../../model/redisLive.ts';
import { infoNumber, infoParts, infoWith, readInfo, readSlowlog, refusal } from '../redisFacts.ts';

/** PINGs of one look at most, and the pause from one to the next, as `redis-cli --latency` makes it. */
const PINGS_MAX = 50;
const PING_PAUSE_MS = 10;
const SLOWLOG_ENTRIES = 30;

/**
 * What `redis-cli --stat`, `--latency` and `SLOWLOG GET` tell, once. What the server refuses is told in `refused`; rejects where that is
 * INFO, and where the connection is lost.
 */
export async function lookAtRedis(client: RedisClient, pings: number, clock: Clock): Promise<RedisLook> {
  const info = readInfo(String(await client.call('INFO')));
  const stat = statOf(info, clock.now());
  const refused: string[] = [];
  const slow = await unlessRefused(async () => readSlowlog(await client.call('SLOWLOG', 'GET', `${SLOWLOG_ENTRIES}`)), {
    what: 'SLOWLOG GET',
    refused,
  });
  const times = await unlessRefused(() => timePings(client, Math.min(PINGS_MAX, pings), clock), {
    what: 'PING',
    refused,
  });
  return { stat, pings: times ?? [], ...(slow !== undefined && { slow: newestFirst(slow) }), refused };
}

async function timePings(client: RedisClient, count: number, clock: Clock): Promise<number[]> {
  const times: number[] = [];
  for (let i = 0; i < count; i++) {
    if (i > 0) await new Promise<void>((resolve) => clock.setTimeout(resolve, PING_PAUSE_MS));
    const startMs = clock.monotonic();
    await client.ping();
    times.push((clock.monotonic() - startMs) / 1000);
  }
  return times;
}

async function unlessRefused<T>(
  ask: () => Promise<T>,
  { what, refused }: { readonly what: string; readonly refused: string[] },
): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    const reason = refusal(error);
    if (reason === undefined) throw error;
    refused.push(t('{0} is refused ({1})', what, reason));
    return undefined;
  }
}

function statOf(info: ReadonlyMap<string, string>, atMs: number): RedisStat {
  const number = (field: string): number => infoNumber({ info }, field) ?? 0;
  const databases = infoWith({ info }, 'db').filter(([name]) => /^\d+$/.test(name));
  return {
    atMs,
    keys: databases.reduce((sum, [, text]) => sum + (infoParts(text).get('keys') ?? 0), 0),
    memoryBytes: number('used_memory'),
    clients: number('connected_clients'),
    blocked: number('blocked_clients'),
    commandsTotal: number('total_commands_processed'),
    connectionsTotal: number('total_connections_received'),
  };
}

function newestFirst(slow: readonly SlowCommand[]): readonly SlowCommand[] {
  return slow.toSorted((a, b) => b.id - a.id);
}
