import type { Redis as RedisClient } from 'ioredis';
import { counted } from '../../base/counted.ts';
import type { Result } from '../../base/result.ts';
import type { Report } from '../../model/report.ts';
import { reportTable } from '../../model/reportTable.ts';
import type { RedisAddress } from '../connections/redisUri.ts';
import { toFinding } from '../reports/diagnosis.ts';
import type { ReportContext } from '../reports/reportContext.ts';
import { overRedis } from './overRedis.ts';
import type { ScanBudget } from './sampleKeys.ts';

/** What the look for keys may cost: keys that are looked at, not those that match. */
export const LIST_BUDGET: ScanBudget = { keys: 1_000_000, timeMs: 5_000 };
/** Keys that are shown. */
const SHOWN_MAX = 50;
const COUNT = 1_000;

interface ListedKey {
  readonly key: string;
  readonly type: string;
  readonly value: string | number | undefined;
  /** Absent: it stays. */
  readonly ttlSeconds: number | undefined;
}

/**
 * The keys that match a glob pattern with their values and TTLs, such as the counters of a rate limiter: by SCAN within a
 * budget, never by KEYS. Of what is no string the number of its elements stands for the value.
 */
export function listKeys(
  address: RedisAddress,
  pattern: string,
  context: ReportContext,
  budget: ScanBudget,
  signal: AbortSignal,
): Promise<Result<Report, string>> {
  const { clock, target, progress } = context;
  const [atMs, startedMs] = [clock.now(), clock.monotonic()];
  return overRedis(address, context, signal, async ({ client }) => {
    const version = /^(?:redis|valkey)_version:(\S+)/m.exec(String(await client.call('INFO', 'server')))?.[1] ?? '';
    const databaseKeys = Number(await client.call('DBSIZE'));
    const found = new Map<string, Buffer>();
    let [cursor, looked] = ['0', 0];
    do {
      signal.throwIfAborted();
      const reply = await client.callBuffer('SCAN', cursor, 'MATCH', pattern, 'COUNT', String(COUNT));
      const [next, batch] = reply as [Buffer, Buffer[]];
      // SCAN may give a key twice.
      for (const key of batch) found.set(key.toString('latin1'), key);
      cursor = next.toString();
      looked += COUNT;
      progress?.({ done: Math.min(looked, databaseKeys), total: databaseKeys, what: 'keys' });
    } while (cursor !== '0' && looked < budget.keys && clock.monotonic() - startedMs < budget.timeMs);
    const isComplete = cursor === '0';
    const keys = await describe(client, [...found.values()].slice(0, SHOWN_MAX));
    const table = reportTable(keys, [
      { title: 'key', cell: ({ key }) => key },
      { title: 'value', cell: ({ value }) => value },
      { title: 'TTL', cell: ({ ttlSeconds }) => ttlSeconds, unit: 'seconds' },
      { title: 'type', cell: ({ type }) => type },
    ]);
    const finding = toFinding('keys', `SCAN 0 MATCH ${pattern} COUNT ${COUNT}`, {
      severity: 'info',
      title: `${counted(found.size, 'key')} like ${pattern}${isComplete ? '' : ', among those that were looked at'}`,
      detail:
        'Of what is no string the number of its elements stands for the value. A key without a TTL stays until it is deleted or evicted.',
      value: found.size,
      unit: 'none',
      numbers: [
        { name: 'looked at', value: isComplete ? databaseKeys : Math.min(looked, databaseKeys), unit: 'none' },
        { name: 'keys in all', value: databaseKeys, unit: 'none' },
      ],
      table: table && { ...table, omitted: found.size - keys.length },
    });
    return {
      engine: 'redis',
      version,
      target,
      atMs,
      durationMs: clock.monotonic() - startedMs,
      findings: [finding],
      unread: [],
    };
  });
}

/** How each type tells its size; a string shows its beginning. */
const VALUE_COMMANDS: Readonly<Record<string, readonly [command: string, ...args: string[]]>> = {
  string: ['GETRANGE', '0', '199'],
  hash: ['HLEN'],
  list: ['LLEN'],
  set: ['SCARD'],
  zset: ['ZCARD'],
  stream: ['XLEN'],
};

async function describe(client: RedisClient, keys: readonly Buffer[]): Promise<readonly ListedKey[]> {
  const listed: ListedKey[] = [];
  for (const key of keys) {
    const type = String(await client.call('TYPE', key));
    if (type === 'none') continue;
    const command = VALUE_COMMANDS[type];
    const value: unknown = command && (await client.call(command[0], key, ...command.slice(1)));
    const ttlMs = Number(await client.call('PTTL', key));
    listed.push({
      key: key.toString(),
      type,
      value: typeof value === 'string' || typeof value === 'number' ? value : undefined,
      ttlSeconds: ttlMs >= 0 ? ttlMs / 1000 : undefined,
    });
  }
  return listed.sort((a, b) => a.key.localeCompare(b.key, 'en', { numeric: true }));
}
