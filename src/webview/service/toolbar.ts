import { t } from '../../base/l10n.ts';
import type { RangeName } from '../../protocol/webview.ts';
import { button, h, icon, setText } from '../dom.ts';
import { rangeField } from '../rangeField.ts';

export interface ToolbarOptions {
  readonly range: RangeName;
  readonly filter: string;
  readonly onRange: (range: RangeName) => void;
  readonly onFilter: (filter: string) => void;
  readonly onFreeze: () => void;
}

/** What holds for all charts: the range, whether they are frozen, and which of them are shown. */
export class Toolbar {
  readonly element: HTMLElement;
  readonly #freeze: HTMLButtonElement;
  readonly #filter: HTMLInputElement;

  constructor(options: ToolbarOptions) {
    const ranges = rangeField(options.range, options.onRange);
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
