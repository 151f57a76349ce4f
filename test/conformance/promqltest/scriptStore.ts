import { reserveColumns } from '../../../src/engine/store/columns.ts';
import type { SampleColumns, SelectedSeries, SeriesSource } from '../../../src/engine/store/storage.ts';
import type { LabelSet } from '../../../src/model/labelSet.ts';
import { type Matcher, STALE_NAN } from '../../../src/model/series.ts';
import { matcherTest } from '../../../src/engine/promql/check/checkSelector.ts';
import { readSeriesLine } from './readSeries.ts';

interface Stored {
  readonly labels: LabelSet;
  /** Value and start by time. */
  readonly samples: Map<number, { readonly value: number | 'stale'; readonly start: number }>;
  readonly hasStarts: boolean;
  /** Times of native histograms, of which we only know that they are there. */
  readonly histogramTimes: Set<number>;
}

/** The storage of a script: what its `load` commands put in. */
export class ScriptStore implements SeriesSource {
  readonly #series = new Map<string, Stored>();
  /** Whether anything was loaded that we cannot hold yet. */
  hasHistograms = false;

  clear(): void {
    this.#series.clear();
    this.hasHistograms = false;
  }

  load(stepMs: number, lines: readonly string[]): void {
    let starts: readonly (number | undefined)[] | undefined;
    const loaded = new Map<string, () => void>();
    for (const line of lines) {
      const series = readSeriesLine(line);
      if (series.starts !== undefined) {
        ({ starts } = series);
        continue;
      }
      const withStarts = starts;
      starts = undefined;
      // The same series again in one load: the last line counts.
      loaded.set(series.labels.key, () => {
        const stored = this.#series.get(series.labels.key) ?? {
          labels: series.labels,
          samples: new Map<number, { value: number | 'stale'; start: number }>(),
          hasStarts: withStarts !== undefined,
          histogramTimes: new Set<number>(),
        };
        this.#series.set(series.labels.key, stored);
        series.items.forEach((item, i) => {
          if (item === 'histogram') {
            this.hasHistograms = true;
            stored.histogramTimes.add(i * stepMs);
          }
          if (item === undefined || item === 'histogram') return;
          const relative = withStarts?.[i];
          stored.samples.set(i * stepMs, { value: item, start: relative === undefined ? 0 : i * stepMs + relative });
        });
      });
    }
    for (const add of loaded.values()) add();
  }

  select(matchers: readonly Matcher[], fromMs: number, toMs: number): readonly SelectedSeries[] {
    const tests = matchers.map((matcher) => {
      const test = matcherTest(matcher);
      return { name: matcher.name, test: typeof test === 'string' ? (): boolean => false : test };
    });
    return [...this.#series.values()]
      .filter(({ labels }) => tests.every(({ name, test }) => test(labels.get(name))))
      .filter(({ samples, histogramTimes }) =>
        [...samples.keys(), ...histogramTimes].some((timeMs) => timeMs > fromMs && timeMs <= toMs),
      )
      .map(({ labels, samples, hasStarts, histogramTimes }) => {
        const times = [...samples.keys()].sort((a, b) => a - b);
        const add = (from: number, to: number, into: SampleColumns, what: 'value' | 'start'): void => {
          reserveColumns(into, times.length);
          for (const timeMs of times) {
            if (timeMs <= from || timeMs > to) continue;
            into.timestampsMs[into.length] = timeMs;
            const value = samples.get(timeMs)?.[what] ?? 0;
            // The marker lives in typed arrays alone: elsewhere a NaN may lose its bits.
            into.values[into.length] = value === 'stale' ? STALE_NAN : value;
            into.length++;
          }
        };
        return {
          labels,
          read: (from, to, into) => add(from, to, into, 'value'),
          ...(histogramTimes.size === 0
            ? {}
            : {
                readHistograms: (from, to) =>
                  [...histogramTimes]
                    .filter((timeMs) => timeMs > from && timeMs <= to)
                    .sort((a, b) => a - b)
                    .map((timestampMs) => ({ timestampMs, histogram: {} })),
              }),
          ...(hasStarts ? { readStarts: (from, to, into) => add(from, to, into, 'start') } : {}),
        } satisfies SelectedSeries;
      });
  }
}
