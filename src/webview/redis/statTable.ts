import { t, language } from '../../base/l10n.ts';
import { formatQuantity } from '../../base/unit.ts';
import { h, setChildren } from '../dom.ts';
import type { StatRow } from './statHistory.ts';

const columns = (): readonly string[] => [
  t('time'),
  t('keys'),
  t('memory'),
  t('clients'),
  t('blocked'),
  t('requests'),
  t('connections'),
];

/** The last looks as `redis-cli --stat` prints them, the newest first. */
export class StatTable {
  readonly #body = h('tbody');
  readonly element = h(
    'div',
    { class: 'r-table', tabindex: 0, role: 'region', 'aria-label': t('The last seconds') },
    h(
      'table',
      {},
      h('caption', { class: 'visually-hidden' }, t('The last seconds, the newest first')),
      h(
        'thead',
        {},
        h(
          'tr',
          {},
          ...columns().map((title, i) => h('th', { scope: 'col', class: i > 0 ? 'r-number' : undefined }, title)),
        ),
      ),
      this.#body,
    ),
  );

  update(rows: readonly StatRow[]): void {
    setChildren(this.#body, rows.map(rowElement));
  }
}

function rowElement(row: StatRow): HTMLElement {
  const { atMs, keys, memoryBytes, clients, blocked, commandsTotal, connectionsTotal, newCommands, newConnections } =
    row;
  const cells = [
    String(keys),
    formatQuantity(memoryBytes, 'bytes'),
    String(clients),
    String(blocked),
    withGrowth(commandsTotal, newCommands),
    withGrowth(connectionsTotal, newConnections),
  ];
  return h(
    'tr',
    {},
    h('td', { class: 'value' }, new Date(atMs).toLocaleTimeString(language())),
    ...cells.map((text) => h('td', { class: 'value r-number' }, text)),
  );
}

function withGrowth(total: number, more: number | undefined): string {
  return more === undefined ? String(total) : `${total} (+${more})`;
}
