import { t } from '../../base/l10n.ts';
import { RANGES_MS, type RangeName } from '../../protocol/webview.ts';
import { button, h, icon, setText } from '../dom.ts';

export interface ToolbarOptions {
  readonly range: RangeName;
  readonly filter: string;
  readonly onRange: (range: RangeName) => void;
  readonly onFilter: (filter: string) => void;
  readonly onFreeze: () => void;
}

const RANGE_WORDS: Readonly<Record<RangeName, () => string>> = {
  '5m': () => t('Last 5 minutes'),
  '15m': () => t('Last 15 minutes'),
  '1h': () => t('Last hour'),
  '6h': () => t('Last 6 hours'),
  '24h': () => t('Last 24 hours'),
  '7d': () => t('Last 7 days'),
};

/** What holds for all charts: the range, whether they are frozen, and which of them are shown. */
export class Toolbar {
  readonly element: HTMLElement;
  readonly #freeze: HTMLButtonElement;
  readonly #filter: HTMLInputElement;

  constructor(options: ToolbarOptions) {
    const ranges = h('fieldset', { class: 'ranges' }, h('legend', { class: 'visually-hidden' }, t('Time range')));
    for (const range of Object.keys(RANGES_MS) as RangeName[]) {
      const input = h('input', {
        type: 'radio',
        name: 'range',
        value: range,
        'aria-label': RANGE_WORDS[range](),
        onchange: () => options.onRange(range),
      });
      input.checked = range === options.range;
      ranges.append(h('label', { title: RANGE_WORDS[range]() }, input, h('span', {}, range)));
    }
    const filter = h('input', {
      type: 'search',
      class: 'filter-input',
      placeholder: t('Filter charts by name'),
      'aria-label': t('Filter charts by name'),
      oninput: () => options.onFilter(filter.value),
    });
    filter.value = options.filter;
    this.#filter = filter;
    this.#freeze = button(t('Freeze charts'), { icon: 'debug-pause', onclick: options.onFreeze });
    this.element = h(
      'div',
      { class: 'toolbar', role: 'toolbar', 'aria-label': t('Charts') },
      ranges,
      this.#freeze,
      h('div', { class: 'filter' }, icon('search'), filter),
    );
  }

  setFilter(text: string): void {
    this.#filter.value = text;
  }

  setFrozen(frozen: boolean): void {
    this.#freeze.setAttribute('aria-pressed', String(frozen));
    this.#freeze.title = frozen ? t('Draw what is new again') : t('Stop drawing; new data is kept');
    const text = this.#freeze.querySelector('.button-text');
    if (text !== null) setText(text, frozen ? t('Charts frozen') : t('Freeze charts'));
  }
}
