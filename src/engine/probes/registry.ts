import type { ProbeKind, ProbeResult } from '../../model/probe.ts';
import type { ProbeConfig } from '../../model/service.ts';
import { cacheStatsProbe } from './cacheStats.ts';
import { commandProbe } from './command.ts';
import { dnsProbe } from './dns.ts';
import { grpcProbe } from './grpc.ts';
import { httpProbe } from './http.ts';
import { metricsProbe } from './metrics.ts';
import type { Probe, ProbeContext } from './probe.ts';
import { postgresProbe } from './postgres.ts';
import { pushProbe } from './push.ts';
import { redisProbe } from './redis.ts';
import { runProbeWith } from './runProbe.ts';
import { suiteProbe } from './suite.ts';
import { tcpProbe } from './tcp.ts';
import { tlsProbe } from './tls.ts';
import { websocketProbe } from './websocket.ts';

/** Every way of looking at a service. */
export const PROBES: { readonly [K in ProbeKind]: Probe<K> } = {
  http: httpProbe,
  tcp: tcpProbe,
  tls: tlsProbe,
  grpc: grpcProbe,
  websocket: websocketProbe,
  dns: dnsProbe,
  push: pushProbe,
  suite: suiteProbe,
  command: commandProbe,
  metrics: metricsProbe,
  cacheStats: cacheStatsProbe,
  postgres: postgresProbe,
  redis: redisProbe,
};

/**
 * Looks once, for at most the configuration's timeout; never rejects. `signal` is for cancelling only. Measures the
 * duration and adds `probe_success` and `probe_duration_seconds`.
 */
export function runProbe(config: ProbeConfig, context: ProbeContext, signal: AbortSignal): Promise<ProbeResult> {
  return runProbeWith(probeOf(config.kind), config, context, signal);
}

/** What `config` looks at, for people. */
export function probeTarget(config: ProbeConfig): string {
  return probeOf(config.kind).target(config);
}

/** The same request as a `curl` command line, where there is one. */
export function probeCurl(config: ProbeConfig): string | undefined {
  return probeOf(config.kind).curl?.(config);
}

/** The table's entry: that a kind and its configuration belong together is what the table's type says. */
function probeOf(kind: ProbeKind): Probe<ProbeKind> {
  return PROBES[kind] as Probe<ProbeKind>;
}
