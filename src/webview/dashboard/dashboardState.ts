import { RANGES_MS, type RangeName } from '../../protocol/webview.ts';

/** What the page keeps while it is hidden, and over a reload of the window. */
export interface DashboardState {
  /** Of which dashboard: the editor finds it by that after a reload. */
  readonly file: string;
  /** Undefined until the user chooses one: what the file says. */
  readonly range: RangeName | undefined;
  /** What was chosen or typed, by variable. */
  readonly chosen: Readonly<Record<string, readonly string[]>>;
  /** Rows that were opened or closed, by their panel's id. */
  readonly closed: Readonly<Record<string, boolean>>;
  readonly scrollY: number;
}

const MAX_KEPT = 200;

/** Reads the state that was kept; whatever is missing or of another shape is as at first. */
export function readDashboardState(kept: unknown): DashboardState {
  const { file, range, chosen, closed, scrollY } = record(kept);
  return {
    file: typeof file === 'string' ? file : '',
    range: typeof range === 'string' && Object.hasOwn(RANGES_MS, range) ? (range as RangeName) : undefined,
    chosen: entries(chosen, (value) =>
      Array.isArray(value) ? value.filter((one) => typeof one === 'string') : undefined,
    ),
    closed: entries(closed, (value) => (typeof value === 'boolean' ? value : undefined)),
    scrollY: typeof scrollY === 'number' && scrollY > 0 ? scrollY : 0,
  };
}

/** The range that holds what the file asks for; an hour where it does not. */
export function rangeFor(rangeMs: number | undefined): RangeName {
  const names = Object.keys(RANGES_MS) as RangeName[];
  return names.find((name) => RANGES_MS[name] >= (rangeMs ?? RANGES_MS['1h'])) ?? '7d';
}

function entries<T>(value: unknown, read: (value: unknown) => T | undefined): Record<string, T> {
  const pairs = Object.entries(record(value)).slice(0, MAX_KEPT);
  return Object.fromEntries(
    pairs.flatMap(([key, one]) => {
      const met = read(one);
      return met === undefined ? [] : [[key, met]];
    }),
  );
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
