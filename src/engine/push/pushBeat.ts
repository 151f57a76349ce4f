/** A call of a job. */
export interface PushBeat {
  /** Unix milliseconds. */
  readonly atMs: number;
  readonly status: 'up' | 'degraded' | 'down';
  /** What the job said, in at most 200 characters. */
  readonly message: string;
  /** How long the job took, where it said so. */
  readonly durationMs?: number;
}

/** What the probes ask of who hears the calls. */
export interface PushBeats {
  /** The last call for a probe, of an earlier session too. */
  last(probeId: string): PushBeat | undefined;
  /** Since when calls for it are heard; undefined where they are not. */
  sinceMs(probeId: string): number | undefined;
}
