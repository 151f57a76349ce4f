import type { Quantity, Unit } from '../../base/unit.ts';
import { isClockLike, parseSeconds, secondsOfUnit } from './parseSeconds.ts';

const NUMBER = /^([+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|[+-]?\.\d+)(?:e([+-]?\d{1,3}))?(.*)$/i;
const BYTES = /^([kmgtpe]?)(?:i?b|(?:ibi|ilo|ega|iga|era|eta|xa|ebi|obi)?bytes?)$/i;
const RATE = /^(.*?)\s*(?:\/\s*|\s+per\s+|p)(?:s|sec|second)$/i;
const POWERS = 'kmgtpe';
const MEMORY_KEY = /mem|heap|rss|bytes|size|ram$|swap|disk|storage|buffer/i;
const DURATION_KEY = /uptime|duration|elapsed|latency|time|age|took|delay|interval/i;

/**
 * The quantity that `text` names, in its base unit: `45MB` and `1.5 GiB` are bytes, `78.95%` is the ratio 0.7895, `12ms`,
 * `3 minutes`, `PT0.012S` and Go's `1m2.5s` are seconds, `350 req/s` is a rate, `1,234` and `12k` are plain numbers; undefined
 * where it names none. Steps of bytes are 1024 under every name, since that is what programs that print `MB` divide by.
 * `key`, the name beside the text, settles what the text leaves open: `45.2M` is bytes as Redis prints them where the key
 * speaks of memory or size, and otherwise 45.2 million.
 */
export function parseQuantity(text: string, key?: string): Quantity | undefined {
  const trimmed = text.trim();
  if (trimmed.length === 0 || trimmed.length > 64) return undefined;
  const match = NUMBER.exec(trimmed);
  if (match !== null) {
    const value = Number((match[1] ?? '').replaceAll(',', '')) * 10 ** Number(match[2] ?? 0);
    const read = Number.isFinite(value) ? withUnit(value, (match[3] ?? '').trim(), key) : undefined;
    if (read !== undefined) return read;
  }
  // `12:30:00` is a time of day as well as a TimeSpan: under a key that speaks of something else it stays a text.
  if (key !== undefined && isClockLike(trimmed) && !DURATION_KEY.test(key)) return undefined;
  const seconds = parseSeconds(trimmed);
  return seconds === undefined ? undefined : { value: seconds, unit: 'seconds' };
}

/** The factor of a size unit (`B`, `kB`, `MiB`, `megabytes`, …) in bytes. */
function bytesOfUnit(unit: string): number | undefined {
  const match = BYTES.exec(unit);
  return match === null ? undefined : 1024 ** (POWERS.indexOf((match[1] ?? '').toLowerCase() || ' ') + 1);
}

function withUnit(value: number, unit: string, key: string | undefined): Quantity | undefined {
  if (unit === '') return { value, unit: 'none' };
  if (unit === '%' || /^(?:percent|pct)$/i.test(unit)) return { value: value / 100, unit: 'ratio' };
  if (/^(?:°\s?C|℃|celsius)$/i.test(unit)) return { value, unit: 'celsius' };
  const bytes = bytesOfUnit(unit);
  if (bytes !== undefined) return { value: value * bytes, unit: 'bytes' };
  if (/^[kmgtp]$/i.test(unit)) {
    const power = POWERS.indexOf(unit.toLowerCase()) + 1;
    if (key !== undefined && MEMORY_KEY.test(key)) return { value: value * 1024 ** power, unit: 'bytes' };
    // A lower-case m is minutes: nobody writes million so.
    if (unit !== 'm') return { value: value * 1000 ** power, unit: 'none' };
  }
  if (secondsOfUnit(unit) !== undefined) return undefined; // left to parseSeconds, which knows compounds too
  return rate(value, unit);
}

function rate(value: number, unit: string): Quantity | undefined {
  const what = RATE.exec(unit)?.[1]?.trim();
  if (what === undefined) return undefined;
  const bytes = bytesOfUnit(what);
  if (bytes !== undefined) return { value: value * bytes, unit: 'bytesPerSecond' };
  const plain: Unit = 'perSecond';
  if (/^[kMG]$/.test(what)) return { value: value * 1000 ** (POWERS.indexOf(what.toLowerCase()) + 1), unit: plain };
  return /^(?:|r|q|t|c|f|m|re?q(?:uest)?s?|ops?|operations?|queries|messages?|msgs?|calls?|events?|items?|connections?|hits|errors?|keys|tx|transactions?)$/i.test(
    what,
  )
    ? { value, unit: plain }
    : undefined;
}
