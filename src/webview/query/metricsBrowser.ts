import { t } from '../../base/l10n.ts';
import { unitWord } from '../../model/unitText.ts';
import type { MetricInfo } from '../../protocol/query.ts';
import { button, h, setChildren, setText } from '../dom.ts';
import { seriesWord } from './hoverHelp.ts';

export interface MetricsBrowserOptions {
  readonly onChoose: (text: string) => void;
  readonly onAdd: () => void;
}

/** Metrics that are listed at once. */
const MAX_LISTED = 100;

/** What can be queried: shown as long as there is no query. */
export class MetricsBrowser {
  readonly element: HTMLElement;
  readonly #options: MetricsBrowserOptions;
  readonly #filter: HTMLInputElement;
  readonly #count = h('p', { class: 'quiet', role: 'status' });
  readonly #list = h('ul', { class: 'q-metrics' });
  readonly #some: HTMLElement;
  readonly #none: HTMLElement;
  #metrics: readonly MetricInfo[] = [];

  constructor(options: MetricsBrowserOptions) {
    this.#options = options;
    this.#filter = h('input', {
      type: 'search',
      class: 'q-input q-filter',
      placeholder: t('Filter metrics by name or help'),
      'aria-label': t('Filter metrics by name or help'),
      oninput: () => this.#show(),
    });
    this.#some = h('div', {}, h('h2', {}, t('Metrics')), this.#filter, this.#count, this.#list);
    this.#none = h(
      'div',
      { class: 'q-none' },
      h('p', {}, t('There are no metrics yet. A service with a metrics endpoint brings them.')),
      button(t('Add a service'), { class: 'button-primary', onclick: options.onAdd }),
    );
    this.element = h('div', { class: 'q-browser', hidden: true }, this.#some, this.#none);
    this.update([]);
  }

  update(metrics: readonly MetricInfo[]): void {
    this.#metrics = metrics;
    this.#some.hidden = metrics.length === 0;
    this.#none.hidden = metrics.length > 0;
    this.#show();
  }

  #show(): void {
    const words = this.#filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    const found = this.#metrics.filter(({ name, help }) => {
      const text = `${name} ${help}`.toLowerCase();
      return words.every((word) => text.includes(word));
    });
    const listed = found.slice(0, MAX_LISTED);
    const of = found.length === listed.length ? `${found.length}` : t('{0} of {1}', listed.length, found.length);
    setText(
      this.#count,
      found.length === 0 ? t('No metric has this in its name.') : t('{0} metrics. Choose one to query it.', of),
    );
    setChildren(
      this.#list,
      listed.map(({ name, type, unit, series, help }) => {
        const facts = [type === 'unknown' ? '' : type, unitWord(unit), seriesWord(series)].filter(
          (fact) => fact !== '',
        );
        const query = /^[A-Za-z_:][\w:]*$/.test(name) ? name : `{${JSON.stringify(name)}}`;
        return h(
          'li',
          {},
          h('button', { type: 'button', class: 'q-link', onclick: () => this.#options.onChoose(query) }, name),
          h('span', { class: 'quiet' }, ` ${facts.join(', ')}`),
          help === '' ? undefined : h('p', { class: 'quiet q-help' }, help),
        );
      }),
    );
  }
}
