import { t } from '../../base/l10n.ts';
import { ChartCard } from '../charts/chartCard.ts';
import { type FamilyChart, familyCharts } from '../charts/families.ts';
import { h, setText } from '../dom.ts';
import { KeyedList, type View } from '../keyedList.ts';
import { InfoCard } from './infoCard.ts';
import { CHECK_METRIC } from './checks.ts';
import { DURATION_METRIC } from './latency.ts';
import type { PageContext, Section } from './pageContext.ts';
import type { ViewStore } from './viewStore.ts';

/** Series that have a place of their own above. */
const SHOWN_ELSEWHERE: ReadonlySet<string> = new Set([DURATION_METRIC, CHECK_METRIC]);

/** Every other series of the service: a small chart for each family. */
export class Metrics implements Section {
  readonly element: HTMLElement;
  readonly #cards: KeyedList<FamilyChart>;
  readonly #infos: KeyedList<FamilyChart>;
  readonly #count = h('span', { class: 'section-count' });
  readonly #empty = h('p', { class: 'quiet' });
  readonly #omitted = h('p', { class: 'quiet' });
  #charts: readonly FamilyChart[] = [];
  #store: ViewStore | undefined;
  #version = -1;
  #filter = '';

  constructor(context: PageContext) {
    const grid = h('div', { class: 'chart-grid' });
    this.#cards = new KeyedList<FamilyChart>(grid, (chart) => new FamilyCard(chart, context));
    const infos = h('div', { class: 'chart-grid info-grid' });
    this.#infos = new KeyedList<FamilyChart>(infos, (chart) => new InfoCard(chart));
    this.element = h(
      'section',
      { class: 'section', 'aria-labelledby': 'metrics' },
      h('div', { class: 'section-head' }, h('h2', { id: 'metrics' }, t('Metrics')), this.#count),
      grid,
      infos,
      this.#empty,
      this.#omitted,
    );
  }

  set filter(text: string) {
    this.#filter = text;
    this.#show();
  }

  update(store: ViewStore): void {
    if (store !== this.#store || store.seriesVersion !== this.#version) {
      this.#store = store;
      this.#version = store.seriesVersion;
      const series = [...store.series].filter((one) => !SHOWN_ELSEWHERE.has(one.labels['__name__'] ?? ''));
      const charts = familyCharts(series);
      this.#charts = [...charts.filter((chart) => !isOwn(chart)), ...charts.filter(isOwn)];
      this.#show();
    }
    this.draw();
  }

  draw(): void {
    for (const view of this.#cards.views) if (view instanceof FamilyCard) view.draw();
  }

  #show(): void {
    const wanted = this.#charts.filter((chart) => matchesFilter(chart, this.#filter));
    const isInfo = (chart: FamilyChart): boolean => chart.measure === 'info';
    this.#cards.update(
      wanted.filter((chart) => !isInfo(chart)),
      (chart) => chart.key,
    );
    this.#infos.update(wanted.filter(isInfo), (chart) => chart.key);
    const all = this.#charts.length;
    setText(this.#count, wanted.length === all ? `${all}` : t('{0} of {1}', wanted.length, all));
    this.#count.hidden = all === 0;
    setText(this.#empty, all === 0 ? t('No series in this range.') : t('No chart has this in its name.'));
    this.#empty.hidden = wanted.length > 0;
    const omitted = this.#store?.seriesOmitted ?? 0;
    setText(this.#omitted, t('{0} more series are not drawn here. A query can show them.', omitted));
    this.#omitted.hidden = omitted === 0;
  }
}

/** What Watchpost itself measured stands behind what the service says of itself. */
function isOwn({ name }: FamilyChart): boolean {
  return name === 'up' || /^(probe|scrape|health_check)_/.test(name);
}

/** Whether all words of a filter are in a chart's name or in the names of its lines, in any case. */
export function matchesFilter(chart: Pick<FamilyChart, 'name' | 'measure' | 'lines'>, filter: string): boolean {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return true;
  const text = [chart.name, chart.measure, ...chart.lines.map((line) => line.label)].join(' ').toLowerCase();
  return words.every((word) => text.includes(word));
}

class FamilyCard implements View<FamilyChart> {
  readonly element: HTMLElement;
  readonly #card: ChartCard;

  constructor(chart: FamilyChart, context: PageContext) {
    this.#card = new ChartCard(contentOf(chart), { ...context, heightPx: 120 });
    this.element = this.#card.element;
  }

  update(chart: FamilyChart): void {
    this.#card.update(contentOf(chart));
  }

  draw(): void {
    this.#card.draw();
  }

  dispose(): void {
    this.#card.dispose();
  }
}

function contentOf(chart: FamilyChart) {
  // A share of the time is what a counter of seconds becomes.
  const words = {
    value: '',
    info: '',
    rate: chart.unit === 'ratio' ? t('share of the time') : t('rate'),
    average: t('average'),
  };
  return {
    title: chart.name,
    subtitle: words[chart.measure],
    help: chart.help,
    unit: chart.unit,
    lines: chart.lines,
    fromZero: chart.measure !== 'value',
  };
}
