import type { LabelSet } from '../../model/labelSet.ts';
import type { NativeHistogram } from '../../model/nativeHistogram.ts';
import type { Labels, MetricMetadata } from '../../model/series.ts';
import type { AppendResult, SampleRun } from '../store/store.ts';

/** An exemplar as it goes to the sink; its labels have no order and no limit beyond the body's. */
export interface Exemplar {
  readonly labels: Labels;
  readonly value: number;
  /** Unix milliseconds; the time of the scrape where the target gave none. */
  readonly timestampMs: number;
}

/** Where scraped samples go: the store, or a list in a test. `R` is the sink's own reference of a series. */
export interface ScrapeSink<R> {
  /** The reference by which samples of this series will be appended. Asked for each new series, and again when it is gone. */
  resolve(labels: LabelSet): R;
  /** Adds a sample. To `gone`, the scraper asks for a new reference and appends again; any other refusal is counted. */
  append(ref: R, timestampMs: number, value: number): AppendResult;
  /**
   * As `append` for each sample of `run` in turn, for a sink that can do it faster; `refused` hears at once of each
   * sample whose answer is not `ok`.
   */
  appendRun?(run: SampleRun<R>, refused: (at: number, result: AppendResult) => void): void;
  /** As `append` for a native histogram, for a sink that can hold one; elsewhere it counts as refused. */
  appendHistogram?(ref: R, timestampMs: number, histogram: NativeHistogram): AppendResult;
  /** A family's metadata, when it is first known and whenever it changes. */
  metadata?(name: string, metadata: MetricMetadata): void;
  exemplar?(ref: R, exemplar: Exemplar): void;
}
