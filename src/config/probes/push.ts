import { type Bounds, readDuration } from '../quantities.ts';
import * as problems from '../problems.ts';
import { isPresent } from '../value.ts';
import type { ProbeForm } from './probeForm.ts';

export const PUSH_KEYS = ['every', 'tolerance'] as const;
const EVERY_BOUNDS: Bounds = { least: [5_000, '5s'], most: [31 * 86_400_000, '31d'] };
const TOLERANCE_BOUNDS: Bounds = { least: [0, '0'], most: [7 * 86_400_000, '7d'] };
const EXPECTED = 'how often the job calls, such as "1h"';

/** `push`: how often a job calls, or an object with that and how late it may be. */
export const pushForm: ProbeForm<'push'> = {
  kind: 'push',
  setting: 'push',
  leastDefaultIntervalMs: 0,
  // What is late was waited for already.
  defaultFailureThreshold: 1,
  keys: PUSH_KEYS,
  facts: ['CONNECTED', 'BODY'],
  expected: `${EXPECTED}, an object with "every", or a list of these`,
  isShort: (raw) => typeof raw === 'string',
  readShort(at) {
    const everyMs = readDuration(at, EVERY_BOUNDS);
    return everyMs === undefined
      ? undefined
      : { target: { kind: 'push', everyMs, toleranceMs: defaultTolerance(everyMs) } };
  },
  readLong(at, field) {
    const [everyAt, toleranceAt] = [field('every'), field('tolerance')];
    if (!isPresent(everyAt)) at.context.report(problems.missingKey(at.path, 'every', '"every": "1h"'));
    const everyMs = isPresent(everyAt) ? readDuration(everyAt, EVERY_BOUNDS) : undefined;
    if (everyMs === undefined) return undefined;
    const toleranceMs = isPresent(toleranceAt) ? readDuration(toleranceAt, TOLERANCE_BOUNDS) : undefined;
    return { target: { kind: 'push', everyMs, toleranceMs: toleranceMs ?? defaultTolerance(everyMs) } };
  },
};

/** A job takes its time: a tenth of its rhythm, from five seconds to ten minutes. */
function defaultTolerance(everyMs: number): number {
  return Math.min(Math.max(everyMs / 10, 5_000), 600_000);
}
