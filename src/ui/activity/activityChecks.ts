import { SESSION_ENDS, type SessionEnd } from '../../model/activity.ts';
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

function isPositive(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0;
}
