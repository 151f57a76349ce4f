import type { Unit } from '../../base/unit.ts';
import { suffixOf } from './metricSample.ts';

/** What the words of a key say about the unit of a plain number under it: the factor to the base unit. */
export interface KeyUnit {
  readonly unit: Unit;
  readonly factor: number;
  /** How many words at the end of the key are the unit itself and go when the base unit is named instead. */
  readonly words: number;
}

const KIB = 1024;
const WORDS: ReadonlyMap<string, readonly [Unit, number]> = new Map(
  Object.entries({
    bytes: ['bytes', 1],
    byte: ['bytes', 1],
    kb: ['bytes', KIB],
    kib: ['bytes', KIB],
    kilobytes: ['bytes', KIB],
    mb: ['bytes', KIB ** 2],
    mib: ['bytes', KIB ** 2],
    megabytes: ['bytes', KIB ** 2],
    gb: ['bytes', KIB ** 3],
    gib: ['bytes', KIB ** 3],
    gigabytes: ['bytes', KIB ** 3],
    s: ['seconds', 1],
    sec: ['seconds', 1],
    secs: ['seconds', 1],
    seconds: ['seconds', 1],
    ms: ['seconds', 1e-3],
    millis: ['seconds', 1e-3],
    msec: ['seconds', 1e-3],
    milliseconds: ['seconds', 1e-3],
    us: ['seconds', 1e-6],
    micros: ['seconds', 1e-6],
    microseconds: ['seconds', 1e-6],
    ns: ['seconds', 1e-9],
    nanos: ['seconds', 1e-9],
    nanoseconds: ['seconds', 1e-9],
    percent: ['ratio', 0.01],
    percentage: ['ratio', 0.01],
    pct: ['ratio', 0.01],
    ratio: ['ratio', 1],
    celsius: ['celsius', 1],
  } satisfies Record<string, [Unit, number]>),
);

/** The words of a key in lower case: `heapUsed`, `heap-used` and `HEAP_USED` are `heap`, `used`; `HTTPCode` is `http`, `code`. */
export function wordsOf(key: string): string[] {
  return key
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
}

/** What the end of a key says about its unit: `response_time_ms`, `heapBytes`, `cpuPercent`; undefined where it says nothing. */
export function unitOfWords(words: readonly string[]): KeyUnit | undefined {
  const last = words.at(-1);
  if (last === undefined) return undefined;
  const found = WORDS.get(last);
  // A key that is only a unit (`ms: 12`) keeps its word, or the name would be that of its parent.
  if (found !== undefined)
    return { unit: found[0], factor: found[1], words: words.length > 1 || suffixOf(found[0]) === last ? 1 : 0 };
  if (last === 'uptime') return { unit: 'seconds', factor: 1, words: 0 };
  return undefined;
}

/** The name of a series: the words joined, with the unit's suffix where it is not there yet. */
export function metricName(words: readonly string[], unit: Unit): string {
  const suffix = suffixOf(unit);
  let name = words.join('_');
  if (suffix !== undefined && !hasSuffix(name, suffix)) {
    // `heap_total` is the size of the whole, `cpu_total` of time a counter: only the latter is what Prometheus calls a total.
    name = unit === 'seconds' && name.endsWith('_total') ? `${name.slice(0, -6)}_${suffix}_total` : `${name}_${suffix}`;
  }
  return /^[0-9]/.test(name) ? `_${name}` : name;
}

function hasSuffix(name: string, suffix: string): boolean {
  return name === suffix || name.endsWith(`_${suffix}`) || name.endsWith(`_${suffix}_total`);
}
