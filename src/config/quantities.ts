import { parseDuration } from '../base/duration.ts';
import type { ThresholdLimit } from '../model/service.ts';
import { nearest } from './nearest.ts';
import * as problems from './problems.ts';
import { isPresent, type Value } from './value.ts';

/** A least and a greatest value with the words for both. */
export interface Bounds {
  readonly least: readonly [value: number, text: string];
  readonly most: readonly [value: number, text: string];
}

export const INTERVAL_BOUNDS: Bounds = { least: [1_000, '1s'], most: [7 * 86_400_000, '7d'] };
export const TIMEOUT_BOUNDS: Bounds = { least: [100, '100ms'], most: [600_000, '10m'] };
export const GRACE_BOUNDS: Bounds = { least: [0, '0s'], most: [3_600_000, '1h'] };
export const UNFOCUSED_BOUNDS: Bounds = { least: [0, '0s'], most: [86_400_000, '1d'] };
export const THRESHOLD_BOUNDS: Bounds = { least: [1, '1'], most: [100, '100'] };
export const DELAY_BOUNDS: Bounds = { least: [0, '0'], most: [3_600_000, '1h'] };
export const RETRIES_BOUNDS: Bounds = { least: [0, '0'], most: [99, '99'] };
export const CONCURRENCY_BOUNDS: Bounds = { least: [1, '1'], most: [256, '256'] };
export const MAX_AGE_BOUNDS: Bounds = { least: [3_600_000, '1h'], most: [400 * 86_400_000, '400d'] };
export const MAX_SIZE_BOUNDS: Bounds = { least: [1 << 20, '1MB'], most: [10 * 2 ** 30, '10GB'] };

/** Milliseconds of a duration within `bounds`; undefined (and reported) otherwise. */
export function readDuration(at: Value, bounds: Bounds): number | undefined {
  const { raw, path, context } = at;
  if (typeof raw !== 'string') {
    const example = typeof raw === 'number' && raw > 0 && Number.isFinite(raw) ? `${raw}s` : '15s';
    context.report(problems.wrongType(path, `a duration in quotes, such as "${example}",`, raw));
    return undefined;
  }
  const durationMs = parseDuration(raw);
  if (durationMs === undefined) {
    context.report(problems.badDuration(path, raw));
    return undefined;
  }
  return within(at, durationMs, bounds);
}

const BYTES: Readonly<Record<string, number>> = { b: 1, kb: 2 ** 10, mb: 2 ** 20, gb: 2 ** 30, tb: 2 ** 40 };

/** Bytes of a size such as `200MB`, in steps of 1024 as everywhere in Watchpost; undefined where it is none. */
export function parseSize(text: string): number | undefined {
  const [, digits, unit] = /^(\d+(?:\.\d+)?)\s*([kMGT]?)i?B$/i.exec(text) ?? [];
  if (digits === undefined || unit === undefined) return undefined;
  return Math.round(Number(digits) * (BYTES[`${unit.toLowerCase()}b`] ?? NaN));
}

/** Bytes of a size within `bounds`; undefined (and reported) otherwise. */
export function readSize(at: Value, bounds: Bounds): number | undefined {
  const { raw, path, context } = at;
  if (typeof raw !== 'string') {
    context.report(problems.wrongType(path, 'a size in quotes, such as "200MB",', raw));
    return undefined;
  }
  const sizeBytes = parseSize(raw);
  if (sizeBytes === undefined) {
    context.report(problems.badSize(path, raw));
    return undefined;
  }
  return within(at, sizeBytes, bounds);
}

/** A whole number within `bounds`; undefined (and reported) otherwise. */
export function readCount(at: Value, bounds: Bounds): number | undefined {
  if (typeof at.raw !== 'number' || !Number.isInteger(at.raw)) {
    at.context.report(
      problems.wrongType(at.path, `a whole number from ${bounds.least[1]} to ${bounds.most[1]}`, at.raw),
    );
    return undefined;
  }
  return within(at, at.raw, bounds);
}

/** One of `choices`; undefined (and reported) otherwise. */
export function readChoice<C extends string>(at: Value, choices: readonly C[]): C | undefined {
  const choice = choices.find((known) => known === at.raw);
  if (choice !== undefined) return choice;
  const suggestion = typeof at.raw === 'string' ? nearest(at.raw, choices) : undefined;
  at.context.report(problems.badChoice(at.path, choices, suggestion));
  return undefined;
}

/** The units of a limit, each with its worth in the base unit (bytes, seconds, ratio; rates per second). */
const LIMIT_UNITS: Readonly<Record<string, number>> = {
  '%': 0.01,
  ns: 1e-9,
  µs: 1e-6,
  us: 1e-6,
  ms: 1e-3,
  s: 1,
  m: 60,
  h: 3_600,
  d: 86_400,
  '/s': 1,
};

const LIMIT_MAX_CHARS = 100;

/** A limit such as `< 0.6`, `> 1500MB`, `> 2s` or `> 5%`, its number in the base unit; undefined where it is none. */
export function parseLimit(text: string): ThresholdLimit | undefined {
  // The pattern takes for ever over white space without an end.
  if (text.length > LIMIT_MAX_CHARS) return undefined;
  const match = /^\s*(<=|>=|==|!=|<|>)\s*([-+]?\d+(?:\.\d+)?(?:e[-+]?\d+)?)\s*(\S*)\s*$/i.exec(text);
  if (match === null) return undefined;
  const [, op, digits, unit = ''] = match;
  const factor =
    unit === '' ? 1 : Object.hasOwn(LIMIT_UNITS, unit) ? LIMIT_UNITS[unit] : parseSize(`1${unit.replace(/\/s$/, '')}`);
  if (factor === undefined) return undefined;
  // Division keeps 5 % at 0.05, where a product with 0.01 may miss the nearest number.
  const number = Number(digits);
  const value = factor < 1 ? number / Math.round(1 / factor) : number * factor;
  return Number.isFinite(value) ? { op: op as ThresholdLimit['op'], value } : undefined;
}

function within(at: Value, value: number, { least, most }: Bounds): number | undefined {
  if (value >= least[0] && value <= most[0]) return value;
  at.context.report(problems.outOfRange(at.path, least[1], most[1]));
  return undefined;
}

/** True or false; undefined where it is absent, or neither and reported. */
export function readFlag(at: Value): boolean | undefined {
  if (!isPresent(at)) return undefined;
  if (typeof at.raw === 'boolean') return at.raw;
  at.context.report(problems.wrongType(at.path, 'true or false', at.raw));
  return undefined;
}
