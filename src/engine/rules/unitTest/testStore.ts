import type { LabelSet } from '../../../model/labelSet.ts';
import type { Matcher } from '../../../model/series.ts';
import { matcherTest } from '../../promql/check/checkSelector.ts';
import { addWindow, reserveColumns } from '../../store/columns.ts';
import type { SampleColumns, SelectedSeries } from '../../store/storage.ts';
import type { RuleStore } from '../groupEvaluator.ts';

interface Stored {
  readonly labels: LabelSet;
  readonly columns: SampleColumns;
}

/** The storage of one unit test: all in memory, samples in order of time; a later one of the same time is dropped. */
export class TestStore implements RuleStore {
  readonly #series = new Map<string, Stored>();
  readonly source = { select: this.#select.bind(this) };

  append(labels: LabelSet, timestampMs: number, value: number): void {
    let stored = this.#series.get(labels.key);
    if (stored === undefined) {
      stored = {
        labels,
        columns: { timestampsMs: new Float64Array(16), values: new Float64Array(16), length: 0 },
      };
      this.#series.set(labels.key, stored);
    }
    const { columns } = stored;
    if (columns.length > 0 && (columns.timestampsMs[columns.length - 1] ?? 0) >= timestampMs) return;
    reserveColumns(columns, 1);
    columns.timestampsMs[columns.length] = timestampMs;
    columns.values[columns.length] = value;
    columns.length++;
  }

  #select(matchers: readonly Matcher[], fromMs: number, toMs: number): SelectedSeries[] {
    const tests = matchers.map((matcher) => {
      const test = matcherTest(matcher);
      return { name: matcher.name, test: typeof test === 'string' ? (): boolean => false : test };
    });
    return [...this.#series.values()]
      .filter(
        ({ labels, columns }) =>
          (columns.timestampsMs[columns.length - 1] ?? -Infinity) > fromMs &&
          (columns.timestampsMs[0] ?? Infinity) <= toMs &&
          tests.every(({ name, test }) => test(labels.get(name))),
      )
      .map(({ labels, columns }) => ({ labels, read: (from, to, into) => addWindow(columns, from, to, into) }));
  }
}
