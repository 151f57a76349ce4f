import { t } from '../../base/l10n.ts';
import type { DashboardPanel } from '../../model/dashboard.ts';
import { ChartCard, type ChartCardContent } from '../charts/chartCard.ts';
import type { Columns } from '../charts/columns.ts';
import { fillText } from './interpolate.ts';
import { heightPx, type PanelBody, type PanelContext } from './panelBody.ts';
import { metricUnitOf, type Outcome, seriesOf } from './panelSeries.ts';
import { unitOf } from './valueLook.ts';

/** What of a panel's height is not its plot: title, legend of a line or two, padding. */
const AROUND_PX = 90;
const LEAST_PX = 110;

/** A panel as lines over time, with a table behind. It brings the panel's title with it. */
export function chartBody(
  panel: DashboardPanel,
  context: PanelContext,
  level: 2 | 3,
  actions: readonly HTMLElement[],
): PanelBody {
  const content = (outcomes: readonly Outcome[]): ChartCardContent => {
    const unit = unitOf(panel.look, metricUnitOf(outcomes));
    const series = seriesOf(outcomes, context.lookup);
    return {
      title: fillText(panel.title, context.lookup),
      subtitle: unit.suffix,
      help: fillText(panel.description, context.lookup),
      unit: unit.unit,
      lines: series.map(({ id, name, columns }) => {
        const scaled = scale(columns, unit.factor);
        return { id, label: name, columns: () => scaled };
      }),
      fromZero: panel.look.min === 0,
      note:
        panel.look.isStacked && series.length > 1 ? t('Stacked in Grafana; each line has its own values here.') : '',
    };
  };
  const card = new ChartCard(content([]), {
    stage: context.stage,
    heightPx: Math.max(LEAST_PX, heightPx(panel) - AROUND_PX),
    window: context.window,
    announce: context.announce,
    level,
    actions,
  });
  return {
    element: card.element,
    update: (outcomes) => card.update(content(outcomes)),
    dispose: () => card.dispose(),
  };
}

function scale({ timestampsMs, values }: Columns, factor: number): Columns {
  return { timestampsMs, values: factor === 1 ? values : Float64Array.from(values, (value) => value * factor) };
}
