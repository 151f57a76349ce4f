import { t } from '../../base/l10n.ts';
import type { Unit } from '../../base/unit.ts';
import type { Labels } from '../../model/series.ts';
import type { QueryResult, QuerySeries } from '../../protocol/query.ts';
import { h, setChildren } from '../dom.ts';
import { formatMoment } from '../time.ts';
import { histogramView } from './histogramView.ts';
import { exactValue, seriesText, tableValue } from './resultText.ts';

/** Values of a range vector's series that are listed. */
const MAX_VALUES = 50;
const MAX_HISTOGRAMS = 5;

type Order = 'given' | 'down' | 'up';

/** The result of an instant query: a row a series, with its value in its unit and every digit in the tooltip. */
export class ValueTable {
  readonly element = h('div', { class: 'q-table', tabindex: 0, role: 'region', 'aria-label': t('Result') });
  #result: QueryResult | undefined;
  #unit: Unit = 'none';
  #order: Order = 'given';

  update(result: QueryResult | undefined, unit: Unit): void {
    this.#result = result;
    this.#unit = unit;
    this.#show();
  }

  #show(): void {
    const result = this.#result;
    if (result === undefined) return this.element.replaceChildren();
    switch (result.kind) {
      case 'string':
        return setChildren(this.element, [
          this.#table([h('tr', {}, h('td', { class: 'q-text' }, result.value))], false),
        ]);
      case 'scalar':
      case 'vector': {
        const rows = result.labels.map((labels, i) => ({
          labels,
          value: result.values[i] ?? NaN,
          histogram: result.histograms?.[i],
        }));
        const ordered = this.#order === 'given' ? rows : rows.toSorted((a, b) => compare(a.value, b.value));
        if (this.#order === 'down') ordered.reverse();
        const isScalar = result.kind === 'scalar';
        return setChildren(this.element, [
          this.#table(
            ordered.map(({ labels, value, histogram }) =>
              h(
                'tr',
                {},
                rowHead(isScalar ? 'scalar' : labels),
                histogram === undefined ? this.#value(value) : h('td', { class: 'value' }, histogramView(histogram)),
              ),
            ),
            rows.length > 1,
          ),
        ]);
      }
      case 'matrix':
        return setChildren(this.element, [
          this.#table(
            result.series.map((series) => h('tr', {}, rowHead(series.labels), this.#values(series, result.atMs))),
            false,
          ),
        ]);
      case 'range':
        // A range is drawn, not listed.
        return this.element.replaceChildren();
    }
  }

  #table(rows: readonly HTMLElement[], sortable: boolean): HTMLElement {
    const sorted = { given: 'none', down: 'descending', up: 'ascending' }[this.#order];
    const next: Order = this.#order === 'down' ? 'up' : this.#order === 'up' ? 'given' : 'down';
    const arrow = { given: '', down: ' ↓', up: ' ↑' }[this.#order];
    const sort = h(
      'button',
      {
        type: 'button',
        class: 'button button-quiet',
        title: t('Sort by value'),
        onclick: () => {
          this.#order = next;
          this.#show();
          this.element.querySelector<HTMLElement>('thead button')?.focus();
        },
      },
      t('Value') + arrow,
    );
    return h(
      'table',
      {},
      h('caption', { class: 'visually-hidden' }, t('Result of the query')),
      h(
        'thead',
        {},
        h(
          'tr',
          {},
          h('th', { scope: 'col' }, t('Series')),
          h('th', { scope: 'col', 'aria-sort': sortable ? sorted : undefined }, sortable ? sort : t('Value')),
        ),
      ),
      h('tbody', {}, ...rows),
    );
  }

  #value(value: number): HTMLElement {
    return h('td', { class: 'value', title: exactValue(value) }, tableValue(value, this.#unit));
  }

  #values({ timestampsMs, values, histograms = [] }: QuerySeries, nowMs: number): HTMLElement {
    const from = Math.max(0, values.length - MAX_VALUES);
    const lines = Array.from(values.subarray(from), (value, i) =>
      h(
        'div',
        { title: exactValue(value) },
        tableValue(value, this.#unit),
        h('span', { class: 'quiet' }, ` ${t('at {0}', formatMoment(timestampsMs[from + i] ?? 0, nowMs))}`),
      ),
    );
    const left =
      from === 0 ? undefined : h('div', { class: 'quiet' }, t('the last {0} of {1}', MAX_VALUES, values.length));
    const shown = histograms.slice(-MAX_HISTOGRAMS);
    const others = shown.map(({ timeMs, value }) =>
      h('div', {}, histogramView(value), h('span', { class: 'quiet' }, ` ${t('at {0}', formatMoment(timeMs, nowMs))}`)),
    );
    const more =
      shown.length === histograms.length
        ? undefined
        : h('div', { class: 'quiet' }, t('the last {0} of {1} histograms', MAX_HISTOGRAMS, histograms.length));
    return h('td', { class: 'value' }, left, ...lines, more, ...others);
  }
}

/** A series as PromQL writes it, the label names quieter than their values. */
function rowHead(series: Labels | 'scalar'): HTMLElement {
  if (series === 'scalar') return h('th', { scope: 'row', class: 'q-series' }, t('scalar'));
  const { __name__: name = '', ...others } = series;
  const pairs = Object.entries(others);
  if (pairs.length === 0) return h('th', { scope: 'row', class: 'q-series' }, seriesText(series));
  return h(
    'th',
    { scope: 'row', class: 'q-series' },
    name,
    '{',
    ...pairs.flatMap(([label, value], i) => [
      i === 0 ? '' : ', ',
      h('span', { class: 'quiet' }, `${label}=`),
      JSON.stringify(value),
    ]),
    '}',
  );
}

function compare(a: number, b: number): number {
  return Number.isNaN(a) ? (Number.isNaN(b) ? 0 : -1) : Number.isNaN(b) ? 1 : a - b;
}
