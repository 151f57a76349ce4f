import type { RedisDiagnostic } from './diagnostic.ts';
import { bigKeys } from './diagnostics/bigKeys.ts';
import { clients } from './diagnostics/clients.ts';
import { cluster } from './diagnostics/cluster.ts';
import { commands } from './diagnostics/commands.ts';
import { configuration } from './diagnostics/configuration.ts';
import { errors } from './diagnostics/errors.ts';
import { evictions } from './diagnostics/evictions.ts';
import { fragmentation } from './diagnostics/fragmentation.ts';
import { hitRatio } from './diagnostics/hitRatio.ts';
import { keyPrefixes } from './diagnostics/keyPrefixes.ts';
import { keysWithoutTtl } from './diagnostics/keysWithoutTtl.ts';
import { keyspace } from './diagnostics/keyspace.ts';
import { latency } from './diagnostics/latency.ts';
import { memory } from './diagnostics/memory.ts';
import { persistence } from './diagnostics/persistence.ts';
import { replication } from './diagnostics/replication.ts';
import { server } from './diagnostics/server.ts';
import { slowlog } from './diagnostics/slowlog.ts';

/** Every diagnostic of a Redis, in the order in which they are shown. */
export const REDIS_DIAGNOSTICS: readonly RedisDiagnostic[] = [
  server,
  memory,
  fragmentation,
  evictions,
  hitRatio,
  persistence,
  replication,
  cluster,
  clients,
  latency,
  slowlog,
  commands,
  errors,
  configuration,
  keyspace,
  bigKeys,
  keyPrefixes,
  keysWithoutTtl,
];
