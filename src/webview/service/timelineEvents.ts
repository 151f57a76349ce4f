import type { Heartbeat } from '../../model/state.ts';
import type { Status } from '../../model/status.ts';
import { statusTitle } from '../../model/statusText.ts';
import type { EventKind, WorkspaceEvent } from '../../model/workspaceEvent.ts';

import type { Span } from '../charts/spans.ts';

/** An event of the workspace, or a change of the service's status. */
export interface TimelineEvent extends Omit<WorkspaceEvent, 'kind'> {
  readonly kind: EventKind | 'status';
  /** What the service became, for a change of its status. */
  readonly status?: Status;
}

/** More changes of status than these are not listed: a service that flaps has its bar for that. */
const MAX_CHANGES = 100;

/** What happened between two moments, oldest first: the workspace's events and the changes of the service's status. */
export function timelineEvents(
  events: readonly WorkspaceEvent[],
  beats: readonly Heartbeat[],
  fromMs: number,
  toMs: number,
): TimelineEvent[] {
  const inRange = ({ atMs, endMs }: WorkspaceEvent): boolean => atMs <= toMs && (endMs ?? atMs) >= fromMs;
  const all = [...events.filter(inRange), ...statusChanges(beats, fromMs, toMs)];
  return all.sort((a, b) => a.atMs - b.atMs);
}

/** The stretches in which the runs of a service met the same status; a silence ends one. */
export function beatSpans(beats: readonly Heartbeat[], toMs: number, silenceMs: number): Span[] {
  const spans: Span[] = [];
  beats.forEach(({ atMs, status }, i) => {
    const endMs = Math.min(beats[i + 1]?.atMs ?? toMs, atMs + silenceMs);
    const last = spans.at(-1);
    if (last !== undefined && last.status === status && last.toMs >= atMs)
      spans[spans.length - 1] = { ...last, toMs: endMs };
    else spans.push({ fromMs: atMs, toMs: endMs, status });
  });
  return spans;
}

function statusChanges(beats: readonly Heartbeat[], fromMs: number, toMs: number): TimelineEvent[] {
  const changes: TimelineEvent[] = [];
  beats.forEach(({ atMs, status, reason }, i) => {
    const before = beats[i - 1];
    if (before === undefined || before.status === status || atMs < fromMs || atMs > toMs) return;
    const why = reason === '' ? '' : `: ${reason}`;
    changes.push({ id: `status-${atMs}`, kind: 'status', atMs, status, title: `${statusTitle(status)}${why}` });
  });
  return changes.slice(-MAX_CHANGES);
}
