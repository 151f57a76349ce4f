import { formatQuantity } from '../../../base/unit.ts';
import { reportTable } from '../../../model/reportTable.ts';
import { severityAbove } from '../../reports/diagnosis.ts';
import type { PostgresDiagnostic } from '../diagnostic.ts';
import { numberOf, type PostgresRow, textOf } from '../postgresRow.ts';

/** How far each sequence is to its end, or to that of the column which it numbers. */
export const sequences: PostgresDiagnostic = {
  id: 'sequences',
  sql: () => `WITH found AS (
  SELECT s.seqrelid, s.seqincrement, s.seqcycle, pg_sequence_last_value(s.seqrelid)::float8 AS last, s.seqmin, s.seqstart,
         a.attrelid, a.attname, t.typname,
         CASE WHEN s.seqincrement < 0 THEN s.seqmin::float8
              ELSE least(s.seqmax::float8, CASE t.typname WHEN 'int2' THEN 32767 WHEN 'int4' THEN 2147483647 ELSE 'Infinity'::float8 END) END AS limit_value
  FROM pg_sequence s
  LEFT JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = s.seqrelid AND d.refclassid = 'pg_class'::regclass
    AND d.deptype IN ('a', 'i') AND d.refobjsubid > 0
  LEFT JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
  LEFT JOIN pg_type t ON t.oid = a.atttypid
  WHERE NOT s.seqcycle AND has_sequence_privilege(s.seqrelid, 'SELECT, USAGE')
)
SELECT seqrelid::regclass::text AS name, attrelid::regclass::text AS table_name, quote_ident(attname) AS column_name, typname AS column_type,
       last, limit_value, CASE WHEN last IS NULL THEN 0 ELSE greatest(0, (last - seqstart) / nullif(limit_value - seqstart, 0)) END AS ratio
FROM found
ORDER BY ratio DESC NULLS LAST, name
LIMIT 1000`,
  judge(rows, { limits }) {
    const worst = rows[0];
    const ratio = numberOf(worst, 'ratio');
    const severity = severityAbove(ratio, limits.sequenceRatio);
    const near = rows.filter((row) => (numberOf(row, 'ratio') ?? 0) >= limits.sequenceRatio.warning);
    return {
      severity,
      title:
        severity === 'ok'
          ? `none of ${rows.length} sequences is near its end`
          : `${textOf(worst, 'name')} has used ${formatQuantity(ratio ?? 0, 'ratio')} of its numbers`,
      detail:
        'Past its end every insert fails. Make the column a bigint in time: it writes the table anew, so that a large one is better changed through a new column.',
      ...(severity !== 'ok' && { object: textOf(worst, 'name') }),
      value: ratio ?? 0,
      unit: 'ratio',
      ...(near.length > 0 && {
        fix: near.map(widen).join('\n'),
      }),
      table: reportTable(rows, [
        { title: 'sequence', cell: (row) => textOf(row, 'name') },
        { title: 'used', cell: (row) => numberOf(row, 'ratio'), unit: 'ratio' },
        { title: 'last value', cell: (row) => numberOf(row, 'last'), unit: 'none' },
        { title: 'end', cell: (row) => numberOf(row, 'limit_value'), unit: 'none' },
        {
          title: 'column',
          cell: (row) =>
            textOf(row, 'table_name') === '' ? null : `${textOf(row, 'table_name')}.${textOf(row, 'column_name')}`,
        },
      ]),
    };
  },
};

function widen(row: PostgresRow): string {
  const [table, column] = [textOf(row, 'table_name'), textOf(row, 'column_name')];
  const sequence = `ALTER SEQUENCE ${textOf(row, 'name')} AS bigint NO MAXVALUE;`;
  return table === '' || textOf(row, 'column_type') === 'int8'
    ? sequence
    : `ALTER TABLE ${table} ALTER COLUMN ${column} TYPE bigint;\n${sequence}`;
}
