import type { Signal } from '../../model/signal.ts';
import { button, h, setText } from '../dom.ts';
import type { PageContext } from './pageContext.ts';

/** What can be done with a signal's query: see it, copy it, open it in the query panel, change it. */
export class SignalActions {
  readonly element: HTMLElement;
  readonly #mark = h('span', { class: 'signal-mark' });
  readonly #failure = h('p', { class: 'notice notice-error signal-failure', role: 'status', hidden: true });
  readonly #query = h('pre', { class: 'signal-query', hidden: true });
  readonly #show: HTMLButtonElement;

  constructor({ name }: Signal, { ask }: PageContext) {
    this.#show = button(`Show the query of ${name}`, {
      icon: 'code',
      iconOnly: true,
      class: 'button-quiet',
      onclick: () => this.#toggle(),
    });
    this.#show.setAttribute('aria-expanded', 'false');
    const action = (text: string, icon: string, run: () => void): HTMLButtonElement =>
      button(text, { icon, iconOnly: true, class: 'button-quiet', onclick: run });
    this.element = h(
      'div',
      {},
      this.#failure,
      h(
        'div',
        { class: 'signal-actions' },
        this.#show,
        action(`Copy the query of ${name}`, 'copy', () =>
          ask('copy the query', (c) => c.request('copySignalQuery', [name])),
        ),
        action(`Open the query of ${name} in the query panel`, 'graph', () =>
          ask('open the query panel', (c) => c.request('openSignalQuery', [name])),
        ),
        action(`Change the query of ${name}`, 'edit', () =>
          ask('open the settings', (c) => c.request('changeSignal', [name])),
        ),
        this.#mark,
      ),
      this.#query,
    );
  }

  update({ query, configured, group, failure, series }: Signal): void {
    setText(this.#query, query);
    setText(this.#mark, group === 'pinned' ? 'pinned' : configured ? 'by the settings' : '');
    const none = series === 0 && failure === undefined ? 'The query gives no series now.' : '';
    setText(this.#failure, failure ?? none);
    this.#failure.hidden = this.#failure.textContent === '';
    this.#failure.classList.toggle('notice-error', failure !== undefined);
  }

  #toggle(): void {
    this.#query.hidden = !this.#query.hidden;
    this.#show.setAttribute('aria-expanded', String(!this.#query.hidden));
  }
}
