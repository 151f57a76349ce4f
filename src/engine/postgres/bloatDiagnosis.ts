import { formatQuantity } from '../../base/unit.ts';
import { reportTable } from '../../model/reportTable.ts';
import type { Diagnosis } from '../reports/diagnosis.ts';
import { numberOf, type PostgresRow, sumOf, textOf } from './postgresRow.ts';

/** What is made of rows `name, bytes, wasted_bytes, ratio`, the most wasted first. */
export function bloatDiagnosis(
  rows: readonly PostgresRow[],
  limit: { readonly bytes: number; readonly ratio: number },
  words: {
    /** `table`, and of several `tables`. */
    readonly one: string;
    readonly many: string;
    readonly detail: string;
    readonly fix: (name: string) => string;
  },
): Diagnosis {
  const bad = rows.filter(
    (row) => (numberOf(row, 'wasted_bytes') ?? 0) >= limit.bytes && (numberOf(row, 'ratio') ?? 0) >= limit.ratio,
  );
  const worst = bad[0];
  return {
    severity: worst === undefined ? 'ok' : 'warning',
    title:
      worst === undefined
        ? `no ${words.one} is bloated`
        : `${textOf(worst, 'name')} is ${formatQuantity(numberOf(worst, 'ratio') ?? 0, 'ratio')} air: about ${formatQuantity(numberOf(worst, 'wasted_bytes') ?? 0, 'bytes')}`,
    detail: words.detail,
    ...(worst !== undefined && { object: textOf(worst, 'name') }),
    value: numberOf(worst ?? rows[0], 'ratio') ?? 0,
    unit: 'ratio',
    numbers: [
      { name: `bloated ${words.many}`, value: bad.length, unit: 'none' },
      { name: 'wasted in all', value: sumOf(rows, 'wasted_bytes'), unit: 'bytes' },
    ],
    ...(worst !== undefined && { fix: bad.map((row) => words.fix(textOf(row, 'name'))).join('\n') }),
    table: reportTable(rows, [
      { title: words.one, cell: (row) => textOf(row, 'name') },
      { title: 'size', cell: (row) => numberOf(row, 'bytes'), unit: 'bytes' },
      { title: 'wasted', cell: (row) => numberOf(row, 'wasted_bytes'), unit: 'bytes' },
      { title: 'share', cell: (row) => numberOf(row, 'ratio'), unit: 'ratio' },
    ]),
  };
}
