import { t } from '../../base/l10n.ts';
import { QUERY_TABS, type QueryTab } from '../../protocol/queryPanel.ts';
import { h, setAttribute } from '../dom.ts';

const WORDS: Readonly<Record<QueryTab, () => string>> = {
  table: () => t('Table'),
  chart: () => t('Chart'),
  explain: () => t('Explain'),
  targets: () => t('Targets'),
  cardinality: () => t('Cardinality'),
};

/** The page's tabs: one stop for Tab, arrows go from one to the next, each with its panel. */
export class Tabs {
  readonly element: HTMLElement;
  readonly #tabs = new Map<QueryTab, HTMLButtonElement>();
  readonly #panels: Readonly<Record<QueryTab, HTMLElement>>;
  readonly #onChoose: (tab: QueryTab) => void;

  constructor(panels: Readonly<Record<QueryTab, HTMLElement>>, onChoose: (tab: QueryTab) => void) {
    this.#panels = panels;
    this.#onChoose = onChoose;
    this.element = h('div', {
      class: 'q-tabs',
      role: 'tablist',
      'aria-label': t('Views'),
      onkeydown: (event: KeyboardEvent) => this.#onKey(event),
    });
    for (const tab of QUERY_TABS) {
      const button = h(
        'button',
        {
          type: 'button',
          role: 'tab',
          id: `tab-${tab}`,
          class: `q-tab${tab === 'targets' ? ' q-tab-apart' : ''}`,
          'aria-controls': `panel-${tab}`,
          onclick: () => this.#onChoose(tab),
        },
        WORDS[tab](),
      );
      this.#tabs.set(tab, button);
      this.element.append(button);
      for (const [name, value] of Object.entries({
        id: `panel-${tab}`,
        role: 'tabpanel',
        'aria-labelledby': `tab-${tab}`,
      }))
        this.#panels[tab].setAttribute(name, value);
    }
  }

  show(chosen: QueryTab): void {
    for (const [tab, button] of this.#tabs) {
      button.setAttribute('aria-selected', String(tab === chosen));
      setAttribute(button, 'tabindex', tab === chosen ? 0 : -1);
      this.#panels[tab].hidden = tab !== chosen;
    }
  }

  #onKey(event: KeyboardEvent): void {
    const now = QUERY_TABS.findIndex((tab) => this.#tabs.get(tab) === document.activeElement);
    const last = QUERY_TABS.length - 1;
    const target = {
      ArrowLeft: now === 0 ? last : now - 1,
      ArrowRight: now === last ? 0 : now + 1,
      Home: 0,
      End: last,
    }[event.key];
    const tab = now < 0 || target === undefined ? undefined : QUERY_TABS[target];
    if (tab === undefined) return;
    event.preventDefault();
    this.#onChoose(tab);
    this.#tabs.get(tab)?.focus();
  }
}
