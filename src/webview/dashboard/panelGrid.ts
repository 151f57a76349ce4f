import { type Disposable, DisposableStore, Slot } from '../../base/disposable.ts';
import type { DashboardPanel } from '../../model/dashboard.ts';
import { h, setChildren, setText } from '../dom.ts';
import { fillText } from './interpolate.ts';
import { PanelView, type PanelViewOptions } from './panelView.ts';
import { gridPlace, type DashboardSection, sectionsOf } from './sections.ts';

export interface PanelGridOptions extends Omit<PanelViewOptions, 'panel' | 'level'> {
  /** Whether the user closed or opened a row; undefined where neither. */
  readonly isClosed: (rowId: string) => boolean | undefined;
  readonly onToggle: (rowId: string, isClosed: boolean) => void;
}

/** The panels in Grafana's grid; in a narrow page one below another. */
export class PanelGrid implements Disposable {
  readonly element = h('div', { class: 'dashboard-sections' });
  readonly #options: PanelGridOptions;
  readonly #panels = new Slot<DisposableStore>();
  #views: readonly PanelView[] = [];
  #rows: readonly (() => void)[] = [];

  constructor(options: PanelGridOptions) {
    this.#options = options;
  }

  get views(): readonly PanelView[] {
    return this.#views;
  }

  update(panels: readonly DashboardPanel[]): void {
    const store = new DisposableStore();
    this.#panels.set(store);
    const views: PanelView[] = [];
    const rows: (() => void)[] = [];
    const elements = sectionsOf(panels).map((section) => {
      const level = section.row === undefined ? 2 : 3;
      const grid = h('div', { class: 'dashboard-grid' });
      for (const panel of section.panels) {
        const view = store.own(new PanelView({ ...this.#options, panel, level }));
        const { column, row } = gridPlace(panel, section.panels);
        view.element.style.setProperty('--column', column);
        view.element.style.setProperty('--row', row);
        grid.append(view.element);
        views.push(view);
      }
      return this.#section(section, grid, rows);
    });
    this.#views = views;
    this.#rows = rows;
    setChildren(this.element, elements);
  }

  /** Variables in the titles of rows may have changed; panels see to their own. */
  showRowTitles(): void {
    for (const show of this.#rows) show();
  }

  dispose(): void {
    this.#panels.dispose();
  }

  #section({ row }: DashboardSection, grid: HTMLElement, rows: (() => void)[]): HTMLElement {
    if (row === undefined) return h('section', {}, grid);
    const { variables, isClosed, onToggle } = this.#options;
    const heading = h('h2');
    const showTitle = (): void => setText(heading, fillText(row.title, variables));
    showTitle();
    rows.push(showTitle);
    const details = h(
      'details',
      { class: 'dashboard-row', ontoggle: () => onToggle(row.id, !details.open) },
      h('summary', {}, heading),
      grid,
    );
    details.open = !(isClosed(row.id) ?? row.isCollapsed ?? false);
    return details;
  }
}
