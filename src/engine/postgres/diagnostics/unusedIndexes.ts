import { counted } from '../../../base/counted.ts';
import { formatQuantity } from '../../../base/unit.ts';
import { reportTable } from '../../../model/reportTable.ts';
import type { PostgresDiagnostic } from '../diagnostic.ts';
import { numberOf, sumOf, textOf } from '../postgresRow.ts';
import { notLocked } from '../relationSql.ts';

/** Indexes that were not used since the statistics begin and that no constraint needs. */
export const unusedIndexes: PostgresDiagnostic = {
  id: 'unused-indexes',
  sql: () => `SELECT s.indexrelid::regclass::text AS name, s.relid::regclass::text AS table_name, pg_relation_size(s.indexrelid) AS bytes,
       (SELECT extract(epoch FROM now() - stats_reset) FROM pg_stat_database WHERE datname = current_database()) AS statistics_seconds
FROM pg_stat_user_indexes s JOIN pg_index i ON i.indexrelid = s.indexrelid
WHERE s.idx_scan = 0 AND i.indisvalid AND NOT i.indisunique AND NOT i.indisreplident AND ${notLocked('s.indexrelid')}
  AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = s.indexrelid)
ORDER BY bytes DESC NULLS LAST, name
LIMIT 1000`,
  judge(rows, { limits, server }) {
    const bytes = sumOf(rows, 'bytes');
    const isLarge = bytes >= limits.unusedIndexBytes.warning;
    return {
      severity: rows.length === 0 ? 'ok' : isLarge ? 'warning' : 'info',
      title:
        rows.length === 0
          ? 'every index is used'
          : `${counted(rows.length, 'index', 'indexes')} of ${formatQuantity(bytes, 'bytes')} never used`,
      detail: `Each write keeps them up to date, and nothing reads them. ${
        server.isReplica ? 'This is a replica: ask the primary too' : 'Ask replicas too'
      }, and mind that the statistics may be young, before dropping one.`,
      ...(rows.length > 0 && { object: textOf(rows[0], 'name') }),
      value: rows.length,
      unit: 'none',
      numbers: [
        { name: 'indexes', value: rows.length, unit: 'none' },
        { name: 'size', value: bytes, unit: 'bytes' },
        { name: 'statistics since', value: numberOf(rows[0], 'statistics_seconds'), unit: 'seconds' },
      ],
      ...(rows.length > 0 && {
        fix: rows
          .slice(0, 50)
          .map((row) => `DROP INDEX CONCURRENTLY ${textOf(row, 'name')};`)
          .join('\n'),
      }),
      table: reportTable(rows, [
        { title: 'index', cell: (row) => textOf(row, 'name') },
        { title: 'table', cell: (row) => textOf(row, 'table_name') },
        { title: 'size', cell: (row) => numberOf(row, 'bytes'), unit: 'bytes' },
      ]),
    };
  },
};
