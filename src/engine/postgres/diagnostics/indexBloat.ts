import { bloatDiagnosis } from '../bloatDiagnosis.ts';
import type { PostgresDiagnostic } from '../diagnostic.ts';
import { USER_SCHEMA } from '../relationSql.ts';

/** How much of each B-tree is air: its pages beside those that its entries would need, by the widths that analyze found. */
export const indexBloat: PostgresDiagnostic = {
  id: 'index-bloat',
  hiddenWithoutMonitor: () => 'the bloat of indexes of tables that the role may not read',
  // An entry costs its width and a header of 8 bytes, with its nulls 16, each aligned to 8, and a line pointer of 4; a page has a header of 24
  // bytes and 16 of the B-tree's own, and there is one page beside (PostgreSQL documentation, 67.4 and 73.6). Entries of equal keys, which
  // are stored once since version 13, take less: of such an index too little is found, never too much.
  sql: () => `WITH columns AS (
  SELECT i.indexrelid, n.nspname, CASE WHEN k.attnum > 0 THEN t.relname ELSE x.relname END AS relname, coalesce(a.attname, xa.attname) AS attname
  FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid JOIN pg_am m ON m.oid = x.relam AND m.amname = 'btree'
  JOIN pg_class t ON t.oid = i.indrelid JOIN pg_namespace n ON n.oid = t.relnamespace
  CROSS JOIN unnest(i.indkey::int2[]) WITH ORDINALITY k(attnum, position)
  JOIN pg_attribute xa ON xa.attrelid = x.oid AND xa.attnum = k.position
  LEFT JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.attnum AND k.attnum > 0
  WHERE x.relkind = 'i' AND x.relpages > 16 AND x.reltuples >= 0 AND i.indisvalid AND ${USER_SCHEMA}
), widths AS (
  SELECT c.indexrelid, sum((1 - s.null_frac) * s.avg_width) AS width, max(s.null_frac) > 0 AS has_nulls
  FROM columns c LEFT JOIN (SELECT * FROM pg_stats WHERE NOT inherited) s
    ON s.schemaname = c.nspname AND s.tablename = c.relname AND s.attname = c.attname
  -- An index of which a column is not known has no estimate.
  GROUP BY 1 HAVING count(*) = count(s.avg_width)
), estimated AS (
  SELECT x.oid, x.relpages, x.reltuples, current_setting('block_size')::int AS block_bytes,
         coalesce(substring(array_to_string(x.reloptions, ' ') FROM 'fillfactor=([0-9]+)')::int, 90) AS fill,
         8 * ceil(greatest(w.width, 1) / 8.0) + CASE WHEN w.has_nulls THEN 16 ELSE 8 END + 4 AS entry_bytes
  FROM pg_class x JOIN widths w ON w.indexrelid = x.oid
), bloated AS (
  SELECT *, greatest(0, relpages - 1 - ceil(reltuples * entry_bytes / ((block_bytes - 40) * fill / 100.0))) * block_bytes AS wasted_bytes
  FROM estimated
)
SELECT oid::regclass::text AS name, relpages::float8 * block_bytes AS bytes, wasted_bytes, wasted_bytes / (relpages::float8 * block_bytes) AS ratio
FROM bloated WHERE wasted_bytes > 0
ORDER BY wasted_bytes DESC, name
LIMIT 50`,
  judge: (rows, { limits }) =>
    bloatDiagnosis(
      rows,
      { bytes: limits.indexBloatBytes.warning, ratio: limits.bloatRatio.warning },
      {
        one: 'index',
        many: 'indexes',
        detail:
          'Pages that deletes and updates left half empty are read and cached all the same; this is an estimate. REINDEX CONCURRENTLY writes the index anew while it is used, and needs room for both.',
        fix: (name) => `REINDEX INDEX CONCURRENTLY ${name};`,
      },
    ),
};
