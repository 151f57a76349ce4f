import type { SqliteDiagnostic } from './diagnostic.ts';
import { file } from './diagnostics/file.ts';
import { foreignKeys } from './diagnostics/foreignKeys.ts';
import { freeList } from './diagnostics/freeList.ts';
import { integrity } from './diagnostics/integrity.ts';
import { journal } from './diagnostics/journal.ts';
import { sizes } from './diagnostics/sizes.ts';
import { statistics } from './diagnostics/statistics.ts';

/** Every diagnostic of a SQLite file, in the order in which they are asked and shown. */
export const SQLITE_DIAGNOSTICS: readonly SqliteDiagnostic[] = [
  file,
  integrity,
  freeList,
  journal,
  sizes,
  foreignKeys,
  statistics,
];
