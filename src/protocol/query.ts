import type { Unit } from '../base/unit.ts';
import type { TextRange } from '../model/problem.ts';
import type { Labels, Matcher, MetricType } from '../model/series.ts';

/** What one query may take and give. */
export const QUERY_LIMITS = {
  /** Characters of a query. */
  textLength: 100_000,
  timeoutMs: 10_000,
  /** Samples in memory at once, as Prometheus counts them. */
  maxSamples: 20_000_000,
  /** Series that are given back; the rest is counted. */
  series: 1_000,
  /** Points of a range query in each series, as in Prometheus. */
  points: 11_000,
  /** Points of a range query in all series together: what a page can be given. */
  allPoints: 2_000_000,
  /** Nodes of a query that are explained. */
  nodes: 60,
  /** Names and values in a list for completion. */
  names: 10_000,
} as const;

/** When a query is evaluated: at one moment, or at every step of a range. Unix milliseconds. */
export type QueryTime =
  | { readonly kind: 'instant'; readonly atMs: number }
  | { readonly kind: 'range'; readonly fromMs: number; readonly toMs: number; readonly stepMs: number };

/** A query of a panel. A newer one with the same `panelId` cancels the older. */
export interface QueryRequest {
  readonly panelId: string;
  readonly text: string;
  readonly time: QueryTime;
}

/**
 * A native histogram as Prometheus' HTTP API has it: numbers as text; of each bucket that is not empty which of its ends
 * belong to it (0 the upper, 1 the lower, 2 none, 3 both), its bounds and its count.
 */
export interface HistogramValue {
  readonly count: string;
  readonly sum: string;
  readonly buckets?: readonly (readonly [ends: number, lower: string, upper: string, count: string])[];
}

/** A range vector's series, as it is stored. Parallel columns, Unix milliseconds. */
export interface QuerySeries {
  readonly labels: Labels;
  readonly timestampsMs: Float64Array;
  readonly values: Float64Array;
  readonly histograms?: readonly { readonly timeMs: number; readonly value: HistogramValue }[];
}

/** What a query gave. `omitted` counts the series that were left out because there are too many. */
export type QueryResult =
  | { readonly kind: 'string'; readonly atMs: number; readonly value: string }
  /** One value a series; a scalar is one without labels. */
  | {
      readonly kind: 'scalar' | 'vector';
      readonly atMs: number;
      readonly labels: readonly Labels[];
      /** NaN where the series has a histogram. */
      readonly values: Float64Array;
      /** By the series' position; absent where all are numbers. */
      readonly histograms?: Readonly<Record<number, HistogramValue>>;
      readonly omitted: number;
    }
  /** A range vector at one moment. */
  | {
      readonly kind: 'matrix';
      readonly atMs: number;
      readonly series: readonly QuerySeries[];
      readonly omitted: number;
    }
  /**
   * A range query: `steps` values a series, row after row, NaN where there is none. `histograms` counts the series with
   * native histograms, of which only the numbers are given: no line shows a distribution.
   */
  | {
      readonly kind: 'range';
      readonly fromMs: number;
      readonly stepMs: number;
      readonly steps: number;
      readonly labels: readonly Labels[];
      readonly values: Float64Array;
      readonly histograms?: number;
      readonly omitted: number;
    };

/** The number of series of a result, with those that were left out. */
export function seriesCount(result: QueryResult): number {
  switch (result.kind) {
    case 'string':
      return 1;
    case 'matrix':
      return result.series.length + result.omitted;
    default:
      return result.labels.length + result.omitted;
  }
}

/** Why a query has no result: `invalid` is the query's fault, at `range` where a place is known. */
export interface QueryFailure {
  readonly reason: 'invalid' | 'failed' | 'cancelled' | 'notRunning';
  /** A sentence for the user. */
  readonly message: string;
  readonly range?: TextRange;
}

export interface QueryStats {
  readonly evalMs: number;
  /** Samples that were read. */
  readonly samples: number;
}

/** The answer to a query. */
export type QueryAnswer =
  | {
      readonly ok: true;
      readonly result: QueryResult;
      /** What the values are in, where the metrics of the query tell. */
      readonly unit: Unit;
      readonly warnings: readonly string[];
      readonly infos: readonly string[];
      readonly stats: QueryStats;
    }
  | { readonly ok: false; readonly failure: QueryFailure };

/** One expression inside a query, evaluated for itself at the moment; its time includes that of its operands. */
export interface ExplainNode {
  /** The expression as it stands in the query. */
  readonly text: string;
  /** UTF-16 offsets in the query, the end exclusive. */
  readonly start: number;
  readonly end: number;
  /** What it is, in a word or two: `aggregation sum`, `selector`, `function rate`. */
  readonly what: string;
  readonly type: 'scalar' | 'vector' | 'matrix' | 'string';
  readonly series: number;
  readonly samples: number;
  readonly evalMs: number;
  /** The labels of its series with the number of their values, most first. */
  readonly labels: readonly { readonly name: string; readonly values: number }[];
  readonly failure?: string;
  readonly children: readonly ExplainNode[];
}

export type ExplainAnswer =
  | { readonly ok: true; readonly root: ExplainNode; readonly omitted: number }
  | { readonly ok: false; readonly failure: QueryFailure };

/** A metric in the store. */
export interface MetricInfo {
  readonly name: string;
  readonly type: MetricType;
  readonly help: string;
  readonly unit: Unit;
  readonly series: number;
}

/** Which metrics and labels make the most series; each list holds the greatest counts, greatest first. */
export interface CardinalityReport {
  readonly series: number;
  readonly metrics: readonly { readonly name: string; readonly series: number }[];
  readonly labels: readonly { readonly name: string; readonly values: number }[];
  readonly pairs: readonly { readonly name: string; readonly value: string; readonly series: number }[];
}

/** A metrics probe as Prometheus' page of targets shows it. */
export interface TargetInfo {
  readonly serviceId: string;
  readonly probeId: string;
  readonly job: string;
  /** The probe's name in its service. */
  readonly probe: string;
  /** Without user, password and secrets. */
  readonly url: string;
  readonly state: 'up' | 'degraded' | 'down' | 'unknown' | 'paused';
  /** Why, in a sentence. */
  readonly reason: string;
  readonly intervalMs: number;
  readonly lastScrapeMs?: number;
  readonly durationMs?: number;
  /** Samples of the last scrape. */
  readonly samples?: number;
}

/** What the engine and the query panel answer alike. */
export interface QueryRequests {
  query(request: QueryRequest): QueryAnswer;
  /** Evaluates each expression inside a query at `atMs`. Counts as the panel's query. */
  explain(request: { readonly panelId: string; readonly text: string; readonly atMs: number }): ExplainAnswer;
  metrics(): readonly MetricInfo[];
  labelNames(matchers: readonly Matcher[]): readonly string[];
  labelValues(label: string, matchers: readonly Matcher[]): readonly string[];
  cardinality(): CardinalityReport;
  targets(): readonly TargetInfo[];
}
