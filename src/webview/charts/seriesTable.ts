import { t } from '../../base/l10n.ts';
import type { Unit } from '../../base/unit.ts';
import { h, setChildren } from '../dom.ts';
import { formatMoment, formatValue } from '../time.ts';
import { summariseLine } from './chooseLines.ts';
import type { Columns } from './columns.ts';

/** What stands behind a chart: all of its lines, those that are drawn first. */
export interface SeriesTableData {
  readonly caption: string;
  readonly unit: Unit;
  readonly lines: readonly { readonly label: string; readonly columns: Columns }[];
  /** How many of the lines, from the first on, have their samples listed. */
  readonly sampledLines: number;
  readonly toMs: number;
}

const MAX_ROWS = 50;

/** A chart's numbers as real tables: a summary of each line, and the latest samples. */
export class SeriesTable {
  readonly element = h('div', { class: 'series-table', tabindex: 0, role: 'region' });

  update(data: SeriesTableData): void {
    this.element.setAttribute('aria-label', t('Table: {0}', data.caption));
    const { scrollTop, scrollLeft } = this.element;
    setChildren(this.element, [summaryTable(data), samplesTable(data)]);
    this.element.scrollTop = scrollTop;
    this.element.scrollLeft = scrollLeft;
  }
}

function summaryTable({ caption, unit, lines }: SeriesTableData): HTMLElement {
  return h(
    'table',
    {},
    h('caption', {}, caption),
    headRow([t('Series'), t('Last'), t('Least'), t('Mean'), t('Greatest')]),
    h(
      'tbody',
      {},
      ...lines.map(({ label, columns }) => {
        const { last, min, mean, max } = summariseLine(columns);
        const cells = [last, min, mean, max].map((value) => h('td', {}, formatValue(value, unit)));
        return h('tr', {}, h('th', { scope: 'row' }, label === '' ? t('value') : label), ...cells);
      }),
    ),
  );
}

function samplesTable({ unit, lines, sampledLines, toMs }: SeriesTableData): HTMLElement {
  const sampled = lines.slice(0, sampledLines);
  const times = [...new Set(sampled.flatMap(({ columns }) => lastOf(columns.timestampsMs)))].sort((a, b) => b - a);
  const columns = sampled.map((line) => valuesByTime(line.columns));
  return h(
    'table',
    {},
    h('caption', {}, t('The latest samples, newest first, local time')),
    headRow([t('Time'), ...sampled.map(({ label }) => (label === '' ? t('value') : label))]),
    h(
      'tbody',
      {},
      ...times
        .slice(0, MAX_ROWS)
        .map((timeMs) =>
          h(
            'tr',
            {},
            h('th', { scope: 'row' }, formatMoment(timeMs, toMs)),
            ...columns.map((values) => h('td', {}, formatValue(values.get(timeMs) ?? NaN, unit))),
          ),
        ),
    ),
  );
}

function headRow(titles: readonly string[]): HTMLElement {
  return h('thead', {}, h('tr', {}, ...titles.map((title) => h('th', { scope: 'col' }, title))));
}

function lastOf(timesMs: ArrayLike<number>): number[] {
  const last: number[] = [];
  for (let i = Math.max(0, timesMs.length - MAX_ROWS); i < timesMs.length; i++) last.push(timesMs[i] as number);
  return last;
}

function valuesByTime({ timestampsMs, values }: Columns): Map<number, number> {
  const byTime = new Map<number, number>();
  for (let i = Math.max(0, values.length - MAX_ROWS); i < values.length; i++) {
    byTime.set(timestampsMs[i] as number, values[i] as number);
  }
  return byTime;
}
