import { addWindow } from '../../../src/engine/store/columns.ts';
import type { SampleColumns, SelectedSeries, SeriesSource } from '../../../src/engine/store/storage.ts';
import type { LabelSet } from '../../../src/model/labelSet.ts';
import { type Matcher, STALE_NAN } from '../../../src/model/series.ts';
import { matcherTest } from '../../../src/engine/promql/check/checkSelector.ts';
import { readSeriesLine } from '../../../src/engine/rules/unitTest/readSeries.ts';

interface Stored {
  readonly labels: LabelSet;
  /** Value and start by time. */
  readonly samples: Map<number, { readonly value: number | 'stale'; readonly start: number }>;
  readonly hasStarts: boolean;
  /** Times of native histograms, of which we only know that they are there. */
  readonly histogramTimes: Set<number>;
  /** The samples in order of time, once asked for. */
  sorted: Sorted | undefined;
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
        const stored: Stored = this.#series.get(series.labels.key) ?? {
          labels: series.labels,
          samples: new Map<number, { value: number | 'stale'; start: number }>(),
          hasStarts: withStarts !== undefined,
          histogramTimes: new Set<number>(),
          sorted: undefined,
        };
        stored.sorted = undefined;
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
    const found: SelectedSeries[] = [];
    for (const stored of this.#series.values()) {
      const { labels, histogramTimes, hasStarts } = stored;
      if (!tests.every(({ name, test }) => test(labels.get(name)))) continue;
      const sorted = (stored.sorted ??= sortSamples(stored));
      const inside = [...histogramTimes].some((timeMs) => timeMs > fromMs && timeMs <= toMs);
      if (!inside && !((sorted.times.at(-1) ?? -Infinity) > fromMs)) continue;
      found.push({
        labels,
        read: (from, to, into) => addWindow(columnsOf(sorted.times, sorted.values), from, to, into),
        ...(histogramTimes.size > 0 && {
          readHistograms: (from, to) =>
            [...histogramTimes]
              .filter((timeMs) => timeMs > from && timeMs <= to)
              .sort((x, y) => x - y)
              .map((timestampMs) => ({ timestampMs, histogram: {} })),
        }),
        ...(hasStarts && {
          readStarts: (from, to, into) => addWindow(columnsOf(sorted.times, sorted.starts), from, to, into),
        }),
      });
    }
    return found;
  }
}

interface Sorted {
  readonly times: Float64Array;
  readonly values: Float64Array;
  readonly starts: Float64Array;
}

function sortSamples({ samples }: Stored): Sorted {
  const times = Float64Array.from(samples.keys()).sort();
  const values = new Float64Array(times.length);
  const starts = new Float64Array(times.length);
  times.forEach((timeMs, i) => {
    const sample = samples.get(timeMs);
    // The marker lives in typed arrays alone: elsewhere a NaN may lose its bits.
    values[i] = sample?.value === 'stale' ? STALE_NAN : (sample?.value ?? 0);
    starts[i] = sample?.start ?? 0;
  });
  return { times, values, starts };
}

function columnsOf(timestampsMs: Float64Array, values: Float64Array): SampleColumns {
  return { timestampsMs, values, length: values.length };
}
