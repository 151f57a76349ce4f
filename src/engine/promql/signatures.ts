import type { ValueType } from './ast.ts';

/** What a function takes and gives; its implementation is elsewhere. */
export interface Signature {
  readonly args: readonly ValueType[];
  /** How many of the last argument may be left out or added: 0 none, n up to n more than `args` without its last, -1 any number. */
  readonly variadic: number;
  readonly returns: ValueType;
  /** Whether Prometheus has it behind `promql-experimental-functions`. */
  readonly experimental: boolean;
}

const V: ValueType = 'vector';
const M: ValueType = 'matrix';
const S: ValueType = 'scalar';
const T: ValueType = 'string';

function vector(args: readonly ValueType[], variadic = 0): Signature {
  return { args, variadic, returns: V, experimental: false };
}

function experimental(args: readonly ValueType[], returns: ValueType = V, variadic = 0): Signature {
  return { args, variadic, returns, experimental: true };
}

/** Every function of Prometheus 3.14, by name. */
export const SIGNATURES: Readonly<Record<string, Signature>> = {
  abs: vector([V]),
  absent: vector([V]),
  absent_over_time: vector([M]),
  acos: vector([V]),
  acosh: vector([V]),
  asin: vector([V]),
  asinh: vector([V]),
  atan: vector([V]),
  atanh: vector([V]),
  avg_over_time: vector([M]),
  ceil: vector([V]),
  changes: vector([M]),
  clamp: vector([V, S, S]),
  clamp_max: vector([V, S]),
  clamp_min: vector([V, S]),
  cos: vector([V]),
  cosh: vector([V]),
  count_over_time: vector([M]),
  day_of_month: vector([V], 1),
  day_of_week: vector([V], 1),
  day_of_year: vector([V], 1),
  days_in_month: vector([V], 1),
  deg: vector([V]),
  delta: vector([M]),
  deriv: vector([M]),
  double_exponential_smoothing: experimental([M, S, S]),
  end: experimental([], S),
  exp: vector([V]),
  first_over_time: vector([M]),
  floor: vector([V]),
  histogram_avg: vector([V]),
  histogram_count: vector([V]),
  histogram_fraction: vector([S, S, V]),
  histogram_quantile: vector([S, V]),
  histogram_quantiles: experimental([V, T, S, S], V, 9),
  histogram_stddev: vector([V]),
  histogram_stdvar: vector([V]),
  histogram_sum: vector([V]),
  hour: vector([V], 1),
  idelta: vector([M]),
  increase: vector([M]),
  info: experimental([V, V], V, 1),
  irate: vector([M]),
  label_join: vector([V, T, T, T], -1),
  label_replace: vector([V, T, T, T, T]),
  last_over_time: vector([M]),
  ln: vector([V]),
  log10: vector([V]),
  log2: vector([V]),
  mad_over_time: experimental([M]),
  max_of: experimental([S, S], S),
  max_over_time: vector([M]),
  min_of: experimental([S, S], S),
  min_over_time: vector([M]),
  minute: vector([V], 1),
  month: vector([V], 1),
  pi: { args: [], variadic: 0, returns: S, experimental: false },
  predict_linear: vector([M, S]),
  present_over_time: vector([M]),
  quantile_over_time: vector([S, M]),
  rad: vector([V]),
  range: experimental([], S),
  rate: vector([M]),
  resets: vector([M]),
  round: vector([V, S], 1),
  scalar: { args: [V], variadic: 0, returns: S, experimental: false },
  sgn: vector([V]),
  sin: vector([V]),
  sinh: vector([V]),
  sort: vector([V]),
  sort_by_label: experimental([V, T], V, -1),
  sort_by_label_desc: experimental([V, T], V, -1),
  sort_desc: vector([V]),
  sqrt: vector([V]),
  start: experimental([], S),
  start_timestamp: experimental([V]),
  stddev_over_time: vector([M]),
  stdvar_over_time: vector([M]),
  step: experimental([], S),
  sum_over_time: vector([M]),
  tan: vector([V]),
  tanh: vector([V]),
  time: { args: [], variadic: 0, returns: S, experimental: false },
  timestamp: vector([V]),
  ts_of_first_over_time: experimental([M]),
  ts_of_last_over_time: experimental([M]),
  ts_of_max_over_time: experimental([M]),
  ts_of_min_over_time: experimental([M]),
  vector: vector([S]),
  year: vector([V], 1),
};

/** The signature of a function, or undefined where there is none of that name. */
export function signatureOf(name: string): Signature | undefined {
  return Object.hasOwn(SIGNATURES, name) ? SIGNATURES[name] : undefined;
}
