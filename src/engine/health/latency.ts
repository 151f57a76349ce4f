import { isClockLike, parseSeconds } from '../values/parseSeconds.ts';

const NAMES =
  'latency responsetime totalresponsetime duration totalduration elapsed elapsedtime took ping pingtime rtt roundtrip roundtriptime ' +
  'checkduration executiontime timetaken querytime connectiontime';
const UNITS_MS: Readonly<Record<string, number>> = {
  ms: 1,
  millis: 1,
  milliseconds: 1,
  s: 1e3,
  sec: 1e3,
  secs: 1e3,
  seconds: 1e3,
  us: 1e-3,
  micros: 1e-3,
  microseconds: 1e-3,
  ns: 1e-6,
  nanos: 1e-6,
  nanoseconds: 1e-6,
};

/** Normal keys under which a check's latency stands, with the milliseconds of one unit; 0 where the key names no unit. */
export const LATENCY_KEYS: ReadonlyMap<string, number> = latencyKeys();

function latencyKeys(): Map<string, number> {
  const keys = new Map<string, number>();
  for (const name of NAMES.split(' ')) {
    keys.set(name, 0);
    for (const [unit, factor] of Object.entries(UNITS_MS))
      keys.set(name + unit, factor).set(`${name}in${unit}`, factor);
  }
  return keys;
}

/** The milliseconds of one `unit` as `observedUnit` names it. */
export function msOfUnit(unit: string): number | undefined {
  const lower = unit.toLowerCase().replace('µ', 'u').replace('μ', 'u');
  return Object.hasOwn(UNITS_MS, lower) ? UNITS_MS[lower] : UNITS_MS[`${lower}s`];
}

/** Milliseconds of a latency in whatever form: a number in `unitMs`, `"12ms"`, a TimeSpan, `PT0.012S`; undefined where it is none. */
export function readLatencyMs(value: unknown, unitMs: number): number | undefined {
  if (typeof value === 'number') return sane(value * unitMs);
  if (typeof value !== 'string' || value.length > 60) return undefined;
  if (isClockLike(value)) return sane((parseSeconds(value) ?? NaN) * 1e3);
  const number = value.trim() === '' ? NaN : Number(value);
  return sane(Number.isNaN(number) ? (parseSeconds(value) ?? NaN) * 1e3 : number * unitMs);
}

/** Rounded to a nanosecond, which takes off what binary fractions add. */
function sane(ms: number): number | undefined {
  return Number.isFinite(ms) && ms >= 0 ? Math.round(ms * 1e6) / 1e6 : undefined;
}
