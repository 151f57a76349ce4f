import { parseDuration } from '../../base/duration.ts';

/**
 * The moment that a user types, local: `10:32`, `10:32:05.250` (on the day of `dayMs`), `2026-11-26`, `2026-11-26 10:32:05`,
 * with `Z` or `+01:00` of that zone, or `-15m` (before `nowMs`). Unix milliseconds; undefined where it is none.
 */
export function readMoment(text: string, dayMs: number, nowMs: number): number | undefined {
  const typed = text.trim();
  if (typed.startsWith('-')) {
    const agoMs = parseDuration(typed.slice(1).trim());
    return agoMs === undefined ? undefined : nowMs - agoMs;
  }
  const match =
    /^(?:(\d{4})-(\d\d)-(\d\d))?(?:(?:^|[ T])(\d\d?):(\d\d)(?::(\d\d)(?:[.,](\d{1,3}))?)?)?\s*(Z|[+-]\d\d:?\d\d)?$/i.exec(
      typed,
    );
  if (match === null || typed === '') return undefined;
  const [, year, month, date, hour = '0', minute = '0', second = '0', fraction = '0', zone] = match;
  if (year === undefined && match[4] === undefined) return undefined;
  const day = new Date(dayMs);
  const [y, m, d] =
    year === undefined
      ? [day.getFullYear(), day.getMonth(), day.getDate()]
      : [Number(year), Number(month) - 1, Number(date)];
  const [h, min, s, ms] = [Number(hour), Number(minute), Number(second), Number(fraction.padEnd(3, '0'))];
  const inUtc = new Date(Date.UTC(y, m, d, h, min, s, ms));
  // What no clock or calendar shows, such as 25:00, is no moment.
  if (inUtc.getUTCMonth() !== m || inUtc.getUTCDate() !== d || h > 23 || min > 59 || s > 59) return undefined;
  return zone === undefined ? new Date(y, m, d, h, min, s, ms).getTime() : inUtc.getTime() - zoneMs(zone);
}

function zoneMs(zone: string): number {
  if (zone.toUpperCase() === 'Z') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000;
}
