import { t } from './l10n.ts';

/** What a number is of. `perSecond` and `bytesPerSecond` are rates; `ratio` is 0 to 1; `timestamp` is Unix seconds; `none` is a plain number. */
export const UNITS = [
  'none',
  'bytes',
  'seconds',
  'ratio',
  'perSecond',
  'bytesPerSecond',
  'timestamp',
  'celsius',
  'boolean',
] as const;
export type Unit = (typeof UNITS)[number];

export function isUnit(value: unknown): value is Unit {
  return UNITS.some((unit) => unit === value);
}

/** A number with its unit, in the base unit (bytes, seconds, ratio). */
export interface Quantity {
  readonly value: number;
  readonly unit: Unit;
}

/**
 * The number in `value` for people, in three significant digits with its unit: `45.2 MB`, `12.3 ms`, `79 %`, `1.52 k`, `3.1 /s`.
 * Bytes go in steps of 1024 under the names that editors and process monitors use (kB, MB, GB).
 */
export function formatQuantity(value: number, unit: Unit): string {
  if (Number.isNaN(value)) return '–';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '-∞';
  switch (unit) {
    case 'bytes':
      return formatScaled(value, 1024, ['B', 'kB', 'MB', 'GB', 'TB', 'PB']);
    case 'bytesPerSecond':
      return formatScaled(value, 1024, ['B/s', 'kB/s', 'MB/s', 'GB/s', 'TB/s', 'PB/s']);
    case 'seconds':
      return formatSeconds(value);
    case 'ratio':
      return `${threeDigits(value * 100)} %`;
    case 'perSecond':
      return `${formatScaled(value, 1000, ['', 'k', 'M', 'G', 'T'])} /s`.replace('  ', ' ');
    case 'celsius':
      return `${threeDigits(value)} °C`;
    case 'timestamp':
      return isoMinute(value);
    case 'boolean':
      return value === 0 ? t('no') : t('yes');
    case 'none':
      return formatScaled(value, 1000, ['', 'k', 'M', 'G', 'T']);
  }
}

/** Seconds as people say them: `850 µs`, `12.3 ms`, `1.5 s`, `2 m 5 s`, `3 h 4 m`, `2 d 1 h`. */
export function formatSeconds(seconds: number): string {
  const sign = seconds < 0 ? '-' : '';
  const abs = Math.abs(seconds);
  if (abs === 0) return '0 s';
  if (abs < 1e-6) return `${sign}${threeDigits(abs * 1e9)} ns`;
  if (abs < 1e-3) return `${sign}${threeDigits(abs * 1e6)} µs`;
  if (abs < 1) return `${sign}${threeDigits(abs * 1e3)} ms`;
  if (abs < 60) return `${sign}${threeDigits(abs)} s`;
  const whole = Math.round(abs);
  const [d, h, m, s] = [
    Math.floor(whole / 86400),
    Math.floor(whole / 3600) % 24,
    Math.floor(whole / 60) % 60,
    whole % 60,
  ];
  const parts =
    d > 0
      ? [`${d} d`, h > 0 ? `${h} h` : '']
      : h > 0
        ? [`${h} h`, m > 0 ? `${m} m` : '']
        : [`${m} m`, s > 0 ? `${s} s` : ''];
  return sign + parts.filter((part) => part !== '').join(' ');
}

function formatScaled(value: number, step: number, names: readonly string[]): string {
  let scaled = Math.abs(value);
  let at = 0;
  // 999.5 would print as 1000 in three digits, so it already takes the next unit.
  while (scaled >= (step === 1024 ? 1000 : 999.5) && at < names.length - 1) {
    scaled /= step;
    at++;
  }
  const name = names[at] ?? '';
  return `${value < 0 ? '-' : ''}${threeDigits(scaled)}${name === '' ? '' : ` ${name}`}`;
}

/** At most three significant digits, without an exponent and without trailing zeros. */
function threeDigits(value: number): string {
  const abs = Math.abs(value);
  if (abs >= 100) return String(Math.round(value));
  if (abs !== 0 && abs < 1e-6) return value.toExponential(1);
  return String(Number(value.toPrecision(3)));
}

function isoMinute(unixSeconds: number): string {
  const date = new Date(unixSeconds * 1000);
  return Number.isNaN(date.getTime()) ? '–' : `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
