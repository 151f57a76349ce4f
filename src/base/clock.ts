import { type Disposable, toDisposable } from './disposable.ts';

/** The only source of time: injected, so that tests move it by hand. */
export interface Clock {
  /** Milliseconds since the Unix epoch. May jump either way when the machine's clock is set. */
  now(): number;
  /** Milliseconds from an arbitrary start that never go back: for durations and schedules. */
  monotonic(): number;
  /** Calls `callback` once after `delayMs` of monotonic time; disposing the result cancels it. */
  setTimeout(callback: () => void, delayMs: number): Disposable;
}

/** The machine's clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  setTimeout(callback, delayMs) {
    const handle = setTimeout(callback, delayMs);
    return toDisposable(() => clearTimeout(handle));
  },
};
