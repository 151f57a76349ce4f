import type { LabelSet } from '../../model/labelSet.ts';
import type { NativeHistogram } from '../../model/nativeHistogram.ts';
import type { HistogramSample } from '../store/storage.ts';

/** A sample of an instant result; `timeMs` is Unix milliseconds. */
export interface VectorSample {
  readonly labels: LabelSet;
  readonly timeMs: number;
  /** NaN where the sample is a histogram. */
  readonly value: number;
  readonly histogram?: NativeHistogram;
}

/** A series of a result: parallel columns, without holes. */
export interface MatrixSeries {
  readonly labels: LabelSet;
  readonly timesMs: Float64Array;
  readonly values: Float64Array;
  /** The histograms of the series, in order of time, where it has any. */
  readonly histograms?: readonly HistogramSample[];
}

export type QueryValue =
  | { readonly type: 'vector'; readonly samples: readonly VectorSample[] }
  | { readonly type: 'matrix'; readonly series: readonly MatrixSeries[] }
  | { readonly type: 'scalar'; readonly timeMs: number; readonly value: number }
  | { readonly type: 'string'; readonly timeMs: number; readonly value: string };

export interface QueryStats {
  /** Time from parsed query to result. */
  readonly evalMs: number;
  /** Samples that were read. */
  readonly samples: number;
}

/** What a query gives. Annotations are whole sentences with their place in the query, as Prometheus' API has them. */
export type QueryResult =
  | {
      readonly ok: true;
      readonly result: QueryValue;
      readonly warnings: readonly string[];
      readonly infos: readonly string[];
      readonly stats: QueryStats;
    }
  | {
      readonly ok: false;
      /** `bad_data` where the query itself is wrong, else why it ended, as in Prometheus' API. */
      readonly errorType: 'bad_data' | 'execution' | 'timeout' | 'canceled';
      readonly error: string;
      readonly warnings: readonly string[];
      readonly infos: readonly string[];
    };
