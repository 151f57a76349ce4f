import { formatQuantity } from '../../../base/unit.ts';
import { pragmaNumber, type SqliteDiagnostic } from '../diagnostic.ts';

/** The size of the file and of its pages. */
export const file: SqliteDiagnostic = {
  id: 'file',
  sql: 'PRAGMA page_count;\nPRAGMA page_size;',
  judge(database, { bytes, walBytes }) {
    return {
      severity: 'ok',
      title: `the file is ${formatQuantity(bytes, 'bytes')} large`,
      detail:
        'A database is one file of pages, beside which a write-ahead log may lie. Copy both together, or better make a copy with VACUUM INTO.',
      value: bytes,
      unit: 'bytes',
      numbers: [
        { name: 'file', value: bytes, unit: 'bytes' },
        { name: 'write-ahead log', value: walBytes, unit: 'bytes' },
        { name: 'pages', value: pragmaNumber(database, 'page_count'), unit: 'none' },
        { name: 'page', value: pragmaNumber(database, 'page_size'), unit: 'bytes' },
      ],
    };
  },
};
