import { h, setAttribute } from '../dom.ts';
import { fromLocalInput, toLocalInput } from './queryTime.ts';

/** A choice among a few values with its name before it. */
export class ChoiceField<T extends string | number> {
  readonly element: HTMLElement;
  readonly #select: HTMLSelectElement;

  constructor(name: string, choices: readonly (readonly [value: T, text: string])[], onChange: (value: T) => void) {
    this.#select = h('select', {
      class: 'q-input',
      onchange: () => {
        const chosen = choices[this.#select.selectedIndex];
        if (chosen !== undefined) onChange(chosen[0]);
      },
    });
    for (const [value, text] of choices) this.#select.append(h('option', { value }, text));
    this.element = h('label', { class: 'q-field' }, h('span', { class: 'quiet' }, name), this.#select);
  }

  set value(value: T) {
    this.#select.value = String(value);
  }
}

/** A moment in local time; empty means now. */
export class MomentField {
  readonly element: HTMLElement;
  readonly #input: HTMLInputElement;
  readonly #now: HTMLButtonElement;
  readonly #name = h('span', { class: 'quiet' });

  constructor(onChange: (timeMs: number | undefined) => void) {
    this.#input = h('input', {
      type: 'datetime-local',
      step: 1,
      class: 'q-input',
      onchange: () => {
        const timeMs = fromLocalInput(this.#input.value);
        this.value = timeMs;
        onChange(timeMs);
      },
    });
    this.#now = h(
      'button',
      {
        type: 'button',
        class: 'button button-quiet',
        onclick: () => {
          this.value = undefined;
          onChange(undefined);
        },
      },
      'Now',
    );
    this.element = h('div', { class: 'q-field' }, h('label', { class: 'q-field' }, this.#name, this.#input), this.#now);
  }

  set name(name: string) {
    this.#name.textContent = name;
  }

  set value(timeMs: number | undefined) {
    this.#input.value = timeMs === undefined ? '' : toLocalInput(timeMs);
    setAttribute(this.#now, 'aria-pressed', String(timeMs === undefined));
  }
}
