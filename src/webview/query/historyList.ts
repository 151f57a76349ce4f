import { t } from '../../base/l10n.ts';
import { button, h, setAttribute, setChildren } from '../dom.ts';

export interface HistoryListOptions {
  readonly onChoose: (text: string) => void;
  readonly onClear: () => void;
}

/** The queries before, in a list that a button opens: up and down, Enter takes one, Escape closes it. */
export class HistoryList {
  readonly element: HTMLElement;
  readonly #options: HistoryListOptions;
  readonly #button: HTMLButtonElement;
  readonly #list = h('ul', {
    class: 'q-history-list',
    role: 'listbox',
    id: 'history',
    tabindex: 0,
    'aria-label': t('Queries before, newest first'),
    onkeydown: (event: KeyboardEvent) => this.#onKey(event),
  });
  readonly #popup: HTMLElement;
  readonly #empty = h('p', { class: 'quiet q-history-empty' }, t('No query has been run here yet.'));
  readonly #clear: HTMLButtonElement;
  #queries: readonly string[] = [];
  #active = 0;

  constructor(options: HistoryListOptions) {
    this.#options = options;
    this.#button = button(t('History'), { icon: 'history', onclick: () => this.#toggle(this.#popup.hidden === true) });
    setAttribute(this.#button, 'aria-expanded', 'false');
    setAttribute(this.#button, 'aria-haspopup', 'listbox');
    this.#clear = button(t('Clear history'), {
      class: 'button-quiet',
      onclick: () => {
        this.#toggle(false);
        options.onClear();
      },
    });
    this.#popup = h('div', { class: 'q-history-popup', hidden: true }, this.#empty, this.#list, this.#clear);
    this.element = h(
      'div',
      {
        class: 'q-history',
        onfocusout: (event: FocusEvent) => {
          if (!(event.relatedTarget instanceof Node && this.element.contains(event.relatedTarget))) this.#close();
        },
        onkeydown: (event: KeyboardEvent) => {
          if (event.key === 'Escape' && !this.#popup.hidden) this.#toggle(false);
        },
      },
      this.#button,
      this.#popup,
    );
    this.update([]);
  }

  update(queries: readonly string[]): void {
    this.#queries = queries;
    this.#list.hidden = queries.length === 0;
    this.#clear.hidden = queries.length === 0;
    this.#empty.hidden = queries.length > 0;
    setChildren(
      this.#list,
      queries.map((text, i) =>
        h('li', { role: 'option', id: `history-${i}`, title: text, onclick: () => this.#choose(i) }, text),
      ),
    );
    this.#show(0);
  }

  #toggle(open: boolean): void {
    if (!open) {
      this.#close();
      this.#button.focus();
      return;
    }
    this.#popup.hidden = false;
    this.#button.setAttribute('aria-expanded', 'true');
    this.#show(0);
    if (this.#queries.length > 0) this.#list.focus();
  }

  #close(): void {
    this.#popup.hidden = true;
    this.#button.setAttribute('aria-expanded', 'false');
  }

  #choose(index: number): void {
    const text = this.#queries[index];
    if (text === undefined) return;
    this.#close();
    this.#options.onChoose(text);
  }

  #show(index: number): void {
    this.#active = Math.max(0, Math.min(this.#queries.length - 1, index));
    [...this.#list.children].forEach((item, i) => {
      item.setAttribute('aria-selected', String(i === this.#active));
      if (i === this.#active && !this.#popup.hidden) item.scrollIntoView({ block: 'nearest' });
    });
    setAttribute(
      this.#list,
      'aria-activedescendant',
      this.#queries.length === 0 ? undefined : `history-${this.#active}`,
    );
  }

  #onKey(event: KeyboardEvent): void {
    const last = this.#queries.length - 1;
    const target = { ArrowUp: this.#active - 1, ArrowDown: this.#active + 1, Home: 0, End: last }[event.key];
    if (target !== undefined) this.#show(target);
    else if (event.key === 'Enter' || event.key === ' ') this.#choose(this.#active);
    else return;
    event.preventDefault();
  }
}
