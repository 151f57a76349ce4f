import { formatQuantity } from '../../../base/unit.ts';
import type { PostgresDiagnostic } from '../diagnostic.ts';
import { numberOf, type PostgresRow } from '../postgresRow.ts';

/** How many of the blocks that were asked for were in the server's memory; not defined where none was asked for. */
export const cacheHitRatio: PostgresDiagnostic = {
  id: 'cache-hit-ratio',
  sql: () => `SELECT sum(heap_blks_hit) AS table_hit, sum(heap_blks_read) AS table_read,
       sum(idx_blks_hit) AS index_hit, sum(idx_blks_read) AS index_read
FROM pg_statio_user_tables`,
  judge([row], { limits }) {
    const tables = ratio(row, 'table');
    const indexes = ratio(row, 'index');
    const { warning, critical, blocksMin } = limits.cacheHitRatio;
    const judged = [tables, indexes].filter((part) => part.asked >= blocksMin).map((part) => part.ratio ?? 1);
    const lowest = Math.min(...judged, 1);
    const known = [tables.ratio, indexes.ratio].filter((value) => value !== undefined);
    return {
      severity: lowest < critical ? 'critical' : lowest < warning ? 'warning' : 'ok',
      title:
        known.length === 0
          ? 'no table was read yet: the cache hit ratio is not defined'
          : `${tables.ratio === undefined ? '' : `${formatQuantity(tables.ratio, 'ratio')} of table blocks`}${known.length === 2 ? ', ' : ''}${
              indexes.ratio === undefined ? '' : `${formatQuantity(indexes.ratio, 'ratio')} of index blocks`
            } were found in memory`,
      detail:
        'What is not in shared_buffers comes from the operating system, at best from its memory, at worst from the disk. Where the ratio is low for long, give the server more memory, or its queries better indexes.',
      value: known.length === 0 ? undefined : Math.min(...known),
      unit: 'ratio',
      numbers: [
        { name: 'tables', value: tables.ratio, unit: 'ratio' },
        { name: 'indexes', value: indexes.ratio, unit: 'ratio' },
        { name: 'blocks asked for', value: tables.asked + indexes.asked, unit: 'none' },
      ],
      ...(lowest < warning && {
        fix: "-- a quarter of the machine's memory is usual; needs a restart\nALTER SYSTEM SET shared_buffers = '4GB';",
      }),
    };
  },
};

function ratio(row: PostgresRow | undefined, part: 'table' | 'index'): { ratio: number | undefined; asked: number } {
  const hit = numberOf(row, `${part}_hit`) ?? 0;
  const asked = hit + (numberOf(row, `${part}_read`) ?? 0);
  return { ratio: asked === 0 ? undefined : hit / asked, asked };
}
