import { language } from '../base/l10n.ts';
import { formatQuantity, formatSeconds, type Unit } from '../base/unit.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** The local time of day: `09:05:07`. */
export function formatClock(timeMs: number): string {
  const date = new Date(timeMs);
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/** A local moment, with its day only where that is not the day of `nowMs`: `09:05:07`, `21 Nov 09:05:07`. */
export function formatMoment(timeMs: number, nowMs: number): string {
  const sameDay = new Date(timeMs).toDateString() === new Date(nowMs).toDateString();
  return sameDay ? formatClock(timeMs) : `${formatDay(timeMs)} ${formatClock(timeMs)}`;
}

/** A mark of a time axis whose marks are `stepMs` apart, local: seconds, minutes or days, whatever tells them apart. */
export function formatTimeTick(timeMs: number, stepMs: number): string {
  if (stepMs >= DAY_MS) return formatDay(timeMs);
  const date = new Date(timeMs);
  if (date.getHours() === 0 && date.getMinutes() === 0 && date.getSeconds() === 0) return formatDay(timeMs);
  return stepMs < MINUTE_MS ? formatClock(timeMs) : formatClock(timeMs).slice(0, 5);
}

/** How long something lasts, in whole seconds from one second on: `12 s`, `2 h 5 m`. */
export function formatElapsed(durationMs: number): string {
  return formatSeconds(durationMs < 1000 ? Math.max(0, durationMs) / 1000 : Math.round(durationMs / 1000));
}

/** A duration in milliseconds for people; a dash where there is none. */
export function formatMs(durationMs: number | null | undefined): string {
  return durationMs === null || durationMs === undefined || Number.isNaN(durationMs)
    ? '–'
    : formatSeconds(durationMs / 1000);
}

/** A value with its unit, like `formatQuantity`, but with moments in local time. A plain number keeps its digits up to 100,000. */
export function formatValue(value: number, unit: Unit): string {
  if (unit === 'timestamp' && Number.isFinite(value)) {
    const date = new Date(value * 1000);
    if (!Number.isNaN(date.getTime())) {
      return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${formatClock(value * 1000)}`;
    }
  }
  if (unit === 'none' && Number.isInteger(value) && Math.abs(value) < 100_000) return String(value);
  return formatQuantity(value, unit);
}

/** The page's time zone as a label: `Europe/Berlin, UTC+01:00`. */
export function timeZoneLabel(timeMs: number): string {
  const offset = -new Date(timeMs).getTimezoneOffset();
  const abs = Math.abs(offset);
  const utc = `UTC${offset < 0 ? '-' : '+'}${two(Math.floor(abs / 60))}:${two(abs % 60)}`;
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return zone === undefined || zone === 'UTC' ? 'UTC' : `${zone}, ${utc}`;
}

function formatDay(timeMs: number): string {
  const date = new Date(timeMs);
  // The day comes before the month in English too: a time axis has no room for more.
  if (language() === 'en') return `${date.getDate()} ${date.toLocaleDateString('en', { month: 'short' })}`;
  return date.toLocaleDateString(language(), { day: 'numeric', month: 'short' });
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
