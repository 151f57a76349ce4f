import { fieldOf, isJson, type Json, numberOf, objectsOf, textOf } from './fields.ts';

/** A panel where the file has it, with the size that it is to have; `x` and `y` where the file says them. */
export interface FoundPanel {
  readonly raw: Json;
  readonly id: string;
  readonly width: number;
  readonly height: number;
  readonly x?: number;
  readonly y?: number;
}

/** A row and the panels below it; what comes before the first row has none. */
export interface Section {
  readonly row?: FoundPanel;
  readonly panels: readonly FoundPanel[];
}

export const COLUMNS = 24;
/** More would be a page of its own; Grafana's editor has no such panels. */
const HEIGHT_MAX = 100;
const ROW_HEIGHT = 1;

/** All panels of a dashboard by row, those of its `panels` and those of the `rows` before them; `omitted` counts those over `most`. */
export function findPanels(
  dashboard: Json,
  most: number,
): { readonly sections: readonly Section[]; readonly omitted: number } {
  const ids = new Ids(most);
  const sections = [...sectionsOf(dashboard, ids), ...legacySections(dashboard, ids)].filter(
    ({ row, panels }) => row !== undefined || panels.length > 0,
  );
  return { sections, omitted: ids.omitted };
}

/** Gives panels their ids in the order of the file, as long as there may be more of them. */
class Ids {
  readonly #most: number;
  readonly #taken = new Set<string>();
  #seen = 0;

  constructor(most: number) {
    this.#most = most;
  }

  get omitted(): number {
    return Math.max(0, this.#seen - this.#most);
  }

  /** Grafana's own numbers, where they are there and each once; else the place in the file. */
  next(raw: Json): string | undefined {
    const index = this.#seen++;
    if (index >= this.#most) return undefined;
    const own = numberOf(raw['id']);
    const id = own === undefined || this.#taken.has(`${own}`) ? `#${index}` : `${own}`;
    this.#taken.add(id);
    return id;
  }

  /** Those of a list that are panels of their own, each made with its id. */
  each(list: unknown, make: (raw: Json, id: string) => FoundPanel): readonly FoundPanel[] {
    return objectsOf(list).flatMap((raw) => {
      const id = isClone(raw) ? undefined : this.next(raw);
      return id === undefined ? [] : [make(raw, id)];
    });
  }
}

function sectionsOf(dashboard: Json, ids: Ids): readonly Section[] {
  const sections: { row?: FoundPanel; panels: FoundPanel[] }[] = [{ panels: [] }];
  const nested = new Map<FoundPanel, readonly FoundPanel[]>();
  const found = ids.each(dashboard['panels'], onGrid);
  // The panels of a collapsed row are in it, those of an open one behind it.
  for (const panel of found) if (isRow(panel.raw)) nested.set(panel, ids.each(panel.raw['panels'], onGrid));
  for (const panel of found.toSorted(inReadingOrder)) {
    const inner = nested.get(panel);
    if (inner !== undefined) sections.push({ row: panel, panels: inner.toSorted(inReadingOrder) });
    else sections.at(-1)?.panels.push(panel);
  }
  return sections;
}

/** The schema before Grafana 5, read as its own migration does it: `span` of 12 columns, heights in pixels. */
function legacySections(dashboard: Json, ids: Ids): readonly Section[] {
  const rows = objectsOf(dashboard['rows']).filter((row) => numberOf(row['repeatIteration']) === undefined);
  const areShown = rows.some(
    (row) => row['collapse'] === true || row['showTitle'] === true || textOf(row['repeat']) !== '',
  );
  return rows.flatMap((row): Section[] => {
    const raw = { type: 'row', title: row['title'], collapsed: row['collapse'], repeat: row['repeat'] };
    const id = areShown ? ids.next(raw) : undefined;
    const height = gridHeight(row['height']) ?? gridHeight(LEGACY_HEIGHT) ?? 1;
    const panels = ids.each(row['panels'], (panel, panelId) => {
      const span = Math.floor(numberOf(panel['span']) ?? 0) || LEGACY_SPAN;
      const width = within(span * 2, 1, COLUMNS);
      return { raw: panel, id: panelId, width, height: gridHeight(panel['height']) ?? height };
    });
    if (id === undefined) return [{ panels }];
    return [{ row: { raw, id, width: COLUMNS, height: ROW_HEIGHT }, panels }];
  });
}

const LEGACY_HEIGHT = 250;
const LEGACY_SPAN = 4;
/** A line of the grid with the gap below it, in pixels. */
const LINE = 38;

function gridHeight(pixels: unknown): number | undefined {
  const height = numberOf(typeof pixels === 'string' ? pixels.replace(/px$/, '') : pixels);
  return height === undefined || height <= 0
    ? undefined
    : within(Math.ceil(Math.max(height, 90) / LINE), 1, HEIGHT_MAX);
}

function onGrid(raw: Json, id: string): FoundPanel {
  if (isRow(raw)) {
    const y = numberOf(fieldOf(raw, 'gridPos', 'y'));
    return { raw, id, width: COLUMNS, height: ROW_HEIGHT, ...(y !== undefined && { x: 0, y }) };
  }
  const grid = isJson(raw['gridPos']) ? raw['gridPos'] : {};
  const width = within(Math.round(numberOf(grid['w']) ?? 12), 1, COLUMNS);
  const height = within(Math.round(numberOf(grid['h']) ?? 8), 1, HEIGHT_MAX);
  const [x, y] = [numberOf(grid['x']), numberOf(grid['y'])];
  const isPlaced = x !== undefined && y !== undefined;
  return { raw, id, width, height, ...(isPlaced && { x: within(Math.round(x), 0, COLUMNS - width), y }) };
}

function isRow(raw: Json): boolean {
  return raw['type'] === 'row';
}

/** Files of older versions hold what was made of a repeated panel, too; Grafana takes it away when it opens them. */
function isClone(raw: Json): boolean {
  return numberOf(raw['repeatPanelId']) !== undefined && numberOf(raw['repeatIteration']) !== undefined;
}

function within(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}

/** By row, then by column; what has no place comes last, in the order of the file. */
export function inReadingOrder(a: { x?: number; y?: number }, b: { x?: number; y?: number }): number {
  const [ay, by] = [a.y ?? Infinity, b.y ?? Infinity];
  if (ay !== by) return ay < by ? -1 : 1;
  return (a.x ?? 0) - (b.x ?? 0);
}
