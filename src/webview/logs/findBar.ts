import { t } from '../../base/l10n.ts';
import type { LogFind, LogFound } from '../../protocol/logs.ts';
import { button, h, setAttribute, setText } from '../dom.ts';
import { readColumns } from './logMemory.ts';

const DELAY_MS = 200;

export interface FindBarOptions {
  readonly columns: readonly string[];
  /** Something else is to be marked. */
  readonly changed: (find: LogFind) => void;
  /** To the next match (1), or the one before (-1). */
  readonly step: (step: -1 | 1) => void;
  readonly columnsChanged: (columns: readonly string[]) => void;
  /** To a time, as it was typed; true where it is one. */
  readonly goTo: (text: string) => boolean;
}

/** Marks without filtering, goes to a time, and chooses columns. */
export class FindBar {
  readonly element: HTMLElement;
  readonly #options: FindBarOptions;
  readonly #input: HTMLInputElement;
  readonly #count = h('span', { class: 'log-found' });
  readonly #expression = button(t('Expression'), {
    icon: 'regex',
    iconOnly: true,
    onclick: () => {
      setAttribute(this.#expression, 'aria-pressed', this.#isExpression ? 'false' : 'true');
      this.#options.changed(this.find);
    },
  });
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: FindBarOptions) {
    this.#options = options;
    setAttribute(this.#expression, 'aria-pressed', 'false');
    this.#input = field(t('Highlight'), t('Highlight'), {
      oninput: () => {
        clearTimeout(this.#timer);
        this.#timer = setTimeout(() => options.changed(this.find), DELAY_MS);
      },
      onkeydown: (event: KeyboardEvent) => {
        if (event.key === 'Enter') options.step(event.shiftKey ? -1 : 1);
      },
    });
    const time = field(t('Go to time'), '10:32, -15m', {
      oninput: () => setAttribute(time, 'aria-invalid', undefined),
      onkeydown: (event: KeyboardEvent) => {
        if (event.key === 'Enter') setAttribute(time, 'aria-invalid', options.goTo(time.value) ? undefined : 'true');
      },
    });
    const columns = field(t('Columns'), t('Columns: status path'), {
      onchange: () => options.columnsChanged(readColumns(columns.value)),
    });
    columns.value = options.columns.join(' ');
    this.element = h(
      'div',
      { class: 'log-filter log-find', role: 'group', 'aria-label': t('Find') },
      this.#input,
      this.#expression,
      button(t('Previous match'), { icon: 'arrow-up', iconOnly: true, onclick: () => options.step(-1) }),
      button(t('Next match'), { icon: 'arrow-down', iconOnly: true, onclick: () => options.step(1) }),
      this.#count,
      time,
      columns,
    );
  }

  get find(): LogFind {
    const { value } = this.#input;
    return value === '' ? {} : this.#isExpression ? { regexp: value } : { text: value };
  }

  /** Shows what was found; gives it in words, for who asked: with each record that comes it is shown anew. */
  show(found: LogFound | undefined): string {
    const nothing = this.#input.value === '';
    const { count = 0, ordinal, problem } = found ?? {};
    const counted =
      ordinal === undefined
        ? count.toLocaleString('en')
        : t('{0} of {1}', ordinal.toLocaleString('en'), count.toLocaleString('en'));
    const text = nothing || found === undefined ? '' : (problem ?? t('{0} found', counted));
    setText(this.#count, text);
    setAttribute(this.#input, 'aria-invalid', problem === undefined ? undefined : 'true');
    return text;
  }

  get #isExpression(): boolean {
    return this.#expression.getAttribute('aria-pressed') === 'true';
  }
}

function field(
  label: string,
  hint: string,
  listeners: Readonly<Record<string, (event: never) => void>>,
): HTMLInputElement {
  return h('input', {
    type: 'text',
    class: 'log-input',
    'aria-label': label,
    placeholder: hint,
    spellcheck: 'false',
    ...listeners,
  });
}
