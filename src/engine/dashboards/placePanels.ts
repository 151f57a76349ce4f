import type { PanelPlace } from '../../model/dashboard.ts';
import { COLUMNS, type FoundPanel, inReadingOrder, type Section } from './findPanels.ts';

export interface PlacedPanel {
  readonly panel: FoundPanel;
  readonly place: PanelPlace;
}

/**
 * Gives each panel its place, in the order of reading, as if all rows were open: a panel moves up until it meets another one, as in
 * Grafana, so that none covers another and no gap is left, whatever the file says. Those without a place follow from left to right.
 */
export function placePanels(sections: readonly Section[]): readonly PlacedPanel[] {
  const placed: PlacedPanel[] = [];
  let top = 0;
  for (const { row, panels } of sections) {
    if (row !== undefined) {
      placed.push({ panel: row, place: { x: 0, y: top, width: COLUMNS, height: row.height } });
      top += row.height;
    }
    const below = placeSection(panels, top);
    placed.push(...below);
    top = Math.max(top, ...below.map(({ place }) => place.y + place.height));
  }
  return placed;
}

function placeSection(panels: readonly FoundPanel[], top: number): readonly PlacedPanel[] {
  /** The first free line of each column. */
  const free = Array.from({ length: COLUMNS }, () => top);
  let next = 0;
  const placed = panels.map((panel) => {
    const { width, height } = panel;
    if (panel.x === undefined && next + width > COLUMNS) next = 0;
    const x = panel.x ?? next;
    if (panel.x === undefined) next = x + width;
    const y = Math.max(...free.slice(x, x + width));
    free.fill(y + height, x, x + width);
    return { panel, place: { x, y, width, height } };
  });
  return placed.toSorted((a, b) => inReadingOrder(a.place, b.place));
}
