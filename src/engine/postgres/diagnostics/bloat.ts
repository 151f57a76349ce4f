import { bloatDiagnosis } from '../bloatDiagnosis.ts';
import type { PostgresDiagnostic } from '../diagnostic.ts';
import { USER_SCHEMA } from '../relationSql.ts';

/** How much of each table is air: its pages beside those that its rows would need, by the widths that analyze found. */
export const bloat: PostgresDiagnostic = {
  id: 'bloat',
  hiddenWithoutMonitor: () => 'the bloat of tables that the role may not read',
  // A row costs its width, a header of 23 bytes with its nulls and a line pointer of 4, aligned to 8 (PostgreSQL documentation, 73.6).
  sql: () => `WITH widths AS (
  SELECT s.schemaname, s.tablename, sum((1 - s.null_frac) * s.avg_width) AS width, max(s.null_frac) > 0 AS has_nulls, count(*) AS columns
  FROM pg_stats s WHERE NOT s.inherited GROUP BY 1, 2
), estimated AS (
  SELECT c.oid, c.relpages, current_setting('block_size')::int AS block_bytes, c.reltuples,
         coalesce(substring(array_to_string(c.reloptions, ' ') FROM 'fillfactor=([0-9]+)')::int, 100) AS fill,
         w.width + 4 + CASE WHEN w.has_nulls THEN 8 * ceil((23 + ceil(w.columns / 8.0)) / 8.0) ELSE 24 END + 4 AS row_bytes
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN widths w ON w.schemaname = n.nspname AND w.tablename = c.relname
  WHERE c.relkind = 'r' AND c.relpages > 16 AND c.reltuples >= 0 AND ${USER_SCHEMA}
), bloated AS (
  SELECT *, greatest(0, relpages - ceil(reltuples * row_bytes / ((block_bytes - 24) * fill / 100.0))) * block_bytes AS wasted_bytes
  FROM estimated
)
SELECT oid::regclass::text AS name, relpages::float8 * block_bytes AS bytes, wasted_bytes, wasted_bytes / (relpages::float8 * block_bytes) AS ratio
FROM bloated WHERE wasted_bytes > 0
ORDER BY wasted_bytes DESC, name
LIMIT 50`,
  judge: (rows, { limits }) =>
    bloatDiagnosis(
      rows,
      { bytes: limits.bloatBytes.warning, ratio: limits.bloatRatio.warning },
      {
        one: 'table',
        many: 'tables',
        detail:
          'The room of dead rows is used again but not given back, and scans read it too; this is an estimate. VACUUM FULL writes the table anew while nobody can use it, pg_repack does so while it is used.',
        fix: (name) => `VACUUM (FULL, ANALYZE) ${name};`,
      },
    ),
};
