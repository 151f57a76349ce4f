import * as problems from './problems.ts';
import { PROBE_ROLES, type ProbeRole } from '../model/probe.ts';
import {
  GRACE_BOUNDS,
  DELAY_BOUNDS,
  INTERVAL_BOUNDS,
  readChoice,
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
  readonly graceMs?: number;
}

export const TIMING_KEYS = ['interval', 'timeout', 'failureThreshold', 'successThreshold', 'grace'] as const;
export const PROBE_COMMON_KEYS = ['name', 'role', 'initialDelay', ...TIMING_KEYS, 'retries', 'assert'] as const;

/** The timing that is set at one level. A wrong value is reported and counts as absent: the probe still runs. */
export function readTiming(field: (key: (typeof TIMING_KEYS)[number]) => Value): Timing {
  const optional = <B>(at: Value, read: (at: Value, bounds: B) => number | undefined, bounds: B): number | undefined =>
    isPresent(at) ? read(at, bounds) : undefined;
  const intervalMs = optional(field('interval'), readDuration, INTERVAL_BOUNDS);
  const timeoutMs = optional(field('timeout'), readDuration, TIMEOUT_BOUNDS);
  const failureThreshold = optional(field('failureThreshold'), readCount, THRESHOLD_BOUNDS);
  const successThreshold = optional(field('successThreshold'), readCount, THRESHOLD_BOUNDS);
  const graceMs = optional(field('grace'), readDuration, GRACE_BOUNDS);
  return {
    ...(intervalMs !== undefined && { intervalMs }),
    ...(timeoutMs !== undefined && { timeoutMs }),
    ...(failureThreshold !== undefined && { failureThreshold }),
    ...(successThreshold !== undefined && { successThreshold }),
    ...(graceMs !== undefined && { graceMs }),
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

/** The timing of a probe; a grace of none is left out. */
export type MergedTiming = Required<Omit<Timing, 'graceMs'>> & Pick<Timing, 'graceMs'>;

/** What a probe stands for and when it runs first. */
export interface Role {
  readonly role?: ProbeRole;
  readonly initialDelayMs?: number;
}

/** What Kubernetes takes where a probe says nothing, in the place of the settings for all probes. */
export const ROLE_TIMING: Required<Timing> = {
  intervalMs: 10_000,
  timeoutMs: 1_000,
  failureThreshold: 3,
  successThreshold: 1,
  graceMs: 0,
};

/** The role of a probe; what is wrong is reported and counts as absent. */
export function readRole(field: (key: (typeof PROBE_COMMON_KEYS)[number]) => Value): Role {
  const [roleAt, delayAt, successAt] = [field('role'), field('initialDelay'), field('successThreshold')];
  const role = isPresent(roleAt) ? readChoice(roleAt, PROBE_ROLES) : undefined;
  const initialDelayMs = isPresent(delayAt) ? readDuration(delayAt, DELAY_BOUNDS) : undefined;
  if (role !== undefined && role !== 'readiness' && typeof successAt.raw === 'number' && successAt.raw !== 1) {
    successAt.context.report(problems.oneSuccess(successAt.path, role));
  }
  return { ...(role !== undefined && { role }), ...(initialDelayMs !== undefined && { initialDelayMs }) };
}

/** The levels together, and a warning where the user asked for a timeout beyond the interval. */
export function mergeTiming(
  at: Value,
  probe: Timing,
  service: Timing,
  settings: Required<Timing>,
  leastDefaultIntervalMs: number,
): MergedTiming {
  const own = { ...service, ...probe };
  const intervalMs = own.intervalMs ?? Math.max(settings.intervalMs, leastDefaultIntervalMs);
  const graceMs = own.graceMs ?? settings.graceMs;
  if (own.timeoutMs !== undefined && own.timeoutMs > intervalMs) at.context.report(problems.timeoutTooLong(at.path));
  return {
    intervalMs,
    // The default gives way to a short interval without a word.
    timeoutMs: own.timeoutMs ?? Math.min(settings.timeoutMs, intervalMs),
    failureThreshold: own.failureThreshold ?? settings.failureThreshold,
    successThreshold: own.successThreshold ?? settings.successThreshold,
    ...(graceMs > 0 && { graceMs }),
  };
}
