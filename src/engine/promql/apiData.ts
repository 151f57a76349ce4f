import type { LabelSet } from '../../model/labelSet.ts';
import type { Labels } from '../../model/series.ts';
import { formatFloat } from './goText.ts';
import type { QueryValue } from './result.ts';

type ApiPoint = readonly [seconds: number, value: string];

/** `data` of Prometheus' HTTP API. */
export type ApiData =
  | { readonly resultType: 'vector'; readonly result: readonly { readonly metric: Labels; readonly value: ApiPoint }[] }
  | {
      readonly resultType: 'matrix';
      readonly result: readonly { readonly metric: Labels; readonly values: readonly ApiPoint[] }[];
    }
  | { readonly resultType: 'scalar' | 'string'; readonly result: ApiPoint };

/** A result as `data` of Prometheus' HTTP API: times are Unix seconds, values text as Go prints them. */
export function apiData(value: QueryValue): ApiData {
  switch (value.type) {
    case 'vector':
      return {
        resultType: 'vector',
        result: value.samples.map((sample) => ({
          metric: metric(sample.labels),
          value: [sample.timeMs / 1000, formatFloat(sample.value)],
        })),
      };
    case 'matrix':
      return {
        resultType: 'matrix',
        result: value.series.map(({ labels, timesMs, values }) => ({
          metric: metric(labels),
          values: Array.from(timesMs, (timeMs, i): ApiPoint => [timeMs / 1000, formatFloat(values[i] ?? NaN)]),
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
