import { t } from '../../base/l10n.ts';
import { ALL_VALUES, type ChoiceVariable } from '../../model/dashboard.ts';
import { h, setChildren } from '../dom.ts';
import type { Variables, VariableState } from './variables.ts';

/** A field for each variable that the user may set. */
export class VariableFields {
  readonly element = h('div', { class: 'variables', role: 'group', 'aria-label': t('Variables') });
  readonly #onChange: (name: string, values: readonly string[]) => void;
  /** A list of boxes that is open stays open while its options are asked for anew. */
  readonly #open = new Set<string>();
  /** Kept, with what is typed in them, while others change. */
  readonly #inputs = new Map<string, HTMLInputElement>();

  constructor(onChange: (name: string, values: readonly string[]) => void) {
    this.#onChange = onChange;
  }

  update(variables: Variables): void {
    const shown = variables.states.filter(({ variable }) => !variable.isHidden && variable.kind !== 'constant');
    this.element.hidden = shown.length === 0;
    const focused = document.activeElement?.id ?? '';
    setChildren(
      this.element,
      shown.map((state, i) => this.#field(state, `variable-${i}`)),
    );
    // The field that was just used is a new one now.
    if (focused.startsWith('variable-')) document.getElementById(focused)?.focus();
  }

  #field(state: VariableState, id: string): HTMLElement {
    const { variable, problem, omitted } = state;
    const name = variable.label === '' ? variable.name : variable.label;
    const many = omitted > 0 ? t('{0} values more than can be listed', omitted) : '';
    const note = problem === '' ? many : problem;
    const noteElement = note === '' ? undefined : h('span', { class: 'variable-note quiet' }, note);
    if (variable.kind === 'choice' && variable.isMulti) {
      return h('div', { class: 'variable' }, this.#boxes(state, variable, name, id), noteElement);
    }
    const field = variable.kind === 'choice' ? this.#select(state, variable, id) : this.#input(state, id);
    return h('div', { class: 'variable' }, h('label', { for: id, class: 'quiet' }, name), field, noteElement);
  }

  #input({ variable, chosen }: VariableState, id: string): HTMLElement {
    const known = this.#inputs.get(variable.name);
    if (known !== undefined && known === document.activeElement) return known;
    const input = h('input', {
      id,
      type: 'text',
      class: 'select',
      onchange: () => this.#onChange(variable.name, [input.value]),
    });
    input.value = chosen[0] ?? '';
    this.#inputs.set(variable.name, input);
    return input;
  }

  #select({ options, chosen }: VariableState, variable: ChoiceVariable, id: string): HTMLElement {
    const select = h('select', {
      id,
      class: 'select',
      disabled: options.length === 0 && !variable.hasAll,
      onchange: () => this.#onChange(variable.name, [select.value]),
    });
    if (variable.hasAll) select.append(h('option', { value: ALL_VALUES }, t('All')));
    for (const { text, value } of options) select.append(h('option', { value }, text));
    select.value = chosen[0] ?? '';
    return select;
  }

  #boxes({ options, chosen }: VariableState, variable: ChoiceVariable, name: string, id: string): HTMLElement {
    const isAll = chosen.includes(ALL_VALUES);
    const choose = (values: readonly string[]): void => this.#onChange(variable.name, values);
    const box = (
      text: string,
      isChecked: boolean,
      boxId: string,
      onchange: (checked: boolean) => void,
    ): HTMLElement => {
      const input = h('input', { type: 'checkbox', id: boxId, onchange: () => onchange(input.checked) });
      input.checked = isChecked;
      return h('label', { class: 'variable-box' }, input, text);
    };
    const one = (value: string, isChecked: boolean): readonly string[] => {
      const others = chosen.filter((other) => other !== value && other !== ALL_VALUES);
      const next = isChecked ? [...others, value] : others;
      return next.length === 0 && variable.hasAll ? [ALL_VALUES] : next;
    };
    const details = h(
      'details',
      { ontoggle: () => void (details.open ? this.#open.add(variable.name) : this.#open.delete(variable.name)) },
      h(
        'summary',
        { id, class: 'select' },
        h('span', { class: 'quiet' }, `${name} `),
        isAll ? t('All') : chosenText(options, chosen),
      ),
      h(
        'div',
        { class: 'variable-boxes' },
        variable.hasAll
          ? box(t('All'), isAll, `${id}-all`, (checked) => choose(checked ? [ALL_VALUES] : []))
          : undefined,
        ...options.map(({ text, value }, i) =>
          box(text, chosen.includes(value), `${id}-${i}`, (checked) => choose(one(value, checked))),
        ),
      ),
    );
    details.open = this.#open.has(variable.name);
    return details;
  }
}

function chosenText(options: VariableState['options'], chosen: readonly string[]): string {
  const texts = chosen.map((value) => options.find((option) => option.value === value)?.text ?? value);
  return texts.length > 3 ? t('{0} chosen', texts.length) : texts.join(' + ');
}
