import { t } from '../../base/l10n.ts';
import type { ReportCell, ReportTable } from '../../model/report.ts';
import { cellText } from '../../model/reportText.ts';
import { h } from '../dom.ts';

interface Order {
  readonly column: number;
  readonly isDown: boolean;
}

/** A report's table, which a click on a heading sorts: the largest first, then the smallest, then as it was. */
export function sortableTable(table: ReportTable, caption: string): HTMLElement {
  const element = h('div', { class: 'r-table', tabindex: 0, role: 'region', 'aria-label': caption });
  let order: Order | undefined;
  const draw = (): void => {
    element.replaceChildren(
      tableElement(table, caption, order, (column) => {
        if (order?.column !== column) order = { column, isDown: true };
        else order = order.isDown ? { column, isDown: false } : undefined;
        draw();
        element.querySelectorAll<HTMLElement>('thead button')[column]?.focus();
      }),
    );
  };
  draw();
  return element;
}

function tableElement(
  { columns, rows, omitted }: ReportTable,
  caption: string,
  order: Order | undefined,
  sort: (column: number) => void,
): HTMLElement {
  const ordered =
    order === undefined
      ? rows
      : rows.toSorted((a, b) => compare(a[order.column], b[order.column]) * (order.isDown ? -1 : 1));
  const isNumber = (i: number): boolean => columns[i]?.unit !== undefined;
  return h(
    'table',
    {},
    h('caption', { class: 'visually-hidden' }, caption),
    h(
      'thead',
      {},
      h(
        'tr',
        {},
        ...columns.map(({ title }, i) => {
          const sorted = order?.column === i ? (order.isDown ? 'descending' : 'ascending') : undefined;
          const arrow = sorted === undefined ? '' : sorted === 'descending' ? ' ↓' : ' ↑';
          return h(
            'th',
            { scope: 'col', 'aria-sort': sorted, class: isNumber(i) ? 'r-number' : undefined },
            h('button', { type: 'button', class: 'button button-quiet', onclick: () => sort(i) }, `${title}${arrow}`),
          );
        }),
      ),
    ),
    h(
      'tbody',
      {},
      ...ordered.map((row) =>
        h(
          'tr',
          {},
          ...row.map((cell, i) =>
            h('td', { class: isNumber(i) ? 'value r-number' : undefined }, cellText(cell, columns[i]?.unit)),
          ),
        ),
      ),
    ),
    omitted > 0 &&
      h('tfoot', {}, h('tr', {}, h('td', { colspan: columns.length, class: 'quiet' }, t('… and {0} more', omitted)))),
  );
}

/** What is not there comes last when the largest come first. */
function compare(a: ReportCell | undefined, b: ReportCell | undefined): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (a === null || a === undefined) return b === null || b === undefined ? 0 : -1;
  if (b === null || b === undefined) return 1;
  return String(a).localeCompare(String(b), 'en', { numeric: true });
}
