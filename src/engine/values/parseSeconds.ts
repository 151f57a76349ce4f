const UNIT_SECONDS: ReadonlyMap<string, number> = new Map(
  Object.entries({
    ns: 1e-9,
    nanos: 1e-9,
    nanosecond: 1e-9,
    us: 1e-6,
    µs: 1e-6,
    μs: 1e-6,
    micros: 1e-6,
    microsecond: 1e-6,
    ms: 1e-3,
    msec: 1e-3,
    millis: 1e-3,
    millisecond: 1e-3,
    s: 1,
    sec: 1,
    second: 1,
    m: 60,
    min: 60,
    minute: 60,
    h: 3600,
    hr: 3600,
    hour: 3600,
    d: 86_400,
    day: 86_400,
    w: 604_800,
    week: 604_800,
  }),
);

const TIME_SPAN = /^(-)?(?:(\d{1,8})\.|(\d{1,8}) days?, )?(\d{1,2}):(\d{2}):(\d{2}(?:[.,]\d{1,9})?)$/;
const ISO_DURATION =
  /^(-)?P(?:(\d+(?:\.\d+)?)W)?(?:(\d+(?:\.\d+)?)D)?(?:T(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:[.,]\d+)?)S)?)?$/i;
const PART = /(\d+(?:\.\d+)?|\.\d+)(?:e([+-]?\d+))?\s*([a-zµμ]+)(?:\s*,\s*|\s+and\s+|\s*)/giy;

/**
 * Seconds of a duration in any of the forms that health and metrics bodies write: `12ms`, `1.2 s`, `3 minutes`, Go's
 * `1m2.5s`, ISO 8601 `PT0.012S` (no years and months), .NET's TimeSpan `[d.]hh:mm:ss[.fffffff]` and Python's
 * `2 days, 3:04:05`. Undefined where the text is none of them; a number without a unit is none.
 */
export function parseSeconds(text: string): number | undefined {
  const trimmed = text.trim();
  if (trimmed.length === 0 || trimmed.length > 60) return undefined;
  return parseUnits(trimmed) ?? parseTimeSpan(trimmed) ?? parseIso(trimmed);
}

/** Whether `text` has the form of .NET's TimeSpan, which a time of day has too. */
export function isClockLike(text: string): boolean {
  return TIME_SPAN.test(text);
}

/** The seconds that one `unit` (`ms`, `minutes`, …) stands for. */
export function secondsOfUnit(unit: string): number | undefined {
  const lower = unit.toLowerCase();
  return (
    UNIT_SECONDS.get(lower) ??
    (lower.length > 2 && lower.endsWith('s') ? UNIT_SECONDS.get(lower.slice(0, -1)) : undefined)
  );
}

function parseUnits(text: string): number | undefined {
  const negative = text.startsWith('-');
  let total = 0;
  PART.lastIndex = negative || text.startsWith('+') ? 1 : 0;
  while (PART.lastIndex < text.length) {
    const part = PART.exec(text);
    if (part === null) return undefined;
    // An upper-case M or S is not a minute or a second of a duration: `45M` is a size.
    const unit = part[3] ?? '';
    const unitSeconds = unit.length === 1 && unit !== unit.toLowerCase() ? undefined : secondsOfUnit(unit);
    if (unitSeconds === undefined) return undefined;
    total += Number(part[1]) * 10 ** Number(part[2] ?? 0) * unitSeconds;
  }
  return Number.isFinite(total) ? signed(total, negative) : undefined;
}

function parseTimeSpan(text: string): number | undefined {
  const match = TIME_SPAN.exec(text);
  if (match === null) return undefined;
  const [, sign, dotDays, wordDays, hours, minutes, seconds] = match;
  const days = Number(dotDays ?? wordDays ?? 0);
  const total = days * 86_400 + Number(hours) * 3600 + Number(minutes) * 60 + Number((seconds ?? '').replace(',', '.'));
  return signed(total, sign === '-');
}

function parseIso(text: string): number | undefined {
  const match = ISO_DURATION.exec(text);
  if (match === null || text.length < 3 || /T$/i.test(text)) return undefined;
  const [, sign, weeks = 0, days = 0, hours = 0, minutes = 0, seconds = '0'] = match;
  const total =
    Number(weeks) * 604_800 +
    Number(days) * 86_400 +
    Number(hours) * 3600 +
    Number(minutes) * 60 +
    Number(seconds.replace(',', '.'));
  return signed(total, sign === '-');
}

/** Without a negative zero. */
function signed(value: number, negative: boolean): number {
  return negative && value !== 0 ? -value : value;
}
