import { counted } from '../../../base/counted.ts';
import { reportTable } from '../../../model/reportTable.ts';
import type { PostgresDiagnostic } from '../diagnostic.ts';
import { numberOf, textOf } from '../postgresRow.ts';

/** Foreign keys whose columns no index of the referencing table begins with. */
export const foreignKeys: PostgresDiagnostic = {
  id: 'foreign-keys-without-index',
  sql: () => `SELECT c.conname AS name, c.conrelid::regclass::text AS table_name, c.confrelid::regclass::text AS referenced,
       (SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY k.position)
        FROM unnest(c.conkey) WITH ORDINALITY k(number, position) JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.number) AS columns,
       greatest(t.reltuples, 0) AS estimated_rows
FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid
WHERE c.contype = 'f' AND c.conparentid = 0
  AND NOT EXISTS (
    SELECT FROM pg_index i
    WHERE i.indrelid = c.conrelid AND i.indisvalid AND i.indpred IS NULL
      -- The first columns of the index, in any order, are those of the key.
      AND (i.indkey::int2[])[0:cardinality(c.conkey) - 1] @> c.conkey AND i.indnkeyatts >= cardinality(c.conkey))
ORDER BY t.reltuples DESC, 2, 1
LIMIT 1000`,
  judge(rows, { limits }) {
    const large = rows.filter((row) => (numberOf(row, 'estimated_rows') ?? 0) >= limits.foreignKeyRows.warning);
    return {
      severity: large.length > 0 ? 'warning' : rows.length > 0 ? 'info' : 'ok',
      title:
        rows.length === 0
          ? 'every foreign key has an index'
          : `${counted(rows.length, 'foreign key')} without an index on the columns`,
      detail:
        'Each delete or change of a referenced row reads the whole referencing table, and holds locks meanwhile. An index that begins with the columns of the key makes it a lookup.',
      ...(rows.length > 0 && { object: `${textOf(rows[0], 'table_name')} (${textOf(rows[0], 'columns')})` }),
      value: rows.length,
      unit: 'none',
      ...(rows.length > 0 && {
        fix: rows
          .slice(0, 50)
          .map((row) => `CREATE INDEX CONCURRENTLY ON ${textOf(row, 'table_name')} (${textOf(row, 'columns')});`)
          .join('\n'),
      }),
      table: reportTable(rows, [
        { title: 'table', cell: (row) => textOf(row, 'table_name') },
        { title: 'columns', cell: (row) => textOf(row, 'columns') },
        { title: 'references', cell: (row) => textOf(row, 'referenced') },
        { title: 'constraint', cell: (row) => textOf(row, 'name') },
        { title: 'number of rows', cell: (row) => numberOf(row, 'estimated_rows'), unit: 'none' },
      ]),
    };
  },
};
