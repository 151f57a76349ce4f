import type { Columns, OwnColumns } from './columns.ts';

/** A value at a moment; `null` is a gap; `undefined` means that the line has no sample there and goes straight on. */
export type Cell = number | null | undefined;

/** Several lines on one time axis, as uPlot takes them. */
export interface Aligned {
  readonly timestampsMs: readonly number[];
  readonly lines: readonly (readonly Cell[])[];
}

/** Silence is a gap from this many usual intervals on: one missed run still draws through. */
const GAP_INTERVALS = 2.5;

/** Puts lines on one time axis: the union of their moments. Silences and NaN become gaps. */
export function alignLines(lines: readonly Columns[]): Aligned {
  const gapped = lines.map(withGaps);
  const [first] = gapped;
  if (first === undefined) return { timestampsMs: [], lines: [] };
  if (gapped.every((line) => sameTimes(line, first))) {
    return { timestampsMs: first.timestampsMs, lines: gapped.map(({ values }) => values.map(toCell)) };
  }
  const times = [...new Set(gapped.flatMap(({ timestampsMs }) => timestampsMs))].sort((a, b) => a - b);
  return { timestampsMs: times, lines: gapped.map((line) => spread(line, times)) };
}

/** A line with a NaN put into the middle of each silence that is longer than usual for it. */
export function withGaps({ timestampsMs, values }: Columns): OwnColumns {
  const limitMs = gapLimitMs(timestampsMs);
  const line: OwnColumns = { timestampsMs: [], values: [] };
  for (let i = 0; i < timestampsMs.length; i++) {
    const timeMs = timestampsMs[i] as number;
    const before = timestampsMs[i - 1];
    if (before !== undefined && timeMs - before > limitMs) {
      line.timestampsMs.push((before + timeMs) / 2);
      line.values.push(NaN);
    }
    line.timestampsMs.push(timeMs);
    line.values.push(values[i] ?? NaN);
  }
  return line;
}

/**
 * The silence in milliseconds from which on a line with these moments is broken: a multiple of an interval that nine in
 * ten do not exceed, since a line that the engine made smaller keeps the least and the greatest of each stretch, unevenly.
 */
export function gapLimitMs(timestampsMs: ArrayLike<number>): number {
  if (timestampsMs.length < 3) return Infinity;
  // Some hundred intervals are close enough and keep long lines cheap.
  const stride = Math.max(1, Math.floor(timestampsMs.length / 200));
  const intervals: number[] = [];
  for (let i = 1; i < timestampsMs.length; i += stride) {
    intervals.push((timestampsMs[i] as number) - (timestampsMs[i - 1] as number));
  }
  intervals.sort((a, b) => a - b);
  return (intervals[Math.floor((intervals.length - 1) * 0.9)] ?? Infinity) * GAP_INTERVALS;
}

/** The indexes of values that stand alone between gaps: a path does not show them, so that they need a point. */
export function isolatedPoints(values: readonly Cell[]): number[] {
  const sampled: number[] = [];
  values.forEach((value, i) => {
    if (value !== undefined) sampled.push(i);
  });
  const isGap = (at: number | undefined): boolean => at === undefined || values[at] === null;
  return sampled.filter((at, i) => !isGap(at) && isGap(sampled[i - 1]) && isGap(sampled[i + 1]));
}

function sameTimes(a: OwnColumns, b: OwnColumns): boolean {
  return (
    a === b ||
    (a.timestampsMs.length === b.timestampsMs.length && a.timestampsMs.every((time, i) => time === b.timestampsMs[i]))
  );
}

function spread(line: OwnColumns, times: readonly number[]): Cell[] {
  let at = 0;
  return times.map((timeMs) => {
    if (line.timestampsMs[at] !== timeMs) return undefined;
    return toCell(line.values[at++] ?? NaN);
  });
}

function toCell(value: number): Cell {
  return Number.isFinite(value) ? value : null;
}
