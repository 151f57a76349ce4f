import { formatG } from './printf.ts';

const LARGE = ['k', 'M', 'G', 'T', 'P', 'E', 'Z', 'Y'];
const SMALL = ['m', 'u', 'n', 'p', 'f', 'a', 'z', 'y'];
const BINARY = ['ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei', 'Zi', 'Yi'];

// A thousandth at a time, and division where it gets smaller: a product with 0.001 would miss the nearest number.
function scaleUp(value: number): string {
  let rest = value;
  let prefix = '';
  for (const next of SMALL) {
    if (Math.abs(rest) >= 1) break;
    prefix = next;
    rest *= 1000;
  }
  return `${formatG(rest, 4)}${prefix}`;
}

/** `1.235M`: metric prefixes, four digits. */
export function humanize(value: number): string {
  if (value === 0 || !Number.isFinite(value)) return formatG(value, 4);
  if (Math.abs(value) >= 1) return scaleDown(value, LARGE, 1000);
  return scaleUp(value);
}

/** `1.177Mi`: prefixes of 1024. */
export function humanize1024(value: number): string {
  if (Math.abs(value) <= 1 || !Number.isFinite(value)) return formatG(value, 4);
  return scaleDown(value, BINARY, 1024);
}

/** `1d 1h 0m 0s`, `12.35s`, `123.5ms`. */
export function humanizeDuration(seconds: number): string {
  if (!Number.isFinite(seconds)) return formatG(seconds, 4);
  if (seconds === 0) return '0s';
  if (Math.abs(seconds) < 1) return `${scaleUp(seconds)}s`;
  const sign = seconds < 0 ? '-' : '';
  const abs = Math.abs(seconds);
  const whole = Math.trunc(abs);
  const [d, h, m, s] = [
    Math.floor(whole / 86_400),
    Math.floor(whole / 3600) % 24,
    Math.floor(whole / 60) % 60,
    whole % 60,
  ];
  if (d !== 0) return `${sign}${d}d ${h}h ${m}m ${s}s`;
  if (h !== 0) return `${sign}${h}h ${m}m ${s}s`;
  if (m !== 0) return `${sign}${m}m ${s}s`;
  return `${sign}${formatG(abs, 4)}s`;
}

/** `12.35%` of 0.1235. */
export function humanizePercentage(value: number): string {
  return `${formatG(value * 100, 4)}%`;
}

function scaleDown(value: number, prefixes: readonly string[], by: number): string {
  let rest = value;
  let prefix = '';
  for (const next of prefixes) {
    if (Math.abs(rest) < by) break;
    prefix = next;
    rest /= by;
  }
  return `${formatG(rest, 4)}${prefix}`;
}
