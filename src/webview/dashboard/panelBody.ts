import type { Disposable } from '../../base/disposable.ts';
import type { DashboardPanel } from '../../model/dashboard.ts';
import type { Stage } from '../charts/stage.ts';
import type { Lookup } from './interpolate.ts';
import type { Outcome } from './panelSeries.ts';

/** What a panel needs of the page. */
export interface PanelContext {
  readonly stage: Stage;
  readonly announce: (text: string) => void;
  /** From when to when charts go, in Unix milliseconds. */
  readonly window: () => readonly [fromMs: number, toMs: number];
  readonly lookup: Lookup;
}

/** What stands in a panel, under its title or with it. */
export interface PanelBody extends Disposable {
  readonly element: HTMLElement;
  /** Shows what came of the panel's queries, of which at least one gave series. */
  update(outcomes: readonly Outcome[]): void;
}

/** Series that numbers, gauges and bars show; a table and a chart have their own bounds. */
export const MAX_SHOWN = 24;

/** Of Grafana's grid: a row's height and the gap below it, in pixels. */
export const ROW_PX = 30;
export const GAP_PX = 8;

/** How high a panel is in Grafana, in pixels. */
export function heightPx({ place }: DashboardPanel): number {
  return place.height * (ROW_PX + GAP_PX) - GAP_PX;
}
