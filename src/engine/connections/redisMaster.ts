import { t } from '../../base/l10n.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { OpenRedis } from './openRedis.ts';
import type { RedisAddress, RedisSentinels } from './redisUri.ts';

/** Why no sentinel gave a master, in a sentence. */
export class NoMaster extends Error {}

/**
 * Where the master is: the first sentinel that answers says it (Redis documentation, "Guidelines for Redis clients with support for
 * Sentinel"). `open` connects to a server. The error is a `NoMaster`, or what ended it.
 */
export async function findMaster(
  address: RedisAddress,
  { master, nodes, password }: RedisSentinels,
  open: (node: RedisAddress) => Promise<Result<OpenRedis, unknown>>,
  signal: AbortSignal,
): Promise<Result<RedisAddress, unknown>> {
  const { sentinels: _, ...server } = address;
  const reasons: string[] = [];
  for (const node of nodes) {
    const opened = await open({ ...server, ...node, user: undefined, password, database: 0 });
    if (signal.aborted) return err(signal.reason);
    const where = `${node.host.includes(':') ? `[${node.host}]` : node.host}:${node.port}`;
    if (!opened.ok) {
      reasons.push(`${where}: ${messageOf(opened.error)}`);
      continue;
    }
    const { client, close, causeOf } = opened.value;
    try {
      const found: unknown = await client.call('SENTINEL', 'get-master-addr-by-name', master);
      const [host, port] = Array.isArray(found) ? found.map(String) : [];
      if (host !== undefined && Number(port) > 0) return ok({ ...server, host, port: Number(port) });
      reasons.push(t('{0} knows no master "{1}"', where, master));
    } catch (error) {
      if (signal.aborted) return err(signal.reason);
      reasons.push(`${where}: ${messageOf(causeOf(error))}`);
    } finally {
      close();
    }
  }
  return err(new NoMaster(t('no sentinel names the master "{0}" ({1})', master, reasons.join('; '))));
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
