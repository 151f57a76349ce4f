import { FLOAT, type VectorColumns } from '../columns.ts';
import { goMax, goMin } from './goMath.ts';

/** Functions of each value by itself; `args` are the scalars after the vector. */
export type ElementFunction = (value: number, ...args: number[]) => number;

function round(value: number, toNearest = 1): number {
  const inverse = 1 / toNearest;
  return Math.floor(value * inverse + 0.5) / inverse;
}

/** The part of a date in UTC; `value` is Unix seconds. */
function datePart(part: (date: Date) => number): ElementFunction {
  return (value) => part(new Date(Math.trunc(value) * 1000));
}

const DAY_MS = 86_400_000;

export const DATE_FUNCTIONS = {
  minute: datePart((date) => date.getUTCMinutes()),
  hour: datePart((date) => date.getUTCHours()),
  day_of_week: datePart((date) => date.getUTCDay()),
  day_of_month: datePart((date) => date.getUTCDate()),
  day_of_year: datePart((date) => Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / DAY_MS) + 1),
  days_in_month: datePart((date) => new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate()),
  month: datePart((date) => date.getUTCMonth() + 1),
  year: datePart((date) => date.getUTCFullYear()),
} satisfies Record<string, ElementFunction>;

export const ELEMENT_FUNCTIONS = {
  abs: Math.abs,
  ceil: Math.ceil,
  floor: Math.floor,
  exp: Math.exp,
  sqrt: Math.sqrt,
  ln: Math.log,
  log2: Math.log2,
  log10: Math.log10,
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  asin: Math.asin,
  acos: Math.acos,
  atan: Math.atan,
  sinh: Math.sinh,
  cosh: Math.cosh,
  tanh: Math.tanh,
  asinh: Math.asinh,
  acosh: Math.acosh,
  atanh: Math.atanh,
  rad: (value) => (value * Math.PI) / 180,
  deg: (value) => (value * 180) / Math.PI,
  sgn: (value) => (value < 0 ? -1 : value > 0 ? 1 : value),
  round,
  clamp: (value, min = NaN, max = NaN) => goMax(min, goMin(max, value)),
  clamp_min: (value, min = NaN) => goMax(min, goMin(Infinity, value)),
  clamp_max: (value, max = NaN) => goMax(-Infinity, goMin(max, value)),
} satisfies Record<string, ElementFunction>;

/** Applies `fn` to every number of a vector; the metric name goes. */
export function mapElements(vector: VectorColumns, fn: ElementFunction, args: readonly Float64Array[]): VectorColumns {
  const { steps, present } = vector;
  const values = new Float64Array(vector.values.length);
  const kept = new Uint8Array(present.length);
  for (let i = 0; i < values.length; i++) {
    if (present[i] !== FLOAT) continue;
    kept[i] = FLOAT;
    const value = vector.values[i] ?? 0;
    const step = i % steps;
    values[i] =
      args.length === 0
        ? fn(value)
        : args.length === 1
          ? fn(value, args[0]?.[step] ?? NaN)
          : fn(value, args[0]?.[step] ?? NaN, args[1]?.[step] ?? NaN);
  }
  return {
    kind: 'vector',
    steps,
    labels: vector.labels,
    dropName: vector.labels.map(() => true),
    values,
    present: kept,
  };
}
