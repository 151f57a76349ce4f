import type { FieldValue } from '../../model/logRecord.ts';
import { h } from '../dom.ts';

const OPEN_DEPTH = 1;

/** A value as a tree that opens and closes; the first level is open. */
export function jsonTree(name: string, value: FieldValue, depth = 0): HTMLElement {
  if (typeof value !== 'object' || value === null) {
    const shown = typeof value === 'string' ? value : JSON.stringify(value);
    return h(
      'div',
      { class: 'log-leaf' },
      h('span', { class: 'log-key' }, name),
      h('span', { class: `log-value log-${typeof value}` }, shown),
    );
  }
  const entries = Object.entries(value);
  const hint = Array.isArray(value) ? `[${entries.length}]` : `{${entries.length}}`;
  return h(
    'details',
    { class: 'log-branch', open: depth < OPEN_DEPTH },
    h('summary', {}, h('span', { class: 'log-key' }, name), h('span', { class: 'log-hint' }, hint)),
    ...entries.map(([key, inner]) => jsonTree(key, inner, depth + 1)),
  );
}
