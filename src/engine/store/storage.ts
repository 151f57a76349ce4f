import type { LabelSet } from '../../model/labelSet.ts';
import type { NativeHistogram } from '../../model/nativeHistogram.ts';
import type { Matcher } from '../../model/series.ts';

/** Samples in two growing columns: the first `length` entries count. Reused from read to read, so that reading costs no allocation. */
export interface SampleColumns {
  timestampsMs: Float64Array;
  values: Float64Array;
  length: number;
}

/** A native histogram at a time. */
export interface HistogramSample {
  readonly timestampMs: number;
  readonly histogram: NativeHistogram;
  /** Where it is known when the counting began. */
  readonly startMs?: number;
}

/** A series as a reader sees it. */
export interface SelectedSeries {
  readonly labels: LabelSet;
  /** Adds the samples with `fromMs < t <= toMs` to the end of `into`, in order of time, staleness markers included. */
  read(fromMs: number, toMs: number, into: SampleColumns): void;
  /** Where the source has it at hand: adds the newest sample of the series alone, without decoding others. */
  newest?(into: SampleColumns): void;
  /** Where the source can hold them: the native histograms with `fromMs < t <= toMs`, in order of time. */
  readHistograms?(fromMs: number, toMs: number): readonly HistogramSample[];
  /** Where the source knows them: adds the same samples with their start timestamps (0: not known) in place of their values. */
  readStarts?(fromMs: number, toMs: number, into: SampleColumns): void;
}

/** What PromQL and charts need of a store: small on purpose, so that a test can stand one up from a table. */
export interface SeriesSource {
  /** The series that all of `matchers` select and that may have samples in `(fromMs, toMs]`, in no particular order. */
  select(matchers: readonly Matcher[], fromMs: number, toMs: number): readonly SelectedSeries[];
}

/** Where native histograms go, if anywhere; `startMs` is when the counting began, where that is known. */
export interface HistogramSink<Ref> {
  appendHistogram?(ref: Ref, timestampMs: number, histogram: NativeHistogram, startMs?: number): unknown;
}
