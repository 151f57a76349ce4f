import type { ChartEvents } from '../charts/lineChartOptions.ts';
import type { Stage } from '../charts/stage.ts';
import type { PanelChannel } from './viewSession.ts';
import type { ViewStore } from './viewStore.ts';

/** What a part of the page may use. */
export interface PageContext {
  readonly stage: Stage;
  /** Asks the editor for something; a failure is said to the user, in the sentence that `failure` makes of its reason. */
  readonly ask: (failure: (why: string) => string, request: (channel: PanelChannel) => Promise<unknown>) => void;
  /** The stretch of time that is drawn: up to now, or to when the charts were frozen. */
  readonly window: () => readonly [fromMs: number, toMs: number];
  /** What happened in the workspace, for the charts. */
  readonly events: () => ChartEvents;
  /** Says a sentence to screen readers. */
  readonly announce: (text: string) => void;
}

/** A part of the page that shows something of the service. */
export interface Section {
  readonly element: HTMLElement;
  /** Another store, or more in it. */
  update(store: ViewStore): void;
}
