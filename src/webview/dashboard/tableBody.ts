import { t } from '../../base/l10n.ts';
import type { DashboardPanel } from '../../model/dashboard.ts';
import type { Labels } from '../../model/series.ts';
import { h, setChildren } from '../dom.ts';
import { fillText } from './interpolate.ts';
import type { PanelBody, PanelContext } from './panelBody.ts';
import { metricUnitOf, type Outcome } from './panelSeries.ts';
import { showValue, unitOf } from './valueLook.ts';

const MAX_ROWS = 200;

/** A series of one or several queries, with the number that each of them gives for it. */
export interface TableRow {
  readonly labels: Labels;
  readonly values: readonly (number | undefined)[];
}

/** The instant results of a panel's queries, a row a series; series of the same labels share one. */
export function tableRows(outcomes: readonly Outcome[]): {
  readonly names: readonly string[];
  readonly rows: readonly TableRow[];
} {
  const byLabels = new Map<string, { labels: Labels; values: (number | undefined)[] }>();
  outcomes.forEach(({ answer }, column) => {
    if (!answer.ok || (answer.result.kind !== 'vector' && answer.result.kind !== 'scalar')) return;
    const { labels: all, values } = answer.result;
    all.forEach((whole, i) => {
      const { __name__: _name, ...labels } = whole;
      const key = JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
      const row = byLabels.get(key) ?? { labels, values: [] };
      row.values[column] = values[i];
      byLabels.set(key, row);
    });
  });
  const rows = [...byLabels.values()];
  return { names: [...new Set(rows.flatMap(({ labels }) => Object.keys(labels)))].sort(), rows };
}

/** A panel as a table of what its queries give at the end of the range. */
export function tableBody(panel: DashboardPanel, { lookup }: PanelContext): PanelBody {
  const more = h('p', { class: 'quiet', hidden: true });
  const head = h('thead');
  const body = h('tbody');
  const title = fillText(panel.title, lookup);
  const table = h('table', {}, h('caption', { class: 'visually-hidden' }, title), head, body);
  const scrolled = h(
    'div',
    { class: 'panel-table', tabindex: 0, role: 'region', 'aria-label': t('Table of {0}', title) },
    table,
  );
  return {
    element: h('div', { class: 'panel-tables' }, scrolled, more),
    update(outcomes) {
      const unit = unitOf(panel.look, metricUnitOf(outcomes));
      const { names, rows } = tableRows(outcomes);
      const columns = outcomes.map(({ query }) => valueName(query, outcomes.length > 1));
      const shown = rows.slice(0, MAX_ROWS);
      setChildren(head, [
        h(
          'tr',
          {},
          ...names.map((name) => h('th', { scope: 'col' }, name)),
          ...columns.map((name) => h('th', { scope: 'col', class: 'value' }, name)),
        ),
      ]);
      setChildren(
        body,
        shown.map(({ labels, values }) =>
          h(
            'tr',
            {},
            ...names.map((name) => h('td', {}, labels[name] ?? '')),
            ...columns.map((_, i) => {
              const value = values[i];
              return h('td', { class: 'value' }, value === undefined ? '' : showValue(value, panel.look, unit).text);
            }),
          ),
        ),
      );
      more.hidden = shown.length === rows.length;
      more.textContent = more.hidden ? '' : t('… and {0} more', rows.length - shown.length);
    },
    dispose() {},
  };
}

function valueName({ legend, refId }: Outcome['query'], hasSeveral: boolean): string {
  if (!hasSeveral) return t('Value');
  return legend === '' || legend.includes('{{') ? refId : legend;
}
