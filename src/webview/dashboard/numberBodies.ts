import { t } from '../../base/l10n.ts';
import type { DashboardPanel, ThresholdTone } from '../../model/dashboard.ts';
import { h, icon, setChildren } from '../dom.ts';
import type { IconName } from '../icons.ts';
import { MAX_SHOWN, type PanelBody, type PanelContext } from './panelBody.ts';
import { metricUnitOf, type Outcome, type PanelSeries, seriesOf } from './panelSeries.ts';
import { arcPath, linePath } from './shapes.ts';
import { svg } from './svg.ts';
import { boundsOf, reduceValues, showValue, type ShownValue, unitOf, writeValue } from './valueLook.ts';

/** A series as one number. */
interface Reduced {
  readonly series: PanelSeries;
  readonly value: number;
  readonly shown: ShownValue;
}

interface Bounds {
  readonly min: number;
  readonly max: number;
  readonly minText: string;
  readonly maxText: string;
}

type Draw = (one: Reduced, bounds: Bounds, isOnly: boolean) => HTMLElement;

const TONE_ICONS: Readonly<Record<ThresholdTone, IconName | undefined>> = {
  good: 'pass',
  warning: 'warning',
  bad: 'error',
  neutral: undefined,
};
const toneWords = (): Readonly<Record<ThresholdTone, string>> => ({
  good: t('good'),
  warning: t('warning'),
  bad: t('bad'),
  neutral: '',
});

/** Numbers in large type, with their line below. */
export function statBody(panel: DashboardPanel, context: PanelContext): PanelBody {
  return numbersBody(panel, context, 'stats', ({ series, shown }, _bounds, isOnly) =>
    h(
      'li',
      { class: 'stat' },
      nameOf(series, isOnly),
      h('span', { class: 'stat-value' }, toneIcon(shown.tone), shown.text),
      lineOf(series),
    ),
  );
}

/** Each number on a half circle between its bounds. */
export function gaugeBody(panel: DashboardPanel, context: PanelContext): PanelBody {
  return numbersBody(panel, context, 'gauges', ({ series, value, shown }, { min, max, minText, maxText }, isOnly) => {
    const share = (value - min) / (max - min);
    const drawing = svg('svg', { viewBox: '4 4 92 50', class: 'gauge-drawing', 'aria-hidden': 'true' });
    drawing.append(svg('path', { d: arcPath(1), class: 'gauge-track' }));
    if (share > 0) drawing.append(svg('path', { d: arcPath(share), class: `gauge-share tone-${shown.tone}` }));
    return h(
      'li',
      { class: 'gauge' },
      drawing,
      h('span', { class: 'stat-value' }, toneIcon(shown.tone), shown.text),
      h('span', { class: 'gauge-bounds quiet' }, t('{0} to {1}', minText, maxText)),
      nameOf(series, isOnly),
    );
  });
}

/** Each number as a bar between the bounds. */
export function barsBody(panel: DashboardPanel, context: PanelContext): PanelBody {
  return numbersBody(panel, context, 'bars', ({ series, value, shown }, { min, max }) => {
    const bar = h('span', { class: `bar-share tone-${shown.tone}` });
    bar.style.width = `${Math.max(0, Math.min(100, (100 * (value - min)) / (max - min) || 0))}%`;
    return h(
      'li',
      { class: 'bar-row' },
      h('span', { class: 'bar-name', title: series.name }, series.name),
      h('span', { class: 'bar-track', 'aria-hidden': 'true' }, bar),
      h('span', { class: 'bar-value' }, toneIcon(shown.tone), shown.text),
    );
  });
}

function numbersBody(panel: DashboardPanel, context: PanelContext, name: string, draw: Draw): PanelBody {
  const list = h('ul', { class: name });
  const more = h('p', { class: 'quiet', hidden: true });
  return {
    element: h('div', { class: 'panel-numbers' }, list, more),
    update(outcomes) {
      const unit = unitOf(panel.look, metricUnitOf(outcomes));
      const all = reduced(panel, context, outcomes);
      const [min, max] = boundsOf(
        panel.look,
        unit,
        all.map(({ value }) => value),
      );
      const bounds = { min, max, minText: writeValue(min, unit), maxText: writeValue(max, unit) };
      const shown = all.slice(0, MAX_SHOWN);
      setChildren(
        list,
        shown.map((one) => draw(one, bounds, all.length === 1)),
      );
      more.hidden = shown.length === all.length;
      more.textContent = more.hidden ? '' : t('… and {0} more', all.length - shown.length);
    },
    dispose() {},
  };
}

function reduced(panel: DashboardPanel, context: PanelContext, outcomes: readonly Outcome[]): readonly Reduced[] {
  const { look } = panel;
  const unit = unitOf(look, metricUnitOf(outcomes));
  return seriesOf(outcomes, context.lookup).map((series) => {
    const value = reduceValues(series.columns.values, look.reduce);
    // How many there are has no unit.
    const shown = showValue(value, look, look.reduce === 'count' ? { unit: 'none', factor: 1, suffix: '' } : unit);
    return { series, value, shown };
  });
}

/** A lone series is what the panel's title says, unless its legend has a name for it. */
function nameOf({ name }: PanelSeries, isOnly: boolean): HTMLElement | undefined {
  return name === '' || isOnly ? undefined : h('span', { class: 'stat-name', title: name }, name);
}

/** How serious a value is, as a form and as a word: no one has to tell colours apart. */
function toneIcon(tone: ThresholdTone): HTMLElement | undefined {
  const name = TONE_ICONS[tone];
  if (name === undefined) return undefined;
  const element = icon(name, `tone-${tone}`);
  return h('span', { class: 'tone' }, element, h('span', { class: 'visually-hidden' }, `${toneWords()[tone]} `));
}

function lineOf({ columns }: PanelSeries): Node | undefined {
  const path = linePath(columns.values, 100, 30);
  if (path === '') return undefined;
  const line = svg('path', { d: path, class: 'stat-line' });
  return svg(
    'svg',
    { viewBox: '0 -1 100 32', preserveAspectRatio: 'none', class: 'stat-drawing', 'aria-hidden': 'true' },
    line,
  );
}
