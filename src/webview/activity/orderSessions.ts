import type { ActivitySession } from '../../model/activity.ts';

/** The columns that sessions can be sorted by. */
export const SORTS = ['tree', 'query', 'transaction'] as const;
export type Sort = (typeof SORTS)[number];

export interface OrderedSession {
  readonly session: ActivitySession;
  /** How many it waits for, one behind the other; 0 where it waits for nobody, or where the sessions are not a tree. */
  readonly depth: number;
}

/**
 * The sessions that hold `filter` in any of their texts, case aside, in the order that is wanted: as a tree who waits comes below
 * the first of those that keep him, and trees with somebody in them come first.
 */
export function orderSessions(
  sessions: readonly ActivitySession[],
  sort: Sort,
  filter: string,
): readonly OrderedSession[] {
  const wanted = filter.trim().toLowerCase();
  const ordered = sort === 'tree' ? asTree(sessions) : byDuration(sessions, sort);
  return wanted === '' ? ordered : ordered.filter(({ session }) => textOf(session).includes(wanted));
}

function byDuration(sessions: readonly ActivitySession[], sort: 'query' | 'transaction'): OrderedSession[] {
  const secondsOf = (session: ActivitySession): number =>
    (sort === 'query' ? session.querySeconds : session.transactionSeconds) ?? -1;
  return sessions.toSorted((a, b) => secondsOf(b) - secondsOf(a)).map((session) => ({ session, depth: 0 }));
}

function asTree(sessions: readonly ActivitySession[]): OrderedSession[] {
  const blockers = new Set(sessions.flatMap(({ blockedBy }) => blockedBy));
  const ordered: OrderedSession[] = [];
  const seen = new Set<number>();
  const visit = (session: ActivitySession, depth: number): void => {
    if (seen.has(session.pid)) return;
    seen.add(session.pid);
    ordered.push({ session, depth });
    for (const next of sessions) if (next.blockedBy.includes(session.pid)) visit(next, depth + 1);
  };
  const roots = sessions.filter(({ blockedBy }) => blockedBy.length === 0);
  for (const root of roots) if (blockers.has(root.pid)) visit(root, 0);
  // Who waits in a ring, or for one that is not shown.
  for (const session of sessions) if (session.blockedBy.length > 0) visit(session, 0);
  for (const root of roots) visit(root, 0);
  return ordered;
}

function textOf({ pid, role, database, application, client, state, waitsFor, query }: ActivitySession): string {
  return [pid, role, database, application, client, state, waitsFor, query].join('\n').toLowerCase();
}
