import { ABSENT, FLOAT, type VectorBuilder } from '../columns.ts';
import { type Context, type Grid, timeAt } from '../context.ts';
import type { RangeInput } from '../selector/rangeInput.ts';
import type { RangeFunction, Window } from './window.ts';

/** Moves the window of a range function over the samples of one series after another, step by step. */
export class Slider {
  /** Steps of the present series that have a value, so far. */
  count = 0;
  readonly #context: Context;
  readonly #fn: RangeFunction;
  readonly #window: Window;
  readonly #input: RangeInput;
  readonly #grid: Grid;
  readonly #scalars: readonly Float64Array[];
  readonly #builder: VectorBuilder;
  readonly #beforeMs: number;
  readonly #afterMs: number;
  #base = 0;
  #length = 0;
  #step = 0;
  #lo = 0;
  #hi = 0;
  #widest = 0;

  constructor(
    context: Context,
    fn: RangeFunction,
    window: Window,
    input: RangeInput,
    grid: Grid,
    scalars: readonly Float64Array[],
    builder: VectorBuilder,
  ) {
    this.#context = context;
    this.#fn = fn;
    this.#window = window;
    this.#input = input;
    this.#grid = grid;
    this.#scalars = scalars;
    this.#builder = builder;
    const { lookbackMs } = context.limits;
    this.#beforeMs = input.rangeMs + (input.anchored || input.smoothed ? lookbackMs : 0);
    this.#afterMs = input.smoothed ? lookbackMs : 0;
  }

  /** Begins a series of `length` samples, which are in the window's columns, and a row for it. */
  begin(length: number): void {
    this.#base = this.#builder.row();
    this.#length = length;
    this.#step = 0;
    this.#lo = 0;
    this.#hi = 0;
    this.#widest = 0;
    this.count = 0;
  }

  /** Goes on until the series is done (true) or a pause is due (false). */
  run(): boolean {
    const window = this.#window;
    const { timestampsMs } = window;
    const { values, present } = this.#builder;
    const { apply } = this.#fn;
    const { firstEndMs, stepMs, rangeMs } = this.#input;
    const { steps } = this.#grid;
    const scalars = this.#scalars;
    const length = this.#length;
    const base = this.#base;
    let lo = this.#lo;
    let hi = this.#hi;
    let work = 0;
    let step = this.#step;
    for (; step < steps && work < WORK_BEFORE_CHECK; step++) {
      const endMs = firstEndMs + step * stepMs;
      while (hi < length && (timestampsMs[hi] ?? 0) <= endMs + this.#afterMs) hi++;
      while (lo < hi && (timestampsMs[lo] ?? 0) <= endMs - this.#beforeMs) lo++;
      present[base + step] = ABSENT;
      if (lo === hi) continue;
      window.lo = lo;
      window.hi = hi;
      window.endMs = endMs;
      window.startMs = endMs - rangeMs;
      window.timeMs = timeAt(this.#grid, step);
      for (let i = 0; i < scalars.length; i++) window.args[i] = scalars[i]?.[step] ?? NaN;
      window.none = false;
      work += hi - lo;
      if (hi - lo > this.#widest) this.#widest = hi - lo;
      const value = apply(window);
      if (window.none) continue;
      values[base + step] = value;
      present[base + step] = FLOAT;
      this.count++;
    }
    this.#lo = lo;
    this.#hi = hi;
    this.#step = step;
    this.#context.holdsWith(this.#builder.samples + this.#widest);
    if (step >= steps || this.#context.failed) return true;
    return this.#context.due(work) ? false : this.run();
  }
}

const WORK_BEFORE_CHECK = 100_000;
