import type { OverviewService } from '../../protocol/overview.ts';
import type { Section } from './arrange.ts';

/** The size of a cell and of the space between, in CSS pixels. */
export interface CellSize {
  readonly kind: 'cards' | 'tiles';
  readonly minWidthPx: number;
  readonly maxWidthPx: number;
  readonly heightPx: number;
  readonly gapPx: number;
}

export const CARDS: CellSize = { kind: 'cards', minWidthPx: 190, maxWidthPx: 300, heightPx: 64, gapPx: 8 };
export const TILES: CellSize = { kind: 'tiles', minWidthPx: 12, maxWidthPx: 12, heightPx: 12, gapPx: 2 };
const HEADING_PX = { cards: 34, tiles: 28 } as const;

/** A row of cells, or a heading. */
export type GridRow =
  | { readonly kind: 'heading'; readonly topPx: number; readonly section: Section }
  | { readonly kind: 'cells'; readonly topPx: number; readonly services: readonly OverviewService[] };

/** Where everything is. */
export interface GridLayout {
  readonly size: CellSize;
  readonly cellPx: number;
  readonly columns: number;
  readonly rows: readonly GridRow[];
  readonly heightPx: number;
}

/** A cell by its row and column. */
export interface CellPlace {
  readonly row: number;
  readonly column: number;
}

/** Lays sections out in rows of a grid of that width. */
export function layOut(sections: readonly Section[], size: CellSize, widthPx: number): GridLayout {
  const { minWidthPx, maxWidthPx, heightPx, gapPx } = size;
  const columns = Math.max(1, Math.floor((widthPx + gapPx) / (minWidthPx + gapPx)));
  const cellPx = Math.min(maxWidthPx, Math.max(1, (widthPx + gapPx) / columns - gapPx));
  const rows: GridRow[] = [];
  let topPx = 0;
  for (const section of sections) {
    if (sections.length > 1 || section.title !== '') {
      rows.push({ kind: 'heading', topPx, section });
      topPx += HEADING_PX[size.kind];
    }
    for (let i = 0; i < section.services.length; i += columns) {
      rows.push({ kind: 'cells', topPx, services: section.services.slice(i, i + columns) });
      topPx += heightPx + gapPx;
    }
    topPx += gapPx;
  }
  return { size, cellPx, columns, rows, heightPx: topPx };
}

/** The indexes of the first row that ends below `topPx` and of the one after the last that begins above `bottomPx`. */
export function rowsBetween(
  { rows }: GridLayout,
  topPx: number,
  bottomPx: number,
): readonly [from: number, to: number] {
  const from = Math.max(0, firstAfter(rows, topPx) - 1);
  return [from, firstAfter(rows, bottomPx)];
}

/** The cell at a point of the grid. */
export function placeAt(layout: GridLayout, xPx: number, yPx: number): CellPlace | undefined {
  const row = firstAfter(layout.rows, yPx) - 1;
  const there = layout.rows[row];
  if (there?.kind !== 'cells' || yPx - there.topPx > layout.size.heightPx) return undefined;
  const pitchPx = layout.cellPx + layout.size.gapPx;
  const column = Math.floor(xPx / pitchPx);
  return column < 0 || column >= there.services.length || xPx - column * pitchPx > layout.cellPx
    ? undefined
    : { row, column };
}

/** The service in a place. */
export function serviceAt({ rows }: GridLayout, place: CellPlace | undefined): OverviewService | undefined {
  const row = place === undefined ? undefined : rows[place.row];
  return row?.kind === 'cells' ? row.services[place?.column ?? 0] : undefined;
}

/** Where a service is. */
export function placeOf({ rows }: GridLayout, serviceId: string): CellPlace | undefined {
  for (const [row, one] of rows.entries()) {
    const column = one.kind === 'cells' ? one.services.findIndex(({ id }) => id === serviceId) : -1;
    if (column >= 0) return { row, column };
  }
  return undefined;
}

/** Where a key leads from a place; undefined for a key that leads nowhere. `pageRows`: how many rows are in sight. */
export function placeByKey(
  layout: GridLayout,
  from: CellPlace,
  key: string,
  wholeGrid: boolean,
  pageRows: number,
): CellPlace | undefined {
  const { rows } = layout;
  const lengthOf = (row: number): number => {
    const one = rows[row];
    return one?.kind === 'cells' ? one.services.length : 0;
  };
  const cellRows = rows.flatMap((row, i) => (row.kind === 'cells' ? [i] : []));
  const at = cellRows.indexOf(from.row);
  const inRow = (index: number): CellPlace => {
    const row = cellRows[Math.max(0, Math.min(cellRows.length - 1, index))] ?? from.row;
    return { row, column: Math.min(from.column, lengthOf(row) - 1) };
  };
  const first = { row: cellRows[0] ?? 0, column: 0 };
  const lastRow = cellRows.at(-1) ?? 0;
  const last = { row: lastRow, column: lengthOf(lastRow) - 1 };
  switch (key) {
    case 'ArrowRight':
      if (from.column + 1 < lengthOf(from.row)) return { row: from.row, column: from.column + 1 };
      return at + 1 < cellRows.length ? { row: cellRows[at + 1] ?? from.row, column: 0 } : from;
    case 'ArrowLeft': {
      if (from.column > 0) return { row: from.row, column: from.column - 1 };
      const before = cellRows[at - 1];
      return before === undefined ? from : { row: before, column: lengthOf(before) - 1 };
    }
    case 'ArrowDown':
      return inRow(at + 1);
    case 'ArrowUp':
      return inRow(at - 1);
    case 'PageDown':
      return inRow(at + pageRows);
    case 'PageUp':
      return inRow(at - pageRows);
    case 'Home':
      return wholeGrid ? first : { row: from.row, column: 0 };
    case 'End':
      return wholeGrid ? last : { row: from.row, column: lengthOf(from.row) - 1 };
    default:
      return undefined;
  }
}

/** The index of the first row whose top is below `yPx`. */
function firstAfter(rows: readonly GridRow[], yPx: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rows[middle]?.topPx ?? 0) <= yPx) low = middle + 1;
    else high = middle;
  }
  return low;
}
