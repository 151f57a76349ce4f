import type { Clock } from '../../base/clock.ts';
import type { Problem } from '../../model/problem.ts';
import type { HistoryFile } from './historyFile.ts';

/** How much is kept. */
export interface StoreLimits {
  readonly maxAgeMs: number;
  /** Bytes in memory, and bytes of the history file. */
  readonly maxBytes: number;
}

/** How a store is opened. */
export interface StoreOptions extends StoreLimits {
  /** Path of the history file; without it everything stays in memory. */
  readonly file?: string;
  readonly clock: Clock;
  /** Called once when something goes wrong with the history file, and with undefined once it goes well again. */
  readonly onProblem?: (problem: Problem | undefined) => void;
  /** For tests, which let the file fail. */
  readonly openFile?: (path: string) => HistoryFile;
}

/**
 * What became of a sample. `ok` is also the answer to a sample that is there already, bit for bit; `duplicate`: another
 * value is there at that time; `outOfOrder`: the series has a newer one; `tooOld`: older than the age limit; `tooNew`:
 * more than ten minutes ahead of the clock; `gone`: the series was dropped, ask for a new ref.
 */
export type AppendResult = 'ok' | 'duplicate' | 'outOfOrder' | 'tooOld' | 'tooNew' | 'gone';

/** Samples of one time for many series: for `from <= i < to`, `values[i]` belongs to the series `refs[entries[i]]`. */
export interface SampleRun<R> {
  /** Unix milliseconds. */
  readonly timestampMs: number;
  readonly refs: readonly (R | undefined)[];
  readonly entries: Int32Array;
  readonly values: Float64Array;
  readonly from: number;
  readonly to: number;
}

/** What the store has and has met. */
export interface StoreStats {
  readonly series: number;
  /** Samples kept, on disk and in memory. */
  readonly samples: number;
  /** Samples taken in since the store was opened. */
  readonly appended: number;
  readonly duplicates: number;
  readonly outOfOrder: number;
  /** Samples refused because they were too old or too new. */
  readonly outOfBounds: number;
  /** Memory of samples, series and labels; an estimate. */
  readonly bytes: number;
  /** The part of `bytes` that holds samples. */
  readonly sampleBytes: number;
  /** The history file with its log. */
  readonly diskBytes: number;
  /** Whether samples are written to a history file just now. */
  readonly kept: boolean;
  /** What is wrong, or went wrong, with the history file. */
  readonly problem?: Problem;
}
