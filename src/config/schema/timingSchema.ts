import type { PROBE_COMMON_KEYS, TIMING_KEYS } from '../timing.ts';
import { count, duration, type Schema, text } from './schema.ts';

/** The timing keys, with `of` for what they are of and `otherwise` for what counts where they are not set. */
export function timingSchemas(
  of: string,
  otherwise: Readonly<Record<(typeof TIMING_KEYS)[number], string>>,
): Record<(typeof TIMING_KEYS)[number], Schema> {
  return {
    interval: duration(
      `Time from the end of one run of ${of} to the start of the next, from \`1s\` to \`7d\`. ${otherwise.interval}`,
      ['5s', '10s', '15s', '1m'],
    ),
    timeout: duration(
      `Time after which a run of ${of} is stopped and counts as failed, from \`100ms\` to \`10m\`. ${otherwise.timeout}`,
      ['1s', '5s', '10s'],
    ),
    failureThreshold: count(
      `Failures in a row before the status of ${of} turns bad, from 1 to 100; 1 turns at once. ${otherwise.failureThreshold}`,
      1,
      100,
    ),
    successThreshold: count(
      `Successes in a row before the status of ${of} turns good again, from 1 to 100. ${otherwise.successThreshold}`,
      1,
      100,
    ),
  };
}

/** What the long form of every probe has. `name` is the service's key for the probe. */
export function probeCommonSchemas(name: string, interval: string): Record<(typeof PROBE_COMMON_KEYS)[number], Schema> {
  const fromService = (key: string) => `Default: the service's \`${key}\`, else \`watchpost.${key}\`.`;
  return {
    name: {
      ...text(
        `The probe's name in the tree, unique in the service. Default: \`${name}\`, with a number from the second on.`,
      ),
      pattern: '^[^/]+$',
      patternErrorMessage: 'A name cannot hold "/".',
    },
    ...timingSchemas('the probe', {
      interval,
      timeout: fromService('timeout'),
      failureThreshold: fromService('failureThreshold'),
      successThreshold: fromService('successThreshold'),
    }),
    retries: count(
      'Failures in a row that are forgiven, from 0 to 99: `3` is the same as `"failureThreshold": 4`. Set only one of the two.',
      0,
      99,
    ),
  };
}
