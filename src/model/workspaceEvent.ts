/** What happens in a workspace and may change how its services are. */
export const EVENT_KINDS = ['save', 'commit', 'branch', 'debug', 'task'] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

/** Something that happened in the workspace: a save, a commit, a debug session. */
export interface WorkspaceEvent {
  readonly id: string;
  readonly kind: EventKind;
  readonly atMs: number;
  /** When it ended, for what lasts: a debug session, a task. */
  readonly endMs?: number;
  /** What it was, in a few words: `src/server.ts`, `Fix the pool's size`. */
  readonly title: string;
  /** A task ended with another code than 0. */
  readonly failed?: boolean;
}

/** The runs of a probe in a stretch of time. */
export interface RunFigures {
  /** Runs that were up, degraded or down. */
  readonly runs: number;
  /** Those of them that were down. */
  readonly failed: number;
  /** Percentiles of the duration of those that were not, in milliseconds; NaN where there is none. */
  readonly p50: number;
  readonly p95: number;
}

/** A probe before and after a moment. */
export interface ProbeAround {
  readonly probe: string;
  readonly before: RunFigures;
  readonly after: RunFigures;
}

/** A service before and after a moment, by probe, over at most `spanMs` each. */
export interface ServiceAround {
  readonly spanMs: number;
  /** How long ago the moment is, where that is less than the span. */
  readonly afterMs: number;
  readonly probes: readonly ProbeAround[];
}
