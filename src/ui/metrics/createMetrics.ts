import type { Host } from '../host.ts';
import { MetricFamilies } from './metricFamilies.ts';
import { PinnedBar } from './pinnedBar.ts';
import { pinnedNumbers } from './pinnedText.ts';
import { Pins } from './pins.ts';

export interface Metrics {
  readonly families: MetricFamilies;
  readonly pins: Pins;
  readonly pinnedBar: PinnedBar;
}

/** The services' metrics, and those of them that the user pinned: the status bar shows these as they are now. */
export function createMetrics({ engine, memento, clock, own }: Host): Metrics {
  const pins = own(new Pins(memento));
  const pinnedBar = own(new PinnedBar());
  const show = (): void => pinnedBar.show(pinnedNumbers(pins.in('statusBar'), engine.services));
  own(pins.onDidChange(show));
  own(engine.onDidChangeServices(show));
  show();
  return { families: new MetricFamilies(engine, clock), pins, pinnedBar };
}
