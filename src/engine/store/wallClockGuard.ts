import type { Clock } from '../../base/clock.ts';

/** A step of the wall clock against monotonic time that is none of NTP's small corrections. */
const JUMP_MS = 60_000;
const SETTLE_MS = 600_000;

/**
 * Says whether the wall clock may be believed so far as to delete what is old by it: not within ten minutes after the
 * start or after it jumped, since a clock that is wrong is often put right by then.
 */
export class WallClockGuard {
  readonly #clock: Clock;
  #offsetMs: number;
  #jumpedAtMs: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#offsetMs = clock.now() - clock.monotonic();
    this.#jumpedAtMs = clock.monotonic();
  }

  isSettled(): boolean {
    const monotonicMs = this.#clock.monotonic();
    const offsetMs = this.#clock.now() - monotonicMs;
    if (Math.abs(offsetMs - this.#offsetMs) > JUMP_MS) this.#jumpedAtMs = monotonicMs;
    this.#offsetMs = offsetMs;
    return monotonicMs - this.#jumpedAtMs >= SETTLE_MS;
  }
}
