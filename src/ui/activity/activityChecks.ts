import { SESSION_ENDS, type SessionEnd } from '../../model/activity.ts';
import { MONITOR_SECONDS } from '../../model/redisLive.ts';
import type { SessionName } from '../../protocol/activity.ts';

/** A session that a page named, or undefined where that is none. */
export function checkSession(value: unknown): SessionName | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { pid, startedUs } = value as Readonly<Record<string, unknown>>;
  return isPositive(pid) && isPositive(startedUs) ? { pid, startedUs } : undefined;
}

/** What a page wants to be done to a session, or undefined where it is none of that. */
export function checkEnd(value: unknown): SessionEnd | undefined {
  return SESSION_ENDS.find((how) => how === value);
}

/** The database that a page kept over a reload, or undefined where that is none. */
export function checkLivePanel(value: unknown): { readonly serviceId: string; readonly probeId: string } | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { serviceId, probeId } = value as Readonly<Record<string, unknown>>;
  return isId(serviceId) && isId(probeId) ? { serviceId, probeId } : undefined;
}

/** For how many seconds a page wants MONITOR to run, or undefined where that is not allowed. */
export function checkMonitorSeconds(value: unknown): number | undefined {
  const { min, max } = MONITOR_SECONDS;
  return typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max ? value : undefined;
}

function isId(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= 1_000;
}

function isPositive(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0;
}
