import { RingBuffer } from '../../base/ringBuffer.ts';
import type { Status } from '../../model/status.ts';

/** Changes that are looked back on, and the shares of them at which flapping begins and ends (Icinga 2's defaults). */
const CHANGES = 20;
const BEGINS_AT = 0.3;
const ENDS_AT = 0.25;
/** An old change counts less than one that was just now. */
const OLDEST_WEIGHT = 0.8;
const NEWEST_WEIGHT = 1.2;

/**
 * Tells whether results change so often that no status says how the target is. As Nagios and Icinga do it: the weighted
 * share of changes among the last twenty results, with two limits, so that flapping does not flap itself.
 */
export class FlapDetector {
  readonly #changes = new RingBuffer<boolean>(CHANGES);
  #last: Status | undefined;
  #runsSinceChange = 0;
  #flapping = false;

  get isFlapping(): boolean {
    return this.#flapping;
  }

  add(status: Status): void {
    if (this.#last !== undefined) this.#changes.push(status !== this.#last);
    // Mostly nothing changes, and there is nothing to be weighed.
    if (status !== this.#last) this.#runsSinceChange = 0;
    else this.#runsSinceChange++;
    this.#last = status;
    const share = this.#runsSinceChange >= CHANGES ? 0 : this.#share();
    this.#flapping = this.#flapping ? share > ENDS_AT : share >= BEGINS_AT;
  }

  reset(): void {
    this.#changes.clear();
    this.#last = undefined;
    this.#flapping = false;
  }

  /** Results that are not there yet count as no change: a few at the start do not make it flap. */
  #share(): number {
    const missing = CHANGES - this.#changes.length;
    let sum = 0;
    for (let i = 0; i < this.#changes.length; i++) {
      const age = (missing + i) / (CHANGES - 1);
      if (this.#changes.at(i) === true) sum += OLDEST_WEIGHT + (NEWEST_WEIGHT - OLDEST_WEIGHT) * age;
    }
    return sum / CHANGES;
  }
}
