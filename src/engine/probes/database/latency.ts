import type { ProbeSample } from '../../../model/probe.ts';

/** How long a database took, in milliseconds. */
export interface DatabaseLatency {
  /** From nothing to a session: network, TLS and login. */
  readonly connectMs: number;
  /** From the question to its answer. */
  readonly queryMs: number;
}

/** A database's own series: `pg_up` and `redis_up` are its exporter's names, the phases those of HTTP. */
export function databaseSamples(up: 'pg_up' | 'redis_up', value: number, latency?: DatabaseLatency): ProbeSample[] {
  const samples: ProbeSample[] = [{ name: up, value }];
  if (latency === undefined) return samples;
  const name = up === 'pg_up' ? 'probe_postgres_duration_seconds' : 'probe_redis_duration_seconds';
  samples.push(
    { name, labels: { phase: 'connect' }, value: latency.connectMs / 1000 },
    { name, labels: { phase: 'query' }, value: latency.queryMs / 1000 },
  );
  return samples;
}
