import { formatQuantity } from '../../../base/unit.ts';
import { pragmaNumber, type SqliteDiagnostic } from '../diagnostic.ts';

/** From where on free pages are worth giving back. */
const LIMITS = { ratio: 0.25, bytes: 10 * 1024 * 1024 };

/** Pages that are free: deleted rows leave them, and new ones take them. */
export const freeList: SqliteDiagnostic = {
  id: 'free-list',
  sql: 'PRAGMA freelist_count;',
  judge(database) {
    const free = pragmaNumber(database, 'freelist_count');
    const pages = pragmaNumber(database, 'page_count');
    const bytes = free * pragmaNumber(database, 'page_size');
    const ratio = pages === 0 ? 0 : free / pages;
    const isMuch = ratio >= LIMITS.ratio && bytes >= LIMITS.bytes;
    return {
      severity: isMuch ? 'warning' : ratio >= LIMITS.ratio ? 'info' : 'ok',
      title: `${formatQuantity(ratio, 'ratio')} of the pages are free: ${formatQuantity(bytes, 'bytes')}`,
      detail:
        'New rows will use them, but the file does not become smaller by itself. VACUUM writes it anew, for which it needs as much room again and a moment without writers.',
      value: ratio,
      unit: 'ratio',
      numbers: [
        { name: 'free pages', value: free, unit: 'none' },
        { name: 'free', value: bytes, unit: 'bytes' },
      ],
      ...(ratio >= LIMITS.ratio && { fix: 'VACUUM;' }),
    };
  },
};
