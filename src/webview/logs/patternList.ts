import { t } from '../../base/l10n.ts';
import type { LogPattern } from '../../protocol/logs.ts';
import { button, h, setChildren, setText } from '../dom.ts';
import { clockText } from './filterBar.ts';
import { sparkBars } from './sparkBars.ts';

/** Messages that differ in numbers and ids only: those that are new since the mark first, then the most frequent. */
export class PatternList {
  readonly element: HTMLElement;
  readonly #hint = h('span', { class: 'log-hint' });
  readonly #body = h('tbody');
  #patterns: readonly LogPattern[] = [];

  /** `mark`: from now on, what is there now is not new. */
  constructor(mark: (patterns: readonly LogPattern[]) => void) {
    const names = [t('Count'), t('Level'), t('First'), t('Last'), t('Over time'), t('New'), t('Pattern')];
    this.element = h(
      'div',
      {},
      h(
        'div',
        { class: 'log-patterns-head' },
        button(t('Mark'), { icon: 'bookmark', onclick: () => mark(this.#patterns) }),
        this.#hint,
      ),
      h(
        'table',
        { class: 'log-patterns' },
        h('caption', { class: 'visually-hidden' }, t('Patterns')),
        h('thead', {}, h('tr', {}, ...names.map((name) => h('th', { scope: 'col' }, name)))),
        this.#body,
      ),
    );
  }

  /** `seen`: the patterns that were there when the user set the mark; undefined while there is none. */
  show(patterns: readonly LogPattern[], seen: ReadonlySet<string> | undefined): void {
    this.#patterns = patterns;
    const isNew = ({ pattern }: LogPattern): boolean => seen !== undefined && !seen.has(pattern);
    const sorted = [...patterns.filter(isNew), ...patterns.filter((one) => !isNew(one))];
    setText(
      this.#hint,
      seen === undefined
        ? t('Patterns that come after a mark are shown as new.')
        : t('{0} new since the mark', patterns.filter(isNew).length),
    );
    setChildren(
      this.#body,
      sorted.map((one) => row(one, isNew(one))),
    );
  }
}

function row({ level, count, firstMs, lastMs, overTime, pattern }: LogPattern, isNew: boolean): HTMLElement {
  const time = (ms: number | undefined): string => (ms === undefined ? '' : clockText(ms));
  return h(
    'tr',
    { class: `log-level-${level ?? 'none'}` },
    h('td', {}, count),
    h('td', { class: 'log-word' }, level ?? ''),
    h('td', {}, time(firstMs)),
    h('td', {}, time(lastMs)),
    h('td', {}, overTime !== undefined && sparkBars(overTime)),
    h('td', { class: 'log-new' }, isNew ? t('new') : ''),
    h('td', { class: 'log-pattern' }, pattern),
  );
}
