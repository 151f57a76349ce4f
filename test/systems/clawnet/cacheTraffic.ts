import type { Cache } from '../sampleCache.ts';

const KNOWN_KEYS = 1_500;

export interface CacheTraffic {
  /** Looks up one page of the feed; whether it was there. Four in five are, one in ten while the cache is cold. */
  lookUp(): Promise<boolean>;
  setCold(cold: boolean): Promise<void>;
}

/** Fills the cache, and asks for enough that its hit rate means something from the start. */
export async function createCacheTraffic(cache: Cache): Promise<CacheTraffic> {
  const { client } = cache;
  let cold = false;
  const fill = client.pipeline();
  for (let i = 0; i < KNOWN_KEYS; i++) fill.set(`clawnet:feed:${i}`, 'x'.repeat(200));
  await fill.exec();

  async function lookUp(): Promise<boolean> {
    const known = Math.random() < (cold ? 0.1 : 0.8);
    const key = Math.floor(Math.random() * KNOWN_KEYS) + (known ? 0 : KNOWN_KEYS);
    return (await client.get(`clawnet:feed:${key}`)) !== null;
  }
  // Redis counts from its start: a change of the rate would take hours to show, so the counting starts again.
  async function startOver(): Promise<void> {
    await client.config('RESETSTAT');
    for (let i = 0; i < 200; i++) await lookUp();
  }
  await startOver();
  return {
    lookUp,
    async setCold(now) {
      cold = now;
      await startOver();
    },
  };
}

/** The body of `/api/cache/stats`, from Redis' own figures. */
export async function cacheStats({ client }: Cache): Promise<Record<string, unknown>> {
  const info = await client.info();
  const figure = (name: string) => new RegExp(`^${name}:(.*)\r$`, 'm').exec(info)?.[1] ?? '';
  const hits = Number(figure('keyspace_hits'));
  const misses = Number(figure('keyspace_misses'));
  const rate = hits + misses === 0 ? 0 : (hits / (hits + misses)) * 100;
  const memory = figure('used_memory_human');
  return { keys: await client.dbsize(), memory, hits, misses, hitRate: `${rate.toFixed(2)}%`, enabled: true };
}
