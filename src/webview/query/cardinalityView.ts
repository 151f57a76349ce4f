import { t } from '../../base/l10n.ts';
import type { CardinalityReport } from '../../protocol/query.ts';
import { h, setChildren } from '../dom.ts';
import { seriesWord } from './hoverHelp.ts';

interface CountRow {
  /** What is counted, as text. */
  readonly name: string;
  readonly count: number;
  /** The query that shows it. */
  readonly query?: string;
}

/** Which metrics and labels make the most series, as Prometheus' page of its database has them. */
export class CardinalityView {
  readonly element = h('div', { class: 'q-cardinality' });
  readonly #onQuery: (text: string) => void;

  constructor(onQuery: (text: string) => void) {
    this.#onQuery = onQuery;
  }

  update({ series, metrics, labels, pairs }: CardinalityReport): void {
    if (series === 0) {
      return setChildren(this.element, [h('p', { class: 'quiet' }, t('There are no series yet.'))]);
    }
    const selector = (label: string, value: string): string =>
      `count by (__name__) ({${/^[A-Za-z_]\w*$/.test(label) ? label : JSON.stringify(label)}=${JSON.stringify(value)}})`;
    const name = (metric: string): string =>
      /^[A-Za-z_:][\w:]*$/.test(metric) ? metric : `{${JSON.stringify(metric)}}`;
    setChildren(this.element, [
      h('p', { class: 'q-summary' }, t('{0} in all', seriesWord(series))),
      h(
        'div',
        { class: 'q-counts' },
        this.#table(
          t('Metrics with the most series'),
          [t('Metric'), t('Series')],
          metrics.map((metric) => ({ name: metric.name, count: metric.series, query: name(metric.name) })),
        ),
        this.#table(
          t('Labels with the most values'),
          [t('Label'), t('Values')],
          labels.map((label) => ({ name: label.name, count: label.values })),
        ),
        this.#table(
          t('Label values with the most series'),
          [t('Label and value'), t('Series')],
          pairs
            .filter((pair) => pair.name !== '__name__')
            .map((pair) => ({
              name: `${pair.name}=${JSON.stringify(pair.value)}`,
              count: pair.series,
              query: selector(pair.name, pair.value),
            })),
        ),
      ),
    ]);
  }

  #table(title: string, heads: readonly [string, string], rows: readonly CountRow[]): HTMLElement {
    const greatest = Math.max(1, ...rows.map(({ count }) => count));
    return h(
      'section',
      { class: 'q-count' },
      h('h2', {}, title),
      h(
        'table',
        {},
        h('thead', {}, h('tr', {}, ...heads.map((head) => h('th', { scope: 'col' }, head)))),
        h(
          'tbody',
          {},
          ...rows.map(({ name, count, query }) => {
            const bar = h('span', { class: 'q-bar' });
            bar.style.width = `${(100 * count) / greatest}%`;
            const text =
              query === undefined
                ? name
                : h(
                    'button',
                    { type: 'button', class: 'q-link', title: query, onclick: () => this.#onQuery(query) },
                    name,
                  );
            return h(
              'tr',
              {},
              h('th', { scope: 'row' }, text, h('span', { class: 'q-rail', 'aria-hidden': 'true' }, bar)),
              h('td', { class: 'value' }, count.toLocaleString('en-US')),
            );
          }),
        ),
      ),
    );
  }
}
