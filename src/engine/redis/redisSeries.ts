import type { ProbeSample } from '../../model/probe.ts';
import { infoNumber, infoParts, infoWith } from './redisFacts.ts';

/** Fields of INFO by redis_exporter's names (oliver006/redis_exporter, `exporter/metrics.go`). */
const NAMES: Readonly<Record<string, string>> = {
  uptime_in_seconds: 'redis_uptime_in_seconds',
  connected_clients: 'redis_connected_clients',
  blocked_clients: 'redis_blocked_clients',
  maxclients: 'redis_max_clients',
  used_memory: 'redis_memory_used_bytes',
  used_memory_rss: 'redis_memory_used_rss_bytes',
  used_memory_peak: 'redis_memory_used_peak_bytes',
  maxmemory: 'redis_memory_max_bytes',
  mem_fragmentation_ratio: 'redis_mem_fragmentation_ratio',
  rdb_changes_since_last_save: 'redis_rdb_changes_since_last_save',
  rdb_last_save_time: 'redis_rdb_last_save_timestamp_seconds',
  total_connections_received: 'redis_connections_received_total',
  total_commands_processed: 'redis_commands_processed_total',
  total_net_input_bytes: 'redis_net_input_bytes_total',
  total_net_output_bytes: 'redis_net_output_bytes_total',
  rejected_connections: 'redis_rejected_connections_total',
  expired_keys: 'redis_expired_keys_total',
  evicted_keys: 'redis_evicted_keys_total',
  keyspace_hits: 'redis_keyspace_hits_total',
  keyspace_misses: 'redis_keyspace_misses_total',
  connected_slaves: 'redis_connected_slaves',
  master_repl_offset: 'redis_master_repl_offset',
};

/** A server's numbers as series under redis_exporter's names. */
export function redisSeries(info: ReadonlyMap<string, string>): readonly ProbeSample[] {
  const facts = { info };
  const plain = Object.entries(NAMES).flatMap(([field, name]): ProbeSample[] => {
    const value = infoNumber(facts, field);
    return value === undefined ? [] : [{ name, value }];
  });
  const databases = infoWith(facts, 'db').flatMap(([number, text]): ProbeSample[] => {
    if (!/^\d+$/.test(number)) return [];
    const [parts, labels] = [infoParts(text), { db: `db${number}` }];
    return [
      { name: 'redis_db_keys', labels, value: parts.get('keys') ?? 0 },
      { name: 'redis_db_keys_expiring', labels, value: parts.get('expires') ?? 0 },
      { name: 'redis_db_avg_ttl_seconds', labels, value: (parts.get('avg_ttl') ?? 0) / 1000 },
    ];
  });
  const commands = infoWith(facts, 'cmdstat_').flatMap(([cmd, text]): ProbeSample[] => {
    const [parts, labels] = [infoParts(text), { cmd }];
    return [
      { name: 'redis_commands_total', labels, value: parts.get('calls') ?? 0 },
      { name: 'redis_commands_duration_seconds_total', labels, value: (parts.get('usec') ?? 0) / 1e6 },
    ];
  });
  const errors = infoWith(facts, 'errorstat_').map(([err, text]): ProbeSample => ({
    name: 'redis_errors_total',
    labels: { err },
    value: infoParts(text).get('count') ?? 0,
  }));
  return [...plain, ...databases, ...commands, ...errors];
}
