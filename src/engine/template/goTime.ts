import type { GoTime } from './value.ts';

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
const two = (value: number): string => String(value).padStart(2, '0');

/** The parts of a layout of Go's `time.Format`, longest first, each with what it stands for in UTC. */
const PARTS: readonly (readonly [part: string, print: (date: Date) => string])[] = [
  ['January', (date) => MONTHS[date.getUTCMonth()] ?? ''],
  ['Monday', (date) => DAYS[date.getUTCDay()] ?? ''],
  ['2006', (date) => String(date.getUTCFullYear()).padStart(4, '0')],
  ['Z07:00', () => 'Z'],
  ['-07:00', () => '+00:00'],
  ['-0700', () => '+0000'],
  ['.000', (date) => `.${String(date.getUTCMilliseconds()).padStart(3, '0')}`],
  ['MST', () => 'UTC'],
  ['Jan', (date) => (MONTHS[date.getUTCMonth()] ?? '').slice(0, 3)],
  ['Mon', (date) => (DAYS[date.getUTCDay()] ?? '').slice(0, 3)],
  ['002', (date) => String(dayOfYear(date)).padStart(3, '0')],
  ['01', (date) => two(date.getUTCMonth() + 1)],
  ['02', (date) => two(date.getUTCDate())],
  ['03', (date) => two(hour12(date))],
  ['04', (date) => two(date.getUTCMinutes())],
  ['05', (date) => two(date.getUTCSeconds())],
  ['06', (date) => two(date.getUTCFullYear() % 100)],
  ['15', (date) => two(date.getUTCHours())],
  ['PM', (date) => (date.getUTCHours() < 12 ? 'AM' : 'PM')],
  ['pm', (date) => (date.getUTCHours() < 12 ? 'am' : 'pm')],
  ['_2', (date) => String(date.getUTCDate()).padStart(2, ' ')],
  ['1', (date) => String(date.getUTCMonth() + 1)],
  ['2', (date) => String(date.getUTCDate())],
  ['3', (date) => String(hour12(date))],
  ['4', (date) => String(date.getUTCMinutes())],
  ['5', (date) => String(date.getUTCSeconds())],
];

/** As Go's `time.Time.Format` in UTC: `2006-01-02 15:04:05`. */
export function formatTime({ unixMs }: GoTime, layout: string): string {
  const date = new Date(unixMs);
  let text = '';
  for (let at = 0; at < layout.length;) {
    const found = PARTS.find(([part]) => layout.startsWith(part, at));
    text += found === undefined ? layout.charAt(at) : found[1](date);
    at += found?.[0].length ?? 1;
  }
  return text;
}

/** As Go prints a time in UTC: `2015-06-23 13:19:44.128 +0000 UTC`. */
export function timeText(time: GoTime): string {
  const date = new Date(time.unixMs);
  const ms = date.getUTCMilliseconds();
  const fraction = ms === 0 ? '' : `.${String(ms).padStart(3, '0').replace(/0+$/, '')}`;
  return `${formatTime(time, '2006-01-02 15:04:05')}${fraction} +0000 UTC`;
}

/** As Go prints a duration: `1h2m3.5s`, `30m0s`, `1.5ms`. */
export function durationText(nanoseconds: number): string {
  if (nanoseconds === 0) return '0s';
  const sign = nanoseconds < 0 ? '-' : '';
  const abs = Math.abs(nanoseconds);
  const plain = (value: number, unit: string): string => `${sign}${String(value)}${unit}`;
  if (abs < 1e3) return plain(abs, 'ns');
  if (abs < 1e6) return plain(abs / 1e3, 'µs');
  if (abs < 1e9) return plain(abs / 1e6, 'ms');
  const whole = Math.floor(abs / 1e9);
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  const seconds = String((whole % 60) + (abs % 1e9) / 1e9);
  const front = hours > 0 ? `${hours}h${minutes}m` : minutes > 0 ? `${minutes}m` : '';
  return `${sign}${front}${seconds}s`;
}

function hour12(date: Date): number {
  const hour = date.getUTCHours() % 12;
  return hour === 0 ? 12 : hour;
}

function dayOfYear(date: Date): number {
  return Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / 86_400_000) + 1;
}
