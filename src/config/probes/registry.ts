import type { ProbeKind } from '../../model/probe.ts';
import { commandForm } from './command.ts';
import { postgresForm, redisForm } from './database.ts';
import { cacheStatsForm, httpForm, metricsForm } from './http.ts';
import { dnsForm } from './dns.ts';
import { grpcForm } from './grpc.ts';
import type { ProbeForm } from './probeForm.ts';
import { pushForm } from './push.ts';
import { suiteForm } from './suite.ts';
import { tcpForm } from './tcp.ts';
import { tlsForm } from './tls.ts';
import { websocketForm } from './websocket.ts';

/** How each kind of probe is written in the settings. */
export const PROBE_FORMS = {
  http: httpForm,
  tcp: tcpForm,
  tls: tlsForm,
  grpc: grpcForm,
  websocket: websocketForm,
  dns: dnsForm,
  push: pushForm,
  suite: suiteForm,
  command: commandForm,
  metrics: metricsForm,
  cacheStats: cacheStatsForm,
  postgres: postgresForm,
  redis: redisForm,
} as const satisfies { readonly [K in ProbeKind]: ProbeForm<K> };
