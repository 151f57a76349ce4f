import type { Redis as RedisClient } from 'ioredis';
import type { Clock } from '../../base/clock.ts';
import { refusal } from './redisFacts.ts';

/** What a look at the keys may cost. */
export interface ScanBudget {
  readonly keys: number;
  readonly timeMs: number;
}

export interface SampledKey {
  readonly key: string;
  readonly type: string;
  readonly bytes: number;
  readonly hasTtl: boolean;
}

export interface SampledPrefix {
  readonly prefix: string;
  readonly keys: number;
  readonly bytes: number;
  readonly withoutTtl: number;
}

/** What was seen of the keys of the database. */
export interface KeySample {
  readonly keys: number;
  readonly bytes: number;
  readonly withoutTtl: number;
  /** Whether every key was seen. */
  readonly isComplete: boolean;
  /** Keys of the database when the look began. */
  readonly databaseKeys: number;
  readonly largest: readonly SampledKey[];
  /** By the part before the first colon, the largest first. */
  readonly prefixes: readonly SampledPrefix[];
}

type PrefixSums = { -readonly [K in keyof SampledPrefix]: SampledPrefix[K] };

const COUNT = 500;
const LARGEST_MAX = 20;
/** Prefixes that are told apart: with keys like `<uuid>:x` there would be one for each. */
const PREFIXES_MAX = 10_000;
const OTHER = '(other)';

/**
 * Looks at keys by SCAN until all were seen or the budget is spent; none of what it asks changes when a key was last used.
 * The reason where the server refuses one of the commands. Rejects where the connection is lost or `signal` fires.
 */
export async function sampleKeys(
  client: RedisClient,
  budget: ScanBudget,
  clock: Clock,
  onProgress: (seen: number, of: number) => void,
  signal: AbortSignal,
): Promise<KeySample | string> {
  const endsAtMs = clock.monotonic() + budget.timeMs;
  const seen = new Map<string, PrefixSums>();
  let largest: DescribedKey[] = [];
  let [keys, bytes, withoutTtl, cursor] = [0, 0, 0, '0'];
  try {
    const databaseKeys = Number(await client.call('DBSIZE'));
    do {
      signal.throwIfAborted();
      // Keys are bytes: one that is no UTF-8 is asked for as it is.
      const reply = (await client.callBuffer('SCAN', cursor, 'COUNT', String(COUNT))) as [Buffer, Buffer[]];
      const [next, batch] = reply;
      cursor = next.toString();
      for (const one of await describe(client, batch)) {
        keys++;
        bytes += one.bytes;
        if (!one.hasTtl) withoutTtl++;
        largest.push(one);
        addTo(seen, one);
      }
      largest = largest.sort((a, b) => b.bytes - a.bytes).slice(0, LARGEST_MAX);
      onProgress(keys, databaseKeys);
    } while (cursor !== '0' && keys < budget.keys && clock.monotonic() < endsAtMs);
    const prefixes = [...seen.values()].sort((a, b) => b.bytes - a.bytes);
    return {
      keys,
      bytes,
      withoutTtl,
      isComplete: cursor === '0',
      databaseKeys,
      largest: await withTypes(client, largest),
      prefixes,
    };
  } catch (error) {
    const reason = refusal(error);
    if (reason === undefined) throw error;
    return reason;
  }
}

interface DescribedKey {
  readonly name: Buffer;
  readonly key: string;
  readonly bytes: number;
  readonly hasTtl: boolean;
}

async function describe(client: RedisClient, keys: readonly Buffer[]): Promise<readonly DescribedKey[]> {
  if (keys.length === 0) return [];
  const pipeline = client.pipeline();
  for (const key of keys) pipeline.call('PTTL', key).call('MEMORY', 'USAGE', key);
  const replies = repliesOf(await pipeline.exec());
  return keys.flatMap((name, i): DescribedKey[] => {
    const bytes = replies[i * 2 + 1];
    // A key that went in the meantime has no size.
    if (bytes === null) return [];
    return [{ name, key: name.toString(), bytes: Number(bytes), hasTtl: Number(replies[i * 2]) >= 0 }];
  });
}

/** With their types, which are asked of these alone: it counts as a hit in the server's statistics. */
async function withTypes(client: RedisClient, keys: readonly DescribedKey[]): Promise<readonly SampledKey[]> {
  if (keys.length === 0) return [];
  const pipeline = client.pipeline();
  for (const { name } of keys) pipeline.call('TYPE', name);
  const types = repliesOf(await pipeline.exec());
  return keys.map(({ key, bytes, hasTtl }, i) => ({ key, type: String(types[i]), bytes, hasTtl }));
}

function repliesOf(results: Awaited<ReturnType<ReturnType<RedisClient['pipeline']>['exec']>>): readonly unknown[] {
  return (results ?? []).map(([error, reply]) => {
    if (error !== null) throw error;
    return reply;
  });
}

function addTo(seen: Map<string, PrefixSums>, { key, bytes, hasTtl }: DescribedKey): void {
  const colon = key.indexOf(':');
  const own = colon < 0 ? '(no prefix)' : key.slice(0, Math.min(colon, 100));
  const prefix = seen.has(own) || seen.size < PREFIXES_MAX ? own : OTHER;
  const sums = seen.get(prefix) ?? { prefix, keys: 0, bytes: 0, withoutTtl: 0 };
  sums.keys++;
  sums.bytes += bytes;
  if (!hasTtl) sums.withoutTtl++;
  seen.set(prefix, sums);
}
