import type { FieldValue } from '../../model/logRecord.ts';
import type { LogRow } from '../../protocol/logs.ts';
import { h } from '../dom.ts';
import { clockText } from './filterBar.ts';

const GUTTERS = 6;

export interface RowLook {
  readonly sources: readonly string[];
  /** Names of fields that are shown as columns. */
  readonly columns: readonly string[];
  /** Is marked where it is in a message; empty: nothing is. */
  readonly text: string;
}

/** A row; one that is not there yet is empty. */
export function rowView(
  row: LogRow | undefined,
  i: number,
  { isSelected, total }: { readonly isSelected: boolean; readonly total: number },
  { sources, columns, text }: RowLook,
): HTMLElement {
  const level = row?.level ?? 'none';
  const fields = Object.entries(row?.fields ?? {}).flatMap(([name, value]) =>
    columns.includes(name) ? [] : [`${name}=${valueText(value)}`],
  );
  return h(
    'div',
    {
      id: `row-${i}`,
      class: `log-row log-level-${level}${isSelected ? ' log-selected' : ''}${row?.marked === true ? ' log-marked' : ''}`,
      role: 'option',
      'aria-selected': isSelected ? 'true' : 'false',
      // Of all rows only those in sight are in the document.
      'aria-posinset': i + 1,
      'aria-setsize': total,
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
    ...columns.map((name) => h('span', { class: 'log-column' }, row === undefined ? '' : columnText(row, name))),
    row?.logger !== undefined && h('span', { class: 'log-logger' }, row.logger),
    h('span', { class: 'log-message' }, ...markedText(row?.message ?? '', text)),
    row?.requestId !== undefined && h('span', { class: 'log-logger' }, row.requestId),
    h('span', { class: 'log-field' }, fields.join(' ')),
  );
}

/** The value of a field by its name, or by its path: `err.code`. */
function columnText({ fields }: LogRow, name: string): string {
  if (Object.hasOwn(fields, name)) return valueText(fields[name]);
  let value: FieldValue | undefined = fields;
  for (const part of name.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return '';
    value = (value as { readonly [key: string]: FieldValue })[part];
  }
  return valueText(value);
}

function valueText(value: FieldValue | undefined): string {
  return value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value);
}

function markedText(message: string, text: string): (Node | string)[] {
  if (text === '') return [message];
  const parts = message.split(text);
  return parts.flatMap((part, i) => (i === 0 ? [part] : [h('mark', { class: 'log-mark' }, text), part]));
}
