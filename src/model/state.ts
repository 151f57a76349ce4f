import type { Handling } from './handling.ts';
import type { KeyNumber, Check, ProbeKind, ProbeRole, Phase, SecretNeed } from './probe.ts';
import type { Signal } from './signal.ts';
import type { Status } from './status.ts';

/** A check as last seen. */
export interface CheckState extends Check {
  /** Unix milliseconds since when it has this status. */
  readonly sinceMs: number;
}

/** Percentiles of the probe's own duration over its recent runs, in milliseconds. */
export interface LatencySummary {
  readonly count: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/** What is known of one probe now. */
export interface ProbeState {
  readonly id: string;
  readonly name: string;
  readonly kind: ProbeKind;
  readonly role?: ProbeRole;
  /** What it looks at, without user, password and secrets: `http://localhost:3000/health`. */
  readonly target: string;
  readonly status: Status;
  /** Why, in a sentence. */
  readonly reason: string;
  readonly sinceMs: number;
  /** Unix milliseconds; absent before the first run ended. */
  readonly lastRunMs?: number;
  readonly durationMs?: number;
  readonly intervalMs: number;
  /** While results contradict the status but have not yet reached the threshold that turns it. */
  readonly pending?: {
    readonly status: Status;
    readonly reason: string;
    readonly count: number;
    readonly threshold: number;
  };
  readonly checks: readonly CheckState[];
  readonly keyNumbers: readonly KeyNumber[];
  readonly latency?: LatencySummary;
  readonly phasesMs?: Readonly<Partial<Record<Phase, number>>>;
  readonly format?: string;
  /** Durations of the last runs in milliseconds, oldest first; NaN for a run without an answer. */
  readonly sparkline: readonly number[];
  /** Whether a failing response is kept, and when it came. */
  readonly responseAtMs?: number;
  /** What the user should know of how this probe looks, in a few words each: `the certificate is not verified`. */
  readonly warnings?: readonly string[];
  readonly secretNeeded?: SecretNeed;
  /** Its results change too often to say how it is. */
  readonly flapping?: true;
}

/** What is known of one service now: the worst of its probes. */
export interface ServiceState {
  readonly id: string;
  readonly name: string;
  readonly group?: string;
  readonly environment?: string;
  readonly status: Status;
  readonly reason: string;
  readonly sinceMs: number;
  readonly probes: readonly ProbeState[];
  /** Why nobody is called for it; absent where it calls. */
  readonly handling?: Handling;
  /** The golden signals, as of the last scrape; absent while nobody looks. */
  readonly signals?: readonly Signal[];
}

/** One run of a service in the heartbeat bar. */
export interface Heartbeat {
  readonly atMs: number;
  readonly status: Status;
  readonly durationMs: number;
  readonly reason: string;
  /** Where history has too many to show each: of how many runs it is the worst. */
  readonly runs?: number;
}
