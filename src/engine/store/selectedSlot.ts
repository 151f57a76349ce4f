import type { LabelSet } from '../../model/labelSet.ts';
import type { HistogramSample, SampleColumns, SelectedSeries } from './storage.ts';

/** A selected series: it reads from its slot through the store, and nothing once the series was dropped. */
export class SelectedSlot implements SelectedSeries {
  readonly labels: LabelSet;
  /** Set where the series has histograms. */
  readHistograms?: (fromMs: number, toMs: number) => readonly HistogramSample[];
  readonly #slot: number;
  readonly #generation: number;
  readonly #newest: (slot: number, generation: number, into: SampleColumns) => void;
  readonly #read: (slot: number, generation: number, fromMs: number, toMs: number, into: SampleColumns) => void;

  constructor(
    labels: LabelSet,
    slot: number,
    generation: number,
    read: (slot: number, generation: number, fromMs: number, toMs: number, into: SampleColumns) => void,
    newest: (slot: number, generation: number, into: SampleColumns) => void,
  ) {
    this.labels = labels;
    this.#slot = slot;
    this.#generation = generation;
    this.#read = read;
    this.#newest = newest;
  }

  read(fromMs: number, toMs: number, into: SampleColumns): void {
    this.#read(this.#slot, this.#generation, fromMs, toMs, into);
  }

  newest(into: SampleColumns): void {
    this.#newest(this.#slot, this.#generation, into);
  }
}
