import { t } from '../../base/l10n.ts';
import { formatQuantity } from '../../base/unit.ts';
import type { Finding } from '../../model/report.ts';
import { severityWord } from '../../model/severityText.ts';
import { button, h } from '../dom.ts';
import { severityBadge } from './severityBadge.ts';
import { sortableTable } from './sortableTable.ts';

/** What was asked for by itself is not folded away. */
const OPEN: ReadonlySet<string> = new Set(['plan', 'keys']);

export interface FindingActions {
  readonly copy: (text: string) => void;
  /** Opens a statement in an editor, where the user decides what becomes of it. */
  readonly openSql: (text: string) => void;
}

/** One finding: its sentence, and below, open where something is wrong, its numbers, rows and statements. */
export function findingCard(finding: Finding, before: Finding | undefined, actions: FindingActions): HTMLElement {
  const { id, severity, title, detail, numbers, table, fix, sql } = finding;
  const changed =
    before !== undefined && before.severity !== severity ? t('was {0}', severityWord(before.severity)) : '';
  return h(
    'details',
    {
      class: `r-finding r-${severity}`,
      open: severity === 'critical' || severity === 'warning' || OPEN.has(id),
      'data-id': id,
    },
    h(
      'summary',
      {},
      severityBadge(severity),
      h('span', { class: 'visually-hidden' }, `${severityWord(severity)}: `),
      h('h2', { class: 'r-title' }, title),
      changed !== '' && h('span', { class: 'r-changed' }, changed),
      h('span', { class: 'quiet r-id' }, id),
    ),
    h(
      'div',
      { class: 'r-body' },
      h('p', { class: 'r-detail' }, detail),
      numbers.length > 0 &&
        h(
          'dl',
          { class: 'r-numbers' },
          ...numbers.map(({ name, value, unit }) =>
            h(
              'div',
              {},
              h('dt', { class: 'quiet' }, name),
              h('dd', { class: 'value' }, value === undefined ? '–' : formatQuantity(value, unit)),
            ),
          ),
        ),
      table !== undefined && sortableTable(table, title),
      fix !== undefined && statement(t('To mend it'), fix, actions),
      h('details', { class: 'r-source' }, h('summary', {}, t('Where it comes from')), statement('', sql, actions)),
    ),
  );
}

function statement(heading: string, text: string, { copy, openSql }: FindingActions): HTMLElement {
  return h(
    'div',
    { class: 'r-statement' },
    heading !== '' && h('h3', {}, heading),
    // With the keyboard it scrolls only where it can be focused.
    h('pre', { tabindex: 0 }, h('code', {}, text)),
    h(
      'div',
      { class: 'r-actions' },
      button(t('Copy'), { icon: 'copy', onclick: () => copy(text) }),
      button(t('Open in Editor'), { icon: 'go-to-file', onclick: () => openSql(text) }),
    ),
  );
}
