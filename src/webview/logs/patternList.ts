import type { LogPattern } from '../../protocol/logs.ts';
import { h } from '../dom.ts';
import { clockText } from './filterBar.ts';

/** Messages that differ in numbers and ids only, the most frequent first. */
export function patternList(patterns: readonly LogPattern[]): HTMLElement {
  const time = (ms: number | undefined): string => (ms === undefined ? '' : clockText(ms));
  return h(
    'table',
    { class: 'log-patterns' },
    h(
      'thead',
      {},
      h('tr', {}, ...['Count', 'Level', 'First', 'Last', 'Pattern'].map((name) => h('th', { scope: 'col' }, name))),
    ),
    h(
      'tbody',
      {},
      ...patterns.map(({ pattern, count, level, firstMs, lastMs }) =>
        h(
          'tr',
          { class: `log-level-${level ?? 'none'}` },
          h('td', {}, count),
          h('td', { class: 'log-word' }, level ?? ''),
          h('td', {}, time(firstMs)),
          h('td', {}, time(lastMs)),
          h('td', { class: 'log-pattern' }, pattern),
        ),
      ),
    ),
  );
}
