import { t } from '../../base/l10n.ts';
import { h, setText } from '../dom.ts';
import { fromLocalInput, toLocalInput } from './queryTime.ts';

/** A choice among a few values with its name before it. */
export class ChoiceField<T extends string | number> {
  readonly element: HTMLElement;
  readonly #select: HTMLSelectElement;
  readonly #name: HTMLElement;

  constructor(name: string, choices: readonly (readonly [value: T, text: string])[], onChange: (value: T) => void) {
    this.#select = h('select', {
      class: 'q-input',
      onchange: () => {
        const chosen = choices[this.#select.selectedIndex];
        if (chosen !== undefined) onChange(chosen[0]);
      },
    });
    for (const [value, text] of choices) this.#select.append(h('option', { value }, text));
    this.#name = h('span', { class: 'quiet' }, name);
    this.element = h('label', { class: 'q-field' }, this.#name, this.#select);
  }

  set name(name: string) {
    setText(this.#name, name);
  }

  set value(value: T) {
    this.#select.value = String(value);
  }
}

/** A moment: now, or one in local time that is chosen. */
export class MomentField {
  readonly element: HTMLElement;
  readonly #input: HTMLInputElement;
  readonly #choice: ChoiceField<'now' | 'at'>;
  readonly #now: () => number;

  constructor(now: () => number, onChange: (timeMs: number | undefined) => void) {
    this.#now = now;
    const choose = (timeMs: number | undefined): void => {
      this.value = timeMs;
      onChange(timeMs);
    };
    this.#choice = new ChoiceField(
      t('Time'),
      [
        ['now', t('now')],
        ['at', t('at')],
      ],
      (choice) => choose(choice === 'now' ? undefined : Math.floor(this.#now() / 1000) * 1000),
    );
    this.#input = h('input', {
      type: 'datetime-local',
      step: 1,
      class: 'q-input',
      'aria-label': t('Date and time, local'),
      onchange: () => choose(fromLocalInput(this.#input.value)),
    });
    this.element = h('div', { class: 'q-field' }, this.#choice.element, this.#input);
  }

  set name(name: string) {
    this.#choice.name = name;
  }

  set value(timeMs: number | undefined) {
    this.#choice.value = timeMs === undefined ? 'now' : 'at';
    this.#input.hidden = timeMs === undefined;
    if (timeMs !== undefined) this.#input.value = toLocalInput(timeMs);
  }
}
