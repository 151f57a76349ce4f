const FIRST_DELAY_MS = 500;
const MAX_DELAY_MS = 30_000;

/** How long to wait before restart number `attempt` (from 1): half a second, doubled each time, at most 30 s. */
export function restartDelayMs(attempt: number): number {
  return Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(16, Math.max(0, attempt - 1)));
}
