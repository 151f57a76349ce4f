const UNITS_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
  y: 31_536_000_000,
};

/**
 * Milliseconds of a Prometheus duration (`15s`, `1h30m`, `500ms`, `0`; units y w d h m s ms, largest first, each at most
 * once), or undefined where it is none. Source: prometheus/common `model.ParseDuration`.
 */
export function parseDuration(text: string): number | undefined {
  if (text === '0') return 0;
  const match = /^(?:(\d+)y)?(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?$/.exec(text);
  if (match === null || text === '') return undefined;
  const order = ['y', 'w', 'd', 'h', 'm', 's', 'ms'];
  let totalMs = 0;
  order.forEach((unit, i) => {
    const count = match[i + 1];
    if (count !== undefined) totalMs += Number(count) * (UNITS_MS[unit] ?? 0);
  });
  return Number.isSafeInteger(totalMs) ? totalMs : undefined;
}

/** A duration in the form that `parseDuration` reads back: `90000` is `1m30s`, `0` is `0s`. */
export function printDuration(durationMs: number): string {
  let rest = Math.round(durationMs);
  if (rest === 0) return '0s';
  let text = '';
  for (const unit of ['d', 'h', 'm', 's', 'ms']) {
    const size = UNITS_MS[unit] ?? 1;
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) text += `${count}${unit}`;
  }
  return text;
}
