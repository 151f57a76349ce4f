import type { DashboardPanel } from '../../model/dashboard.ts';

/** A row of the dashboard with its panels; the panels before the first row have none. */
export interface DashboardSection {
  readonly row: DashboardPanel | undefined;
  readonly panels: readonly DashboardPanel[];
}

/** The panels by the rows that they belong to. */
export function sectionsOf(panels: readonly DashboardPanel[]): readonly DashboardSection[] {
  const sections: { row: DashboardPanel | undefined; panels: DashboardPanel[] }[] = [];
  for (const panel of panels) {
    if (panel.kind === 'row') sections.push({ row: panel, panels: [] });
    else if (sections.length === 0) sections.push({ row: undefined, panels: [panel] });
    else sections.at(-1)?.panels.push(panel);
  }
  return sections;
}

/** Where a panel stands in the grid of its section, as a style sheet says it: `1 / span 12`. */
export function gridPlace(
  { place }: DashboardPanel,
  panels: readonly DashboardPanel[],
): { readonly column: string; readonly row: string } {
  const top = Math.min(...panels.map((panel) => panel.place.y));
  return { column: `${place.x + 1} / span ${place.width}`, row: `${place.y - top + 1} / span ${place.height}` };
}
