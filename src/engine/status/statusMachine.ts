import { t } from '../../base/l10n.ts';
import { severity, type Status } from '../../model/status.ts';

/** A probe's status with what speaks against it. */
export interface StatusState {
  readonly status: Status;
  readonly reason: string;
  /** Unix milliseconds since when it has this status. */
  readonly sinceMs: number;
  /** Results in a row that are all worse, or all better, than the status, while too few to turn it. */
  readonly pending?: {
    readonly status: Status;
    readonly reason: string;
    readonly count: number;
    readonly threshold: number;
  };
}

export interface Outcome {
  readonly status: Status;
  readonly reason: string;
  /** True where no threshold applies: what was met is not the target's doing (a secret is missing). */
  readonly immediate?: boolean;
}

export interface Thresholds {
  /** Worse results in a row that it takes to turn the status. */
  readonly failureThreshold: number;
  /** Better results in a row that it takes to turn it back. */
  readonly successThreshold: number;
}

/** The status before anything was looked at. */
export function initialStatus(nowMs: number): StatusState {
  return { status: 'unknown', reason: t('not looked at yet'), sinceMs: nowMs };
}

/**
 * The status after one more result. The first result of all decides at once; after that a change needs as many results
 * in a row in its direction as the threshold says, and the latest of them names the new status. A result that agrees
 * with the status ends whatever was pending.
 */
export function advanceStatus(
  state: StatusState,
  outcome: Outcome,
  thresholds: Thresholds,
  nowMs: number,
  first: boolean,
): StatusState {
  const { status, reason } = outcome;
  if (status === state.status) return { status, reason, sinceMs: state.sinceMs };
  const turned: StatusState = { status, reason, sinceMs: nowMs };
  if (first || outcome.immediate === true) return turned;
  const worse = severity(status) > severity(state.status);
  const threshold = worse ? thresholds.failureThreshold : thresholds.successThreshold;
  const before = state.pending;
  const sameDirection = before !== undefined && severity(before.status) > severity(state.status) === worse;
  const count = sameDirection ? before.count + 1 : 1;
  if (count >= threshold) return turned;
  return { ...state, pending: { status, reason, count, threshold } };
}
