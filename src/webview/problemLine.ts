import { t } from '../base/l10n.ts';
import { button, h, setText } from './dom.ts';

/** What a live panel says where it has nothing new; an alert, which a screen reader reads once. */
export class ProblemLine {
  readonly element: HTMLElement;
  readonly #text = h('span');
  readonly #trust: HTMLElement;

  constructor(manageTrust: () => void) {
    this.#trust = button(t('Manage Workspace Trust'), { onclick: manageTrust });
    this.#trust.hidden = true;
    const text = h('p', { role: 'alert' }, this.#text);
    this.element = h('div', { class: 'problem-line', hidden: true }, text, this.#trust);
  }

  /** Shows `message`; an empty one hides the line. `needsTrust`: with the way to where trust is given. */
  show(message: string, needsTrust = false): void {
    setText(this.#text, message);
    this.#trust.hidden = !needsTrust;
    this.element.hidden = message === '';
  }
}
