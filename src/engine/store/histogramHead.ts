import type { BucketCounts, NativeHistogram } from '../../model/nativeHistogram.ts';
import { storedHint } from '../histogram/resets.ts';
import type { HistogramSample } from './storage.ts';

interface Row {
  /** In order of time; those before `start` are forgotten. */
  samples: HistogramSample[];
  start: number;
}

/** What an object of a histogram takes beside its buckets, about. */
const HISTOGRAM_BYTES = 320;

/**
 * The native histograms of the series, in memory alone: the history file's pages hold numbers. Consecutive histograms of
 * a series share their bucket indexes and bounds while these stay the same.
 */
export class HistogramHead {
  readonly #rows = new Map<number, Row>();
  /** The slots of all samples in the order in which they came, about; those before `#first` are forgotten. */
  #order: number[] = [];
  #first = 0;
  #bytes = 0;
  #samples = 0;

  get bytes(): number {
    return this.#bytes + (this.#order.length - this.#first) * 8;
  }

  get samples(): number {
    return this.#samples;
  }

  get isEmpty(): boolean {
    return this.#rows.size === 0;
  }

  /** When the series had its newest histogram; -Infinity where it has none. */
  newestMs(slot: number): number {
    return this.#rows.get(slot)?.samples.at(-1)?.timestampMs ?? -Infinity;
  }

  has(slot: number): boolean {
    return this.#rows.has(slot);
  }

  /** Adds a histogram that is newer than all of the series. `continues`: no number came since the series' last histogram. */
  append(
    slot: number,
    timestampMs: number,
    histogram: NativeHistogram,
    startMs: number | undefined,
    continues: boolean,
  ): void {
    const row = this.#rows.get(slot) ?? { samples: [], start: 0 };
    this.#rows.set(slot, row);
    const previous = row.samples.at(-1)?.histogram;
    const resetHint = storedHint(histogram, continues ? previous : undefined);
    const stored: NativeHistogram = {
      ...histogram,
      resetHint,
      positive: shared(histogram.positive, previous?.positive),
      negative: shared(histogram.negative, previous?.negative),
      customBounds: sharedList(histogram.customBounds, previous?.customBounds),
    };
    row.samples.push({ timestampMs, histogram: stored, ...(startMs === undefined ? {} : { startMs }) });
    this.#order.push(slot);
    this.#samples++;
    this.#bytes += sizeOf(stored);
  }

  /** The histograms with `fromMs < t <= toMs`. */
  read(slot: number, fromMs: number, toMs: number): readonly HistogramSample[] {
    const row = this.#rows.get(slot);
    if (row === undefined) return [];
    const from = indexAfter(row, fromMs);
    return row.samples.slice(from, indexAfter(row, toMs));
  }

  drop(slot: number): void {
    const row = this.#rows.get(slot);
    if (row === undefined) return;
    this.#forgetAll(row.samples.slice(row.start));
    this.#rows.delete(slot);
    this.#trimOrder();
  }

  /** Takes the histograms after `timeMs` out of the series. */
  truncate(slot: number, timeMs: number): void {
    const row = this.#rows.get(slot);
    if (row === undefined) return;
    this.#forgetAll(row.samples.splice(indexAfter(row, timeMs)));
    if (row.samples.length === row.start) this.#rows.delete(slot);
    this.#trimOrder();
  }

  #forgetAll(samples: readonly HistogramSample[]): void {
    this.#samples -= samples.length;
    for (const { histogram } of samples) this.#bytes -= sizeOf(histogram);
  }

  /** Forgets the histogram that came first, about; false when there is none. */
  forgetOldest(): boolean {
    while (this.#first < this.#order.length) {
      const slot = this.#order[this.#first++] ?? 0;
      // What stood here may be gone already; then it stands for a later one of the slot.
      if (!this.#forgetFirst(slot)) continue;
      this.#trimOrder();
      return true;
    }
    return false;
  }

  /** There are as many entries as samples: those of samples that went otherwise are taken from the start, where the old ones are. */
  #trimOrder(): void {
    this.#first = Math.max(this.#first, this.#order.length - this.#samples);
    if (this.#first <= 1024 || this.#first <= this.#order.length / 2) return;
    this.#order = this.#order.slice(this.#first);
    this.#first = 0;
  }

  #forgetFirst(slot: number): boolean {
    const row = this.#rows.get(slot);
    const oldest = row?.samples[row.start];
    if (row === undefined || oldest === undefined) return false;
    this.#forgetAll([oldest]);
    row.start++;
    if (row.start === row.samples.length) this.#rows.delete(slot);
    else if (row.start > 64 && row.start > row.samples.length / 2) {
      row.samples = row.samples.slice(row.start);
      row.start = 0;
    }
    return true;
  }

  /** Forgets the histograms up to `timeMs`. */
  forgetUpTo(timeMs: number): void {
    for (const [slot, row] of this.#rows)
      while (this.#rows.has(slot) && (row.samples[row.start]?.timestampMs ?? Infinity) <= timeMs)
        this.#forgetFirst(slot);
    this.#trimOrder();
  }
}

function indexAfter({ samples, start }: Row, timeMs: number): number {
  let low = start;
  let high = samples.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((samples[middle]?.timestampMs ?? 0) <= timeMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

function shared({ indexes, counts }: BucketCounts, previous: BucketCounts | undefined): BucketCounts {
  return { indexes: sharedList(indexes, previous?.indexes), counts };
}

function sharedList(list: readonly number[], previous: readonly number[] | undefined): readonly number[] {
  if (previous === undefined || previous.length !== list.length) return list;
  return list.every((item, i) => item === previous[i]) ? previous : list;
}

function sizeOf({ positive, negative }: NativeHistogram): number {
  return HISTOGRAM_BYTES + 8 * (positive.counts.length + negative.counts.length);
}
