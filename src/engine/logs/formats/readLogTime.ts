const ISO =
  /^(\d{4})[-/](\d{2})[-/](\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(Z|[+-]\d{2}(?::?\d{2})?|[A-Z]{2,5}(?=$|\s))?$/;
/** Minutes east of UTC of the zones that logs name. A name that is not here counts as the machine's zone. */
const ZONES: Readonly<Record<string, number>> = {
  UTC: 0,
  GMT: 0,
  WET: 0,
  WEST: 60,
  BST: 60,
  CET: 60,
  CEST: 120,
  EET: 120,
  EEST: 180,
  MSK: 180,
  IST: 330,
  JST: 540,
  KST: 540,
  SGT: 480,
  HKT: 480,
  AEST: 600,
  AEDT: 660,
  NZST: 720,
  NZDT: 780,
  EST: -300,
  EDT: -240,
  CST: -360,
  CDT: -300,
  MST: -420,
  MDT: -360,
  PST: -480,
  PDT: -420,
  AKST: -540,
  AKDT: -480,
  HST: -600,
  BRT: -180,
  ART: -180,
};

/** What a time without a zone is in. */
export type DefaultZone = 'local' | 'utc';

/**
 * Unix milliseconds of a time in a log: ISO 8601 and its like (`T` or a blank, `.` or `,` before the fraction, any zone), or a
 * number since 1970 in seconds, milliseconds, microseconds or nanoseconds, told apart by their size; undefined for anything else.
 */
export function readLogTime(value: unknown, zone: DefaultZone = 'local'): number | undefined {
  if (typeof value === 'number') return fromEpoch(value);
  if (typeof value !== 'string') return undefined;
  const text = value.trim();
  if (/^\d{9,19}(?:\.\d+)?$/.test(text)) return fromEpoch(Number(text));
  const match = ISO.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second = '0', fraction = '', offset] = match;
  return timeOf(
    [Number(year), Number(month), Number(day), Number(hour), Number(minute), Number(second)],
    Number(`0.${fraction}0`) * 1000,
    offset,
    zone,
  );
}

/** Unix milliseconds of year, month (1 to 12), day, hour, minute, second in the zone that `offset` names (`Z`, `+0200`, `CET`). */
export function timeOf(
  [year, month, day, hour, minute, second]: readonly [number, number, number, number, number, number],
  fractionMs: number,
  offset: string | undefined,
  zone: DefaultZone = 'local',
): number | undefined {
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 24 || minute > 59 || second > 60) return undefined;
  const utc = Date.UTC(year, month - 1, day, hour, minute, second) + fractionMs;
  const minutes = offsetMinutes(offset);
  if (minutes !== undefined) return utc - minutes * 60_000;
  return zone === 'utc' ? utc : new Date(year, month - 1, day, hour, minute, second).getTime() + fractionMs;
}

function offsetMinutes(offset: string | undefined): number | undefined {
  if (offset === undefined) return undefined;
  if (offset === 'Z') return 0;
  const match = /^([+-])(\d{2}):?(\d{2})?$/.exec(offset);
  if (match === null) return ZONES[offset];
  return (match[1] === '-' ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3] ?? 0));
}

function fromEpoch(value: number): number | undefined {
  if (!Number.isFinite(value) || value < 1e8) return undefined;
  if (value < 1e11) return value * 1000;
  if (value < 1e14) return value;
  return value < 1e17 ? value / 1e3 : value / 1e6;
}
