import { counted } from '../../../base/counted.ts';
import { formatQuantity } from '../../../base/unit.ts';
import { reportTable } from '../../../model/reportTable.ts';
import type { PostgresDiagnostic } from '../diagnostic.ts';
import { numberOf, sumOf, textOf } from '../postgresRow.ts';
import { notLocked, USER_SCHEMA } from '../relationSql.ts';

/** Indexes that another one of the same table makes needless: it has the same columns, or begins with them. */
export const duplicateIndexes: PostgresDiagnostic = {
  id: 'duplicate-indexes',
  // Only what no constraint needs is called needless; of two equals the younger one.
  sql: () => `WITH indexes AS MATERIALIZED (
  SELECT i.*, c.relam, indkey::text || ' ' AS keys, indclass::text || ' ' AS classes, indcollation::text || ' ' AS collations,
         indoption::text || ' ' AS options, coalesce(pg_get_expr(indexprs, indrelid), '') AS expressions,
         coalesce(pg_get_expr(indpred, indrelid), '') AS predicate
  FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE i.indisvalid AND ${USER_SCHEMA}
)
SELECT a.indexrelid::regclass::text AS name, a.indrelid::regclass::text AS table_name, min(b.indexrelid)::regclass::text AS covered_by,
       bool_or(a.keys = b.keys) AS is_equal, pg_relation_size(a.indexrelid) AS bytes
FROM indexes a JOIN indexes b ON b.indrelid = a.indrelid AND b.indexrelid <> a.indexrelid AND b.relam = a.relam
WHERE NOT a.indisunique AND NOT a.indisreplident AND a.expressions = b.expressions AND a.predicate = b.predicate
  AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = a.indexrelid) AND ${notLocked('a.indexrelid')}
  AND ((a.keys = b.keys AND a.classes = b.classes AND a.collations = b.collations AND a.options = b.options AND a.indnkeyatts = b.indnkeyatts
        AND (b.indisunique OR a.indexrelid > b.indexrelid))
    OR (a.relam = (SELECT oid FROM pg_am WHERE amname = 'btree') AND a.indnatts = a.indnkeyatts AND a.indnkeyatts < b.indnkeyatts
        AND a.expressions = '' AND starts_with(b.keys, a.keys) AND starts_with(b.classes, a.classes)
        AND starts_with(b.collations, a.collations) AND starts_with(b.options, a.options)))
GROUP BY a.indexrelid, a.indrelid
ORDER BY 4 DESC, 5 DESC NULLS LAST, 1
LIMIT 1000`,
  judge(rows) {
    const equal = rows.filter((row) => row['is_equal'] === true);
    const bytes = sumOf(rows, 'bytes');
    return {
      severity: equal.length > 0 ? 'warning' : rows.length > 0 ? 'info' : 'ok',
      title:
        rows.length === 0
          ? 'no index repeats another'
          : `${counted(rows.length, 'index', 'indexes')} of ${formatQuantity(bytes, 'bytes')} needless beside another`,
      detail:
        'Another index of the same table has the same columns, or begins with them, and serves the same queries. Drop the needless one: each write has to keep it up to date.',
      ...(rows.length > 0 && { object: textOf(rows[0], 'name') }),
      value: rows.length,
      unit: 'none',
      numbers: [
        { name: 'equal', value: equal.length, unit: 'none' },
        { name: 'the beginning of another', value: rows.length - equal.length, unit: 'none' },
        { name: 'size', value: bytes, unit: 'bytes' },
      ],
      ...(rows.length > 0 && {
        fix: rows
          .slice(0, 50)
          .map(
            (row) =>
              `DROP INDEX CONCURRENTLY ${textOf(row, 'name')}; -- there is ${textOf(row, 'covered_by').replaceAll(/\s+/g, ' ')}`,
          )
          .join('\n'),
      }),
      table: reportTable(rows, [
        { title: 'index', cell: (row) => textOf(row, 'name') },
        { title: 'served by', cell: (row) => textOf(row, 'covered_by') },
        { title: 'table', cell: (row) => textOf(row, 'table_name') },
        { title: 'is', cell: (row) => (row['is_equal'] === true ? 'equal' : 'its beginning') },
        { title: 'size', cell: (row) => numberOf(row, 'bytes'), unit: 'bytes' },
      ]),
    };
  },
};
