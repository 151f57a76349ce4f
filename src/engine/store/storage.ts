import type { LabelSet } from '../../model/labelSet.ts';
import type { Matcher } from '../../model/series.ts';

/** Samples in two growing columns: the first `length` entries count. Reused from read to read, so that reading costs no allocation. */
export interface SampleColumns {
  timestampsMs: Float64Array;
  values: Float64Array;
  length: number;
}

/** A series as a reader sees it. */
export interface SelectedSeries {
  readonly labels: LabelSet;
  /** Adds the samples with `fromMs < t <= toMs` to the end of `into`, in order of time, staleness markers included. */
  read(fromMs: number, toMs: number, into: SampleColumns): void;
  /** Where the source has it at hand: adds the newest sample of the series alone, without decoding others. */
  newest?(into: SampleColumns): void;
  /** Where the source knows them: adds the same samples with their start timestamps (0: not known) in place of their values. */
  readStarts?(fromMs: number, toMs: number, into: SampleColumns): void;
}

/** What PromQL and charts need of a store: small on purpose, so that a test can stand one up from a table. */
export interface SeriesSource {
  /** The series that all of `matchers` select and that may have samples in `(fromMs, toMs]`, in no particular order. */
  select(matchers: readonly Matcher[], fromMs: number, toMs: number): readonly SelectedSeries[];
}
