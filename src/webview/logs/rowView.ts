import type { LogRow } from '../../protocol/logs.ts';
import { h } from '../dom.ts';
import { clockText } from './filterBar.ts';

const GUTTERS = 6;

/** A row; one that is not there yet is empty. */
export function rowView(
  row: LogRow | undefined,
  i: number,
  isSelected: boolean,
  sources: readonly string[],
): HTMLElement {
  const level = row?.level ?? 'none';
  const fields = Object.entries(row?.fields ?? {}).map(
    ([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  return h(
    'div',
    {
      id: `row-${i}`,
      class: `log-row log-level-${level}${isSelected ? ' log-selected' : ''}`,
      role: 'option',
      'aria-selected': isSelected ? 'true' : 'false',
      'data-row': i,
    },
    sources.length > 1 &&
      h('span', {
        class: `log-gutter log-gutter-${(row?.source ?? 0) % GUTTERS}`,
        title: sources[row?.source ?? 0] ?? '',
      }),
    h(
      'span',
      { class: 'log-time', title: row?.timeMs === undefined ? '' : new Date(row.timeMs).toISOString() },
      row?.timeMs === undefined ? '' : clockText(row.timeMs),
    ),
    h('span', { class: 'log-word' }, row?.level ?? ''),
    row?.logger !== undefined && h('span', { class: 'log-logger' }, row.logger),
    h('span', { class: 'log-message' }, row?.message ?? ''),
    row?.requestId !== undefined && h('span', { class: 'log-logger' }, row.requestId),
    h('span', { class: 'log-field' }, fields.join(' ')),
  );
}
