import type { Unit } from '../base/unit.ts';

/** A series' labels as the user sees them, `__name__` included; a label with an empty value is the same as none. */
export type Labels = Readonly<Record<string, string>>;

/** What a metric is, as its exposition says; `unknown` where it does not. */
export type MetricType =
  | 'counter'
  | 'gauge'
  | 'histogram'
  | 'summary'
  | 'gaugehistogram'
  | 'info'
  | 'stateset'
  | 'unknown';

/** What is known of a metric family beside its samples. */
export interface MetricMetadata {
  readonly type: MetricType;
  readonly help: string;
  readonly unit: string;
}

/** How a label must be for a series to be selected. `=~` and `!~` are fully anchored RE2 patterns. */
export interface Matcher {
  readonly name: string;
  readonly op: '=' | '!=' | '=~' | '!~';
  readonly value: string;
}

/** One sample on its way into the store; `timestampMs` is Unix milliseconds. */
export interface Sample {
  readonly labels: Labels;
  readonly timestampMs: number;
  readonly value: number;
}

/** A series cut to a window for a chart: parallel columns, NaN where there was a gap; Unix milliseconds. */
export interface SeriesData {
  /** Stable for the life of the series: the labels printed canonically. */
  readonly id: string;
  readonly labels: Labels;
  readonly unit: Unit;
  readonly type: MetricType;
  readonly help: string;
  readonly timestampsMs: Float64Array;
  readonly values: Float64Array;
}

/**
 * The marker that a series has ended: a NaN with these bits, as in Prometheus (`value.StaleNaN`). It must be written
 * and recognised by its bits, since every NaN is the same number to JavaScript.
 */
export const STALE_NAN: number = new Float64Array(new Uint32Array([2, 0x7ff00000]).buffer)[0] as number;

const scratch = new Float64Array(1);
const scratchBits = new Uint32Array(scratch.buffer);

/** Whether `value` is the staleness marker. The quiet bit is ignored, because a processor may set it when it moves the value. */
export function isStale(value: number): boolean {
  if (value === value) return false;
  scratch[0] = value;
  return scratchBits[0] === 2 && ((scratchBits[1] ?? 0) & 0x7ff7ffff) === 0x7ff00000;
}
