/** What is known of a service, a probe or a check. `unknown`: never looked, or could not tell; `paused`: told not to look. */
export type Status = 'up' | 'degraded' | 'down' | 'unknown' | 'paused';

/** Best to worst, as the roll-up ranks them: something that is down outweighs something that could not be told. */
export const STATUSES = ['paused', 'up', 'unknown', 'degraded', 'down'] as const satisfies readonly Status[];

const RANK: Readonly<Record<Status, number>> = { paused: 0, up: 1, unknown: 2, degraded: 3, down: 4 };

/** How bad a status is: greater is worse. For sorting by health. */
export function severity(status: Status): number {
  return RANK[status];
}

/**
 * The roll-up from check to probe to service to group to all: the worst of `statuses`, with what is paused left out;
 * `paused` where all are, `unknown` where there is none.
 */
export function worstStatus(statuses: Iterable<Status>): Status {
  let worst: Status | undefined;
  for (const status of statuses) if (worst === undefined || RANK[status] > RANK[worst]) worst = status;
  return worst ?? 'unknown';
}
