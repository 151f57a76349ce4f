import type { LogViewFilter } from '../../protocol/logs.ts';

/** What the page keeps while it is hidden, and over a reload. */
export interface LogMemory {
  readonly filter: LogViewFilter;
  /** The logs of the view, as the editor's side told them and checks them again. */
  readonly sources?: unknown;
  /** Names of fields that are shown as columns. */
  readonly columns: readonly string[];
  /** The patterns that were there when the user set a mark. */
  readonly seen?: readonly string[];
}

const COLUMNS_MAX = 10;
const SEEN_MAX = 2_000;

/** Reads what was kept; whatever is missing or of another shape is as at first. */
export function readLogMemory(kept: unknown): LogMemory {
  const { filter, sources, columns, seen } = (typeof kept === 'object' && kept !== null ? kept : {}) as Readonly<
    Record<string, unknown>
  >;
  return {
    filter: readFilter(filter),
    ...(Array.isArray(sources) && { sources }),
    ...(Array.isArray(seen) && { seen: seen.filter(isText).slice(0, SEEN_MAX) }),
    columns: Array.isArray(columns) ? readColumns(columns.filter(isText).join(' ')) : [],
  };
}

/** Names of fields as they are typed in: by spaces or commas, each once. */
export function readColumns(text: string): string[] {
  return [...new Set(text.split(/[\s,]+/).filter((name) => name !== ''))].slice(0, COLUMNS_MAX);
}

/** What is in it is checked by the editor's side. */
function readFilter(kept: unknown): LogViewFilter {
  if (typeof kept !== 'object' || kept === null) return {};
  const { where, ...rest } = kept as Readonly<Record<string, unknown>>;
  return { ...rest, ...(Array.isArray(where) && { where: where.filter(isText) }) };
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}
