import type { Unit } from '../../base/unit.ts';
import type { Cell } from './align.ts';

/** The least and greatest value of some lines, and whether a logarithmic axis can show them. */
export interface Extent {
  readonly min: number;
  readonly max: number;
}

/** From this ratio of the greatest to the median value on, a linear axis would flatten the usual values. */
const LOG_RATIO = 40;
const STAY_LOG_RATIO = 15;
/** A line's range spans at least this part of its greatest value, so that noise does not look like a mountain. */
const MIN_SPAN = 0.02;
/** Two hundredths of a moment since 1970 would be a year. */
const TWO_DAYS_SECONDS = 172_800;

/** Between two marks of the value axis there are so many pixels, at least; in a low chart fewer, but enough to keep their texts apart. */
const MARK_PX = 28;
const LEAST_MARK_PX = 16;
/** The greatest ratio of one step of {@link tickSteps} to the one before it, among small ones. */
const STEP_RATIO = 2.5;

/** Round numbers of each of kB, MB, GB. */
const BYTE_STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500];

export function extentOf(lines: readonly (readonly Cell[])[]): Extent | undefined {
  let min = Infinity;
  let max = -Infinity;
  for (const line of lines) {
    for (const value of line) {
      if (value === null || value === undefined) continue;
      if (value < min) min = value;
      if (value > max) max = value;
    }
  }
  return min <= max ? { min, max } : undefined;
}

/** Whether a logarithmic axis fits better. `isLog` says what it is now: near the limit it stays as it is. */
export function fitsLog(lines: readonly (readonly Cell[])[], isLog: boolean): boolean {
  const positive: number[] = [];
  for (const line of lines) {
    for (const value of line) {
      if (value === null || value === undefined) continue;
      if (value <= 0) return false;
      positive.push(value);
    }
  }
  if (positive.length < 8) return isLog;
  positive.sort((a, b) => a - b);
  const median = positive[Math.floor(positive.length / 2)] as number;
  const max = positive.at(-1) as number;
  return max / median >= (isLog ? STAY_LOG_RATIO : LOG_RATIO);
}

/** The range of a linear axis: from zero where the values reach well down or must be read from zero, else around them. */
export function linearRange(extent: Extent | undefined, unit: Unit, fromZero: boolean): [min: number, max: number] {
  if (unit === 'boolean') return [-0.1, 1.1];
  if (extent === undefined) return [0, 1];
  let { min, max } = extent;
  const size = Math.max(Math.abs(min), Math.abs(max));
  if (min >= 0 && (fromZero || min < 0.6 * max || max === 0)) {
    if (max === 0) return [0, unit === 'ratio' ? 1 : unit === 'bytes' || unit === 'bytesPerSecond' ? 1024 : 1];
    return [0, unit === 'ratio' && max <= 1 && max > 0.5 ? 1 : max * 1.08];
  }
  const leastSpan = unit === 'timestamp' ? TWO_DAYS_SECONDS : MIN_SPAN * size;
  if (max - min < leastSpan) {
    const middle = (min + max) / 2;
    min = middle - leastSpan / 2;
    max = middle + leastSpan / 2;
  }
  const pad = (max - min) * 0.1;
  return [min - pad, max + pad];
}

/** The range of a logarithmic axis: a little beyond the values, all above zero. */
export function logRange(extent: Extent | undefined): [min: number, max: number] {
  return extent === undefined ? [1, 10] : [extent.min / 1.5, extent.max * 1.5];
}

/**
 * Marks of a logarithmic axis, at most `most` (but one at least where there is one): 1, 2 and 5 of each power of ten, else 1, else
 * that of every second power and so on. uPlot's own add one to another until they pass the end, and for some ranges never do.
 */
export function logSplits(min: number, max: number, most: number): number[] {
  if (!(min > 0 && max > min && max < Infinity)) return [];
  const [first, last] = [Math.floor(Math.log10(min)), Math.ceil(Math.log10(max))];
  const marks = (digits: readonly number[], each: number): number[] => {
    const values: number[] = [];
    for (let power = Math.ceil(first / each) * each; power <= last; power += each)
      for (const digit of digits) values.push(Number(`${digit}e${power}`));
    return values.filter((value) => value >= min && value <= max);
  };
  const fine = marks([1, 2, 5], 1);
  if (fine.length <= most) return fine;
  for (let each = 1; ; each++) {
    const values = marks([1], each);
    if (values.length <= Math.max(1, most)) return values.length === 0 ? fine.slice(0, 1) : values;
  }
}

/** The least distance of two marks in an axis of that height, both in pixels: a chart with one mark alone has no scale. */
export function markSpace(heightPx: number): number {
  return Math.max(LEAST_MARK_PX, Math.min(MARK_PX, heightPx / STEP_RATIO));
}

/** The distances between marks that read well in a unit: bytes in round numbers of kB, MB, seconds in minutes and hours. */
export function tickSteps(unit: Unit): number[] {
  switch (unit) {
    case 'bytes':
    case 'bytesPerSecond':
      return Array.from({ length: 6 }, (_, power) => BYTE_STEPS.map((step) => step * 1024 ** power)).flat();
    case 'seconds':
    case 'timestamp':
      return [
        ...decimalSteps(-9, -1),
        1,
        2,
        5,
        10,
        15,
        30,
        ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * 60),
        ...[1, 2, 3, 6, 12].map((hours) => hours * 3600),
        ...decimalSteps(0, 7).map((days) => days * 86_400),
      ];
    default:
      return decimalSteps(-12, 18);
  }
}

function decimalSteps(fromPower: number, toPower: number): number[] {
  const steps: number[] = [];
  for (let power = fromPower; power <= toPower; power++) {
    // Through text, because 2 * 10 ** -3 is not quite 0.002.
    for (const digit of [1, 2, 5]) steps.push(Number(`${digit}e${power}`));
  }
  return steps;
}
