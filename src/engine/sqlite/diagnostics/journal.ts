import { formatQuantity } from '../../../base/unit.ts';
import type { SqliteDiagnostic } from '../diagnostic.ts';

/** Past this size a write-ahead log was not taken over for long. */
const WAL_BYTES = 64 * 1024 * 1024;

/** How writes are made safe: by a write-ahead log, or by a journal that keeps readers out. */
export const journal: SqliteDiagnostic = {
  id: 'journal',
  sql: 'PRAGMA journal_mode;',
  judge(_, { isWal, walBytes, journalBytes }) {
    const isLarge = walBytes >= WAL_BYTES;
    return {
      severity: isLarge ? 'warning' : isWal ? 'ok' : 'info',
      title: isWal
        ? `there is a write-ahead log of ${formatQuantity(walBytes, 'bytes')}`
        : 'the journal mode lets readers and the writer wait for one another',
      detail: isWal
        ? 'Readers and the writer do not wait for one another, and the log is taken over into the file now and then. A reader that never ends keeps it from that, and the log grows.'
        : 'While one writes nobody can read, and the other way round. With a write-ahead log they do not disturb one another, as long as all are on this machine.',
      value: walBytes,
      unit: 'bytes',
      numbers: [
        { name: 'write-ahead log', value: walBytes, unit: 'bytes' },
        { name: 'rollback journal', value: journalBytes, unit: 'bytes' },
      ],
      ...(isLarge ? { fix: 'PRAGMA wal_checkpoint(TRUNCATE);' } : isWal ? {} : { fix: 'PRAGMA journal_mode = WAL;' }),
    };
  },
};
