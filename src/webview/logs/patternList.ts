import type { LogPattern } from '../../protocol/logs.ts';
import { button, h } from '../dom.ts';
import { clockText } from './filterBar.ts';
import { sparkBars } from './sparkBars.ts';

export interface PatternListOptions {
  readonly patterns: readonly LogPattern[];
  /** The patterns that were there when the user set the mark; undefined while there is none. */
  readonly seen: ReadonlySet<string> | undefined;
  /** From now on, what is there now is not new. */
  readonly mark: () => void;
}

/** Messages that differ in numbers and ids only: those that are new since the mark first, then the most frequent. */
export function patternList({ patterns, seen, mark }: PatternListOptions): HTMLElement {
  const time = (ms: number | undefined): string => (ms === undefined ? '' : clockText(ms));
  const isNew = ({ pattern }: LogPattern): boolean => seen !== undefined && !seen.has(pattern);
  const sorted = [...patterns.filter(isNew), ...patterns.filter((one) => !isNew(one))];
  const names = ['Count', 'Level', 'First', 'Last', 'Over time', 'New', 'Pattern'];
  return h(
    'div',
    {},
    h(
      'div',
      { class: 'log-patterns-head' },
      button('Mark', { icon: 'bookmark', onclick: mark }),
      h(
        'span',
        { class: 'log-hint' },
        seen === undefined
          ? 'Patterns that come after a mark are shown as new.'
          : `${patterns.filter(isNew).length} new since the mark`,
      ),
    ),
    h(
      'table',
      { class: 'log-patterns' },
      h('thead', {}, h('tr', {}, ...names.map((name) => h('th', { scope: 'col' }, name)))),
      h(
        'tbody',
        {},
        ...sorted.map((one) =>
          h(
            'tr',
            { class: `log-level-${one.level ?? 'none'}` },
            h('td', {}, one.count),
            h('td', { class: 'log-word' }, one.level ?? ''),
            h('td', {}, time(one.firstMs)),
            h('td', {}, time(one.lastMs)),
            h('td', {}, one.overTime !== undefined && sparkBars(one.overTime)),
            h('td', { class: 'log-new' }, isNew(one) ? 'new' : ''),
            h('td', { class: 'log-pattern' }, one.pattern),
          ),
        ),
      ),
    ),
  );
}
