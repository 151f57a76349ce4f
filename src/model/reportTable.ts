import type { Unit } from '../base/unit.ts';
import type { ReportCell, ReportTable } from './report.ts';

/** Rows of a table that a report carries. */
const ROWS_MAX = 50;
/** Characters of a cell: a query may be a megabyte. */
const CELL_MAX = 500;

export interface ColumnOf<T> {
  readonly title: string;
  readonly unit?: Unit;
  readonly cell: (row: T) => ReportCell | undefined;
}

/** `rows` as a report's table, the first 50 of them; undefined where there is none. */
export function reportTable<T>(rows: readonly T[], columns: readonly ColumnOf<T>[]): ReportTable | undefined {
  if (rows.length === 0) return undefined;
  return {
    columns: columns.map(({ title, unit }) => ({ title, ...(unit !== undefined && { unit }) })),
    rows: rows.slice(0, ROWS_MAX).map((row) => columns.map(({ cell }) => shortened(cell(row) ?? null))),
    omitted: Math.max(0, rows.length - ROWS_MAX),
  };
}

function shortened(cell: ReportCell): ReportCell {
  return typeof cell === 'string' && cell.length > CELL_MAX ? `${cell.slice(0, CELL_MAX)}…` : cell;
}
