import { t } from '../../base/l10n.ts';
import type { Signal } from '../../model/signal.ts';
import { button, h, setText } from '../dom.ts';
import type { PageContext } from './pageContext.ts';
import type { IconName } from '../icons.ts';

/** What can be done with a signal's query: see it, copy it, open it in the query panel, change it. */
export class SignalActions {
  readonly element: HTMLElement;
  readonly #mark = h('span', { class: 'signal-mark' });
  readonly #failure = h('p', { class: 'notice notice-error signal-failure', role: 'status', hidden: true });
  readonly #query = h('pre', { class: 'signal-query', hidden: true });
  readonly #show: HTMLButtonElement;

  constructor({ name }: Signal, { ask }: PageContext) {
    this.#show = button(t('Show the query of {0}', name), {
      icon: 'code',
      iconOnly: true,
      class: 'button-quiet',
      onclick: () => this.#toggle(),
    });
    this.#show.setAttribute('aria-expanded', 'false');
    const action = (text: string, icon: IconName, run: () => void): HTMLButtonElement =>
      button(text, { icon, iconOnly: true, class: 'button-quiet', onclick: run });
    this.element = h(
      'div',
      {},
      this.#failure,
      h(
        'div',
        { class: 'signal-actions' },
        this.#show,
        action(t('Copy the query of {0}', name), 'copy', () =>
          ask(
            (why) => t('Could not copy the query: {0}', why),
            (c) => c.request('copySignalQuery', [name]),
          ),
        ),
        action(t('Open the query of {0} in the query panel', name), 'graph', () =>
          ask(
            (why) => t('Could not open the query panel: {0}', why),
            (c) => c.request('openSignalQuery', [name]),
          ),
        ),
        action(t('Change the query of {0}', name), 'edit', () =>
          ask(
            (why) => t('Could not open the settings: {0}', why),
            (c) => c.request('changeSignal', [name]),
          ),
        ),
        this.#mark,
      ),
      this.#query,
    );
  }

  update({ query, configured, group, failure, series }: Signal): void {
    setText(this.#query, query);
    setText(this.#mark, group === 'pinned' ? t('pinned') : configured ? t('by the settings') : '');
    const none = series === 0 && failure === undefined ? t('The query gives no series now.') : '';
    setText(this.#failure, failure ?? none);
    this.#failure.hidden = this.#failure.textContent === '';
    this.#failure.classList.toggle('notice-error', failure !== undefined);
  }

  #toggle(): void {
    this.#query.hidden = !this.#query.hidden;
    this.#show.setAttribute('aria-expanded', String(!this.#query.hidden));
  }
}
