import type { ProbeKind } from '../../model/probe.ts';
import { commandForm } from './command.ts';
import { postgresForm, redisForm } from './database.ts';
import { cacheStatsForm, httpForm, metricsForm } from './http.ts';
import type { ProbeForm } from './probeForm.ts';
import { tcpForm } from './tcp.ts';

/** How each kind of probe is written in the settings. */
export const PROBE_FORMS = {
  http: httpForm,
  tcp: tcpForm,
  command: commandForm,
  metrics: metricsForm,
  cacheStats: cacheStatsForm,
  postgres: postgresForm,
  redis: redisForm,
} as const satisfies { readonly [K in ProbeKind]: ProbeForm<K> };
