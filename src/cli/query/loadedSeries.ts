import { addWindow, createColumns, orderColumns, reserveColumns } from '../../engine/store/columns.ts';
import { compileMatcher } from '../../engine/store/compileMatcher.ts';
import { LabelIndex } from '../../engine/store/labelIndex.ts';
import type { SampleColumns, SelectedSeries, SeriesSource } from '../../engine/store/storage.ts';
import type { LabelSet } from '../../model/labelSet.ts';
import type { Matcher } from '../../model/series.ts';

/** Samples of any age in plain columns: for a file that is loaded once and asked many times. */
export class LoadedSeries implements SeriesSource {
  readonly #index = new LabelIndex();
  readonly #columns: SampleColumns[] = [];
  /** Series whose samples may not be in order of time. */
  readonly #unordered = new Set<number>();
  #newestMs = -Infinity;

  /** The time of the newest sample, -Infinity where there is none. */
  get newestMs(): number {
    return this.#newestMs;
  }

  /** The number of the series with these labels. */
  series(labels: LabelSet): number {
    return this.#index.enter(labels, () => this.#columns.push(createColumns(16)) - 1);
  }

  add(series: number, timestampMs: number, value: number): void {
    const columns = this.#columns[series];
    if (columns === undefined) return;
    reserveColumns(columns, 1);
    if (columns.length > 0 && timestampMs <= (columns.timestampsMs[columns.length - 1] ?? 0))
      this.#unordered.add(series);
    columns.timestampsMs[columns.length] = timestampMs;
    columns.values[columns.length++] = value;
    if (timestampMs > this.#newestMs) this.#newestMs = timestampMs;
  }

  select(matchers: readonly Matcher[], fromMs: number, toMs: number): readonly SelectedSeries[] {
    const found: SelectedSeries[] = [];
    for (const number of this.#index.select(matchers.map(compileMatcher))) {
      const columns = this.#ordered(number);
      const last = columns.timestampsMs[columns.length - 1] ?? -Infinity;
      if (last <= fromMs || (columns.timestampsMs[0] ?? Infinity) > toMs) continue;
      found.push({ labels: this.#index.labels(number), read: (from, to, into) => addWindow(columns, from, to, into) });
    }
    return found;
  }

  #ordered(number: number): SampleColumns {
    const columns = this.#columns[number] ?? createColumns(1);
    if (this.#unordered.delete(number)) orderColumns(columns, 0);
    return columns;
  }
}
