import type { LabelSet } from '../../model/labelSet.ts';
import type { NativeHistogram } from '../../model/nativeHistogram.ts';
import { samplesOf } from '../histogram/operations.ts';

/** What stands at a step of a series: nothing, a number, or a native histogram. */
export const ABSENT = 0;
export const FLOAT = 1;
export const HISTOGRAM = 2;

/**
 * An instant vector at each step of a query: one row of `steps` entries a series, all rows in one block. NaN is a value
 * like any other; `present` tells whether there is one.
 */
export interface VectorColumns {
  readonly kind: 'vector';
  readonly steps: number;
  readonly labels: LabelSet[];
  /** For each row whether its metric name is to be dropped when the query is done (delayed name removal). */
  readonly dropName: boolean[];
  readonly values: Float64Array;
  readonly present: Uint8Array;
  /** Histograms by their index in the block, to be looked up where `present` says so; absent where there are none. */
  readonly histograms?: ReadonlyMap<number, NativeHistogram>;
}

/** A number at each step. */
export interface ScalarColumn {
  readonly kind: 'scalar';
  readonly values: Float64Array;
}

export interface StringValue {
  readonly kind: 'string';
  readonly value: string;
}

export type Value = VectorColumns | ScalarColumn | StringValue;

/**
 * Builds a vector row by row: ask for a row, write into `values` and `present` from the offset that it gave, and add it.
 * A row without a single value is left out.
 */
export class VectorBuilder {
  readonly steps: number;
  readonly labels: LabelSet[] = [];
  readonly dropName: boolean[] = [];
  values: Float64Array;
  present: Uint8Array;
  /** Histograms by their index in the block. */
  readonly histograms = new Map<number, NativeHistogram>();
  /** How many values the rows hold. */
  samples = 0;

  constructor(steps: number, expectedRows: number) {
    this.steps = steps;
    const size = Math.max(1, Math.min(expectedRows, Math.ceil(4_000_000 / steps))) * steps;
    this.values = new Float64Array(size);
    this.present = new Uint8Array(size);
  }

  /** Copies the histograms among the `steps` entries from `from` on of another block to the row at `base`. */
  carry({ histograms, present }: VectorColumns, from: number, base: number): void {
    if (histograms === undefined) return;
    for (let step = 0; step < this.steps; step++) {
      const histogram = present[from + step] === HISTOGRAM ? histograms.get(from + step) : undefined;
      if (histogram !== undefined) this.histograms.set(base + step, histogram);
    }
  }

  /** Writes a value at an index of the block. */
  put(at: number, value: number | NativeHistogram): void {
    if (typeof value === 'number') {
      this.values[at] = value;
      this.present[at] = FLOAT;
    } else {
      this.histograms.set(at, value);
      this.present[at] = HISTOGRAM;
    }
  }

  /** The offset of a fresh row; what was written into it before and not added is gone. */
  row(): number {
    const base = this.labels.length * this.steps;
    if (base + this.steps > this.values.length) this.#grow(base + this.steps);
    return base;
  }

  #grow(needed: number): void {
    const size = Math.max(needed, this.values.length * 2);
    const values = new Float64Array(size);
    const present = new Uint8Array(size);
    values.set(this.values);
    present.set(this.present);
    this.values = values;
    this.present = present;
  }

  /** Adds the row at the end; `count` tells how many values it holds where the caller knows. */
  add(labels: LabelSet, dropName: boolean, count?: number): boolean {
    const base = this.labels.length * this.steps;
    let held = count ?? 0;
    if (count === undefined) for (let i = base; i < base + this.steps; i++) if (this.present[i] !== ABSENT) held++;
    if (held === 0) return false;
    this.labels.push(labels);
    this.dropName.push(dropName);
    this.samples += held;
    return true;
  }

  build(): VectorColumns {
    const size = this.labels.length * this.steps;
    return {
      kind: 'vector',
      steps: this.steps,
      labels: this.labels,
      dropName: this.dropName,
      values: this.values.subarray(0, size),
      present: this.present.subarray(0, size),
      ...(this.histograms.size > 0 ? { histograms: this.histograms } : {}),
    };
  }
}

export function emptyVector(steps: number): VectorColumns {
  return { kind: 'vector', steps, labels: [], dropName: [], values: new Float64Array(0), present: new Uint8Array(0) };
}

export function countSamples(value: Value): number {
  if (value.kind === 'scalar') return value.values.length;
  if (value.kind === 'string') return 1;
  let count = 0;
  const { present, histograms } = value;
  for (let i = 0; i < present.length; i++) if (present[i] !== ABSENT) count++;
  if (histograms !== undefined) for (const histogram of histograms.values()) count += samplesOf(histogram) - 1;
  return count;
}

/** What stands at an index of the block: a number, a histogram, or nothing. */
export function cellAt(
  { present, values, histograms }: VectorColumns,
  at: number,
): number | NativeHistogram | undefined {
  if (present[at] === FLOAT) return values[at] ?? 0;
  return present[at] === HISTOGRAM ? histograms?.get(at) : undefined;
}

/** Whether a vector holds any histogram. */
export function hasHistograms({ histograms, present }: VectorColumns): boolean {
  return histograms !== undefined && present.includes(HISTOGRAM);
}
