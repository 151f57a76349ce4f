import type { Clock } from '../../base/clock.ts';
import { instantQuerySync, rangeQuerySync } from '../promql/query.ts';
import type { QueryResult } from '../promql/result.ts';
import type { SeriesSource } from '../store/storage.ts';

/** What a signal's query gave: one value where it gave one series. */
export interface SignalValue {
  readonly value: number;
  readonly series: number;
  readonly failure?: string;
}

/** A signal is a small thing: what costs more is a query for the query panel. */
const LIMITS = { maxSamples: 1_000_000, timeoutMs: 500 } as const;

/** The value of `query` at `atMs`. */
export function evaluateSignal(source: SeriesSource, query: string, atMs: number, clock: Clock): SignalValue {
  return valueOf(instantQuerySync(source, query, atMs, { ...LIMITS, clock }));
}

/** The values of `query` at `count` moments, `stepMs` apart, before `toMs`: NaN where there was none, or not one alone. */
export function evaluateBefore(
  source: SeriesSource,
  query: string,
  toMs: number,
  stepMs: number,
  count: number,
  clock: Clock,
): number[] {
  const fromMs = toMs - count * stepMs;
  const answer = rangeQuerySync(source, query, { fromMs, toMs: toMs - stepMs, stepMs }, { ...LIMITS, clock });
  return answer.ok && answer.result.type === 'matrix' ? stepValues(answer.result.series, fromMs, stepMs, count) : [];
}

/** A single series' values at each step, NaN where it has none. */
export function stepValues(
  series: readonly { readonly timesMs: Float64Array; readonly values: Float64Array }[],
  fromMs: number,
  stepMs: number,
  count: number,
): number[] {
  const values = Array.from({ length: count }, () => Number.NaN);
  const [only, ...others] = series;
  if (only === undefined || others.length > 0) return [];
  only.timesMs.forEach((timeMs, i) => {
    values[Math.round((timeMs - fromMs) / stepMs)] = only.values[i] ?? Number.NaN;
  });
  return values.slice(0, count);
}

function valueOf(answer: QueryResult): SignalValue {
  if (!answer.ok) return { value: Number.NaN, series: 0, failure: answer.error };
  const { result } = answer;
  switch (result.type) {
    case 'scalar':
      return { value: result.value, series: 1 };
    case 'vector':
      return {
        value: result.samples.length === 1 ? (result.samples[0]?.value ?? Number.NaN) : Number.NaN,
        series: result.samples.length,
      };
    case 'matrix':
    case 'string':
      return { value: Number.NaN, series: 0, failure: `The query gives a ${result.type}, not a number.` };
  }
}
