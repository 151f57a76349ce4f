import { QUERY_TABS, type QueryTab } from '../../protocol/queryPanel.ts';
import { RANGES_MS, type RangeName } from '../../protocol/webview.ts';

/** Steps that can be chosen, in milliseconds; 0 is the automatic one. */
export const STEPS_MS = [0, 1_000, 5_000, 15_000, 60_000, 300_000, 3_600_000] as const;
/** How often a query may be run anew, in milliseconds; 0 is never. */
export const REFRESHES_MS = [0, 5_000, 15_000] as const;

/** What the page keeps while it is hidden, and over a reload. */
export interface QueryState {
  readonly text: string;
  /** Whether the text was run, and is to be run again when the page is back. */
  readonly ran: boolean;
  readonly tab: QueryTab;
  readonly range: RangeName;
  readonly stepMs: (typeof STEPS_MS)[number];
  readonly refreshMs: (typeof REFRESHES_MS)[number];
  /** When to evaluate, or where the range ends, in Unix milliseconds; undefined: now. */
  readonly atMs: number | undefined;
}

/** Reads the state that was kept; whatever is missing or of another shape is as at first. */
export function readQueryState(kept: unknown): QueryState {
  const { text, ran, tab, range, stepMs, refreshMs, atMs } = (
    typeof kept === 'object' && kept !== null ? kept : {}
  ) as Readonly<Record<string, unknown>>;
  return {
    text: typeof text === 'string' ? text : '',
    ran: ran === true,
    tab: QUERY_TABS.find((known) => known === tab) ?? 'table',
    range: typeof range === 'string' && Object.hasOwn(RANGES_MS, range) ? (range as RangeName) : '1h',
    stepMs: STEPS_MS.find((known) => known === stepMs) ?? 0,
    refreshMs: REFRESHES_MS.find((known) => known === refreshMs) ?? 0,
    atMs: typeof atMs === 'number' && Number.isFinite(atMs) ? atMs : undefined,
  };
}
