import type { LabelSet } from '../../model/labelSet.ts';
import type { Labels } from '../../model/series.ts';
import { formatFloat } from './goText.ts';
import { type ApiHistogram, apiHistogram } from './histogram/printHistogram.ts';
import type { QueryValue } from './result.ts';

type ApiPoint = readonly [seconds: number, value: string];
type ApiHistogramPoint = readonly [seconds: number, histogram: ApiHistogram];

/** `data` of Prometheus' HTTP API. */
export type ApiData =
  | {
      readonly resultType: 'vector';
      readonly result: readonly ({ readonly metric: Labels } & (
        | { readonly value: ApiPoint }
        | { readonly histogram: ApiHistogramPoint }
      ))[];
    }
  | {
      readonly resultType: 'matrix';
      readonly result: readonly {
        readonly metric: Labels;
        readonly values?: readonly ApiPoint[];
        readonly histograms?: readonly ApiHistogramPoint[];
      }[];
    }
  | { readonly resultType: 'scalar' | 'string'; readonly result: ApiPoint };

/** A result as `data` of Prometheus' HTTP API: times are Unix seconds, values text as Go prints them. */
export function apiData(value: QueryValue): ApiData {
  switch (value.type) {
    case 'vector':
      return {
        resultType: 'vector',
        result: value.samples.map(({ labels, timeMs, value: number, histogram }) =>
          histogram === undefined
            ? { metric: metric(labels), value: [timeMs / 1000, formatFloat(number)] }
            : { metric: metric(labels), histogram: [timeMs / 1000, apiHistogram(histogram)] },
        ),
      };
    case 'matrix':
      return {
        resultType: 'matrix',
        result: value.series.map(({ labels, timesMs, values, histograms }) => ({
          metric: metric(labels),
          ...(values.length > 0 && {
            values: Array.from(timesMs, (timeMs, i): ApiPoint => [timeMs / 1000, formatFloat(values[i] ?? NaN)]),
          }),
          ...(histograms !== undefined && {
            histograms: histograms.map(({ timestampMs, histogram }): ApiHistogramPoint => [
              timestampMs / 1000,
              apiHistogram(histogram),
            ]),
          }),
        })),
      };
    case 'scalar':
      return { resultType: 'scalar', result: [value.timeMs / 1000, formatFloat(value.value)] };
    case 'string':
      return { resultType: 'string', result: [value.timeMs / 1000, value.value] };
  }
}

function metric(labels: LabelSet): Labels {
  return labels.toLabels();
}
