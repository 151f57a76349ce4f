import { STATUSES, type Status } from '../../model/status.ts';
import { UPTIME_RANGES_MS, type UptimeRange } from '../../model/uptime.ts';

export const GROUPINGS = ['none', 'group', 'environment', 'status'] as const;
export type Grouping = (typeof GROUPINGS)[number];
export const SORTINGS = ['health', 'name', 'uptime', 'changed'] as const;
export type Sorting = (typeof SORTINGS)[number];
/** `auto`: cards while they are few. */
export const DENSITIES = ['auto', 'cards', 'tiles'] as const;
export type Density = (typeof DENSITIES)[number];

/** What the page keeps while it is hidden, and over a reload of the window. */
export interface OverviewState {
  readonly text: string;
  /** Only services in these are shown; empty: all. */
  readonly statuses: readonly Status[];
  readonly group: Grouping;
  readonly sort: Sorting;
  readonly range: UptimeRange;
  readonly density: Density;
  readonly scrollY: number;
}

/** Reads the state that was kept; whatever is missing or of another shape is as at first. */
export function readOverviewState(kept: unknown): OverviewState {
  const { text, statuses, group, sort, range, density, scrollY } = (
    typeof kept === 'object' && kept !== null ? kept : {}
  ) as Record<string, unknown>;
  return {
    text: typeof text === 'string' ? text.slice(0, 200) : '',
    statuses: Array.isArray(statuses) ? STATUSES.filter((status) => statuses.includes(status)) : [],
    group: oneOf(GROUPINGS, group) ?? 'group',
    sort: oneOf(SORTINGS, sort) ?? 'health',
    range: typeof range === 'string' && Object.hasOwn(UPTIME_RANGES_MS, range) ? (range as UptimeRange) : '24h',
    density: oneOf(DENSITIES, density) ?? 'auto',
    scrollY: typeof scrollY === 'number' && scrollY > 0 ? scrollY : 0,
  };
}

/** `value` where it is one of `values`. */
export function oneOf<T extends string>(values: readonly T[], value: unknown): T | undefined {
  return values.find((one) => one === value);
}
