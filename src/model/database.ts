import type { Unit } from '../base/unit.ts';

/** A number of a running database, as its probe last read it. */
export interface DatabaseNumber {
  /** `connections`, `hit ratio`. */
  readonly name: string;
  readonly unit: Unit;
  /** NaN where there is none: nothing was read, or not yet often enough for a rate. */
  readonly value: number;
  /** What it may grow to, where there is such a limit. */
  readonly limit?: number;
  /** The values before and this one, evenly apart, oldest first; NaN where there was none. */
  readonly history: readonly number[];
}

/** The numbers of one database. */
export interface DatabaseNumbers {
  /** Of its probe, of the kind postgres or redis. */
  readonly probeId: string;
  readonly numbers: readonly DatabaseNumber[];
}
