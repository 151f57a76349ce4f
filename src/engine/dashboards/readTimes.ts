import { parseDuration } from '../../base/duration.ts';
import { fieldOf, type Json, textOf } from './fields.ts';

const UNITS_MS: ReadonlyMap<string, number> = new Map([
  ['s', 1_000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
  ['w', 604_800_000],
  ['M', 30 * 86_400_000],
  ['y', 365 * 86_400_000],
]);

/** The server of a dashboard may want to be asked less often than its author thought; ours is asked no more often than this. */
const REFRESH_LEAST_MS = 5_000;

/** How long a dashboard looks back and how often it asks anew, where the file says it. */
export function readTimes(dashboard: Json): { readonly rangeMs?: number; readonly refreshMs?: number } {
  const rangeMs = spanUntilNow(textOf(fieldOf(dashboard, 'time', 'from')), fieldOf(dashboard, 'time', 'to'));
  const refreshMs = parseDuration(textOf(dashboard['refresh']));
  return {
    ...(rangeMs !== undefined && { rangeMs }),
    ...(refreshMs !== undefined && refreshMs > 0 && { refreshMs: Math.max(REFRESH_LEAST_MS, refreshMs) }),
  };
}

function spanUntilNow(from: string, to: unknown): number | undefined {
  const [, count, unit = ''] = /^\s*now-(\d{1,6})([smhdwMy])\s*$/.exec(from) ?? [];
  const unitMs = UNITS_MS.get(unit);
  if (count === undefined || unitMs === undefined || textOf(to).trim() !== 'now') return undefined;
  return Number(count) * unitMs || undefined;
}
