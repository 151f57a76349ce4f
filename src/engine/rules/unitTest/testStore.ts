import type { LabelSet } from '../../../model/labelSet.ts';
import type { NativeHistogram } from '../../../model/nativeHistogram.ts';
import type { Matcher } from '../../../model/series.ts';
import { storedHint } from '../../histogram/resets.ts';
import { matcherTest } from '../../promql/check/checkSelector.ts';
import { addWindow, reserveColumns } from '../../store/columns.ts';
import type { HistogramSample, SampleColumns, SelectedSeries } from '../../store/storage.ts';
import type { RuleStore } from '../groupEvaluator.ts';

interface Stored {
  readonly labels: LabelSet;
  readonly columns: SampleColumns;
  readonly histograms: HistogramSample[];
}

/** The storage of one unit test: all in memory, samples in order of time; a later one of the same time is dropped. */
export class TestStore implements RuleStore {
  readonly #series = new Map<string, Stored>();
  readonly source = { select: this.#select.bind(this) };

  append(labels: LabelSet, timestampMs: number, value: number | NativeHistogram): void {
    let stored = this.#series.get(labels.key);
    if (stored === undefined) {
      stored = {
        labels,
        columns: { timestampsMs: new Float64Array(16), values: new Float64Array(16), length: 0 },
        histograms: [],
      };
      this.#series.set(labels.key, stored);
    }
    const { columns } = stored;
    const numberMs = columns.length > 0 ? (columns.timestampsMs[columns.length - 1] ?? 0) : -Infinity;
    const last = stored.histograms.at(-1);
    const histogramMs = last?.timestampMs ?? -Infinity;
    if (numberMs >= timestampMs || histogramMs >= timestampMs) return;
    if (typeof value !== 'number') {
      const resetHint = storedHint(value, histogramMs > numberMs ? last?.histogram : undefined);
      stored.histograms.push({ timestampMs, histogram: { ...value, resetHint } });
      return;
    }
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
        ({ labels, columns, histograms }) =>
          (holds(columns, fromMs, toMs) || histograms.some(({ timestampMs: t }) => t > fromMs && t <= toMs)) &&
          tests.every(({ name, test }) => test(labels.get(name))),
      )
      .map(({ labels, columns, histograms }): SelectedSeries => {
        const read: SelectedSeries['read'] = (from, to, into) => addWindow(columns, from, to, into);
        if (histograms.length === 0) return { labels, read };
        const inside = (from: number, to: number): readonly HistogramSample[] =>
          histograms.filter(({ timestampMs }) => timestampMs > from && timestampMs <= to);
        return { labels, read, readHistograms: inside };
      });
  }
}

function holds({ timestampsMs, length }: SampleColumns, fromMs: number, toMs: number): boolean {
  return length > 0 && (timestampsMs[length - 1] ?? 0) > fromMs && (timestampsMs[0] ?? 0) <= toMs;
}
