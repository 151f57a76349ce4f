import type { PostgresDiagnostic } from './diagnostic.ts';
import { bloat } from './diagnostics/bloat.ts';
import { blocking } from './diagnostics/blocking.ts';
import { cacheHitRatio } from './diagnostics/cacheHitRatio.ts';
import { checkpoints } from './diagnostics/checkpoints.ts';
import { clients } from './diagnostics/clients.ts';
import { connections } from './diagnostics/connections.ts';
import { databaseSize } from './diagnostics/databaseSize.ts';
import { deadlocks } from './diagnostics/deadlocks.ts';
import { duplicateIndexes } from './diagnostics/duplicateIndexes.ts';
import { extensions } from './diagnostics/extensions.ts';
import { foreignKeys } from './diagnostics/foreignKeys.ts';
import { idleInTransaction } from './diagnostics/idleInTransaction.ts';
import { indexBloat } from './diagnostics/indexBloat.ts';
import { invalidIndexes } from './diagnostics/invalidIndexes.ts';
import { locks } from './diagnostics/locks.ts';
import { longQueries } from './diagnostics/longQueries.ts';
import { longTransactions } from './diagnostics/longTransactions.ts';
import { preparedTransactions } from './diagnostics/preparedTransactions.ts';
import { replication } from './diagnostics/replication.ts';
import { replicationSlots } from './diagnostics/replicationSlots.ts';
import { rollbacks } from './diagnostics/rollbacks.ts';
import { sequences } from './diagnostics/sequences.ts';
import { sequentialScans } from './diagnostics/sequentialScans.ts';
import { settings } from './diagnostics/settings.ts';
import { statements } from './diagnostics/statements.ts';
import { tableSizes } from './diagnostics/tableSizes.ts';
import { tempFiles } from './diagnostics/tempFiles.ts';
import { unusedIndexes } from './diagnostics/unusedIndexes.ts';
import { vacuum } from './diagnostics/vacuum.ts';
import { version } from './diagnostics/version.ts';
import { wraparound } from './diagnostics/wraparound.ts';

/** Every diagnostic of a PostgreSQL, in the order in which they are asked and shown. */
export const POSTGRES_DIAGNOSTICS: readonly PostgresDiagnostic[] = [
  version,
  connections,
  idleInTransaction,
  blocking,
  longQueries,
  longTransactions,
  preparedTransactions,
  statements,
  cacheHitRatio,
  sequentialScans,
  unusedIndexes,
  duplicateIndexes,
  invalidIndexes,
  foreignKeys,
  bloat,
  indexBloat,
  vacuum,
  wraparound,
  sequences,
  tableSizes,
  databaseSize,
  replication,
  replicationSlots,
  checkpoints,
  tempFiles,
  deadlocks,
  rollbacks,
  settings,
  locks,
  clients,
  extensions,
];
