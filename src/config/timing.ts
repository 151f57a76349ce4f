import * as problems from './problems.ts';
import {
  INTERVAL_BOUNDS,
  readCount,
  readDuration,
  RETRIES_BOUNDS,
  THRESHOLD_BOUNDS,
  TIMEOUT_BOUNDS,
} from './quantities.ts';
import { isPresent, type Value } from './value.ts';

/** When a probe runs and what turns its status; what is absent is decided one level up. */
export interface Timing {
  readonly intervalMs?: number;
  readonly timeoutMs?: number;
  readonly failureThreshold?: number;
  readonly successThreshold?: number;
}

export const TIMING_KEYS = ['interval', 'timeout', 'failureThreshold', 'successThreshold'] as const;
export const PROBE_COMMON_KEYS = ['name', ...TIMING_KEYS, 'retries', 'assert'] as const;

/** The timing that is set at one level. A wrong value is reported and counts as absent: the probe still runs. */
export function readTiming(field: (key: (typeof TIMING_KEYS)[number]) => Value): Timing {
  const optional = <B>(at: Value, read: (at: Value, bounds: B) => number | undefined, bounds: B): number | undefined =>
    isPresent(at) ? read(at, bounds) : undefined;
  const intervalMs = optional(field('interval'), readDuration, INTERVAL_BOUNDS);
  const timeoutMs = optional(field('timeout'), readDuration, TIMEOUT_BOUNDS);
  const failureThreshold = optional(field('failureThreshold'), readCount, THRESHOLD_BOUNDS);
  const successThreshold = optional(field('successThreshold'), readCount, THRESHOLD_BOUNDS);
  return {
    ...(intervalMs !== undefined && { intervalMs }),
    ...(timeoutMs !== undefined && { timeoutMs }),
    ...(failureThreshold !== undefined && { failureThreshold }),
    ...(successThreshold !== undefined && { successThreshold }),
  };
}

/** A probe's own timing: as `readTiming`, with `retries` (failures that are forgiven) in the place of a failure threshold. */
export function readProbeTiming(field: (key: (typeof PROBE_COMMON_KEYS)[number]) => Value): Timing {
  const timing = readTiming(field);
  const retriesAt = field('retries');
  if (!isPresent(retriesAt)) return timing;
  if (isPresent(field('failureThreshold'))) {
    retriesAt.context.report(problems.retriesTwice(retriesAt.path));
    return timing;
  }
  const retries = readCount(retriesAt, RETRIES_BOUNDS);
  return retries === undefined ? timing : { ...timing, failureThreshold: retries + 1 };
}

/** The levels together, and a warning where the user asked for a timeout beyond the interval. */
export function mergeTiming(
  at: Value,
  probe: Timing,
  service: Timing,
  settings: Required<Timing>,
  leastDefaultIntervalMs: number,
): Required<Timing> {
  const own = { ...service, ...probe };
  const intervalMs = own.intervalMs ?? Math.max(settings.intervalMs, leastDefaultIntervalMs);
  if (own.timeoutMs !== undefined && own.timeoutMs > intervalMs) at.context.report(problems.timeoutTooLong(at.path));
  return {
    intervalMs,
    // The default gives way to a short interval without a word.
    timeoutMs: own.timeoutMs ?? Math.min(settings.timeoutMs, intervalMs),
    failureThreshold: own.failureThreshold ?? settings.failureThreshold,
    successThreshold: own.successThreshold ?? settings.successThreshold,
  };
}
