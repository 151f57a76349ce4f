import type { Annotations } from '../annotations.ts';
import type { Span } from '../ast.ts';

/**
 * The samples of one series as a function over a range sees them at one step: `lo` to `hi` (exclusive) of the columns.
 * One object serves all steps and series.
 */
export class Window {
  timestampsMs: Float64Array = new Float64Array(0);
  values: Float64Array = new Float64Array(0);
  /** Start timestamps of the samples in milliseconds, 0 where not known; empty where the source has none. */
  startsMs: Float64Array = new Float64Array(0);
  /** For counters: how many resets there were up to and with each sample. */
  resets: Int32Array = new Int32Array(0);
  lo = 0;
  hi = 0;
  /** The range, open on the left. */
  startMs = 0;
  endMs = 0;
  rangeMs = 0;
  /** The time of evaluation; another than the range's end where there is `offset` or `@`. */
  timeMs = 0;
  anchored = false;
  smoothed = false;
  /** Values at this step of the arguments that are scalars, in order. */
  args: number[] = [];
  metricName = '';
  /** Set by a function that has no value at this step. */
  none = false;
  readonly annotations: Annotations;
  /** Of the range argument, and of the first argument. */
  readonly span: Span;
  readonly firstSpan: Span;
  /** For functions that sort: room for the window's values. */
  scratch: Float64Array = new Float64Array(64);

  constructor(annotations: Annotations, span: Span, firstSpan: Span) {
    this.annotations = annotations;
    this.span = span;
    this.firstSpan = firstSpan;
  }

  /** A copy of the window's values that may be sorted. */
  copyValues(): Float64Array {
    const count = this.hi - this.lo;
    if (this.scratch.length < count) this.scratch = new Float64Array(count * 2);
    for (let i = 0; i < count; i++) this.scratch[i] = this.values[this.lo + i] ?? 0;
    return this.scratch;
  }
}

/** A function over a range: its value for the window, or anything with `none` set. The window is never empty. */
export interface RangeFunction {
  readonly apply: (window: Window) => number;
  /** Whether the result keeps the metric name. */
  readonly keepsName?: boolean;
  /** Whether start timestamps and resets are wanted. */
  readonly counter?: boolean;
  /** Whether metrics that do not look like counters are told of. */
  readonly wantsCounterName?: boolean;
  /** The modifiers that change the range for this function. */
  readonly anchored?: boolean;
  readonly smoothed?: boolean;
}
