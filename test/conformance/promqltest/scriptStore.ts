import { storedHint } from '../../../src/engine/histogram/resets.ts';
import { addWindow } from '../../../src/engine/store/columns.ts';
import type {
  HistogramSample,
  SampleColumns,
  SelectedSeries,
  SeriesSource,
} from '../../../src/engine/store/storage.ts';
import type { LabelSet } from '../../../src/model/labelSet.ts';
import type { NativeHistogram } from '../../../src/model/nativeHistogram.ts';
import { type Matcher, STALE_NAN } from '../../../src/model/series.ts';
import { matcherTest } from '../../../src/engine/promql/check/checkSelector.ts';
import { knownSeriesLine } from './knownSeriesLine.ts';
import { ClassicCollation } from './collateClassic.ts';

interface Stored {
  readonly labels: LabelSet;
  /** Value and start by time. */
  readonly samples: Map<number, { readonly value: number | 'stale' | NativeHistogram; readonly start: number }>;
  hasStarts: boolean;
  hasHistograms: boolean;
  /** The samples in order of time, once asked for. */
  sorted: Sorted | undefined;
}

/** The storage of a script: what its `load` commands put in. */
export class ScriptStore implements SeriesSource {
  readonly #series = new Map<string, Stored>();

  clear(): void {
    this.#series.clear();
  }

  load(stepMs: number, lines: readonly string[], withNhcb = false): void {
    let starts: readonly (number | undefined)[] | undefined;
    const loaded = new Map<string, () => void>();
    const classic = new ClassicCollation();
    for (const line of lines) {
      const series = knownSeriesLine(line);
      if (series.starts !== undefined) {
        ({ starts } = series);
        continue;
      }
      const withStarts = starts;
      starts = undefined;
      // The same series again in one load: the last line counts.
      loaded.set(series.labels.key, () => {
        const stored = this.#stored(series.labels);
        stored.hasStarts ||= withStarts !== undefined;
        series.items.forEach((item, i) => {
          if (item === undefined) return;
          const timeMs = i * stepMs;
          const relative = withStarts?.[i];
          const value = typeof item === 'object' ? item.histogram : item;
          if (typeof value === 'object') stored.hasHistograms = true;
          stored.samples.set(timeMs, { value, start: relative === undefined ? 0 : timeMs + relative });
        });
        if (!withNhcb) return;
        const numbers = series.items.flatMap((value, i) =>
          typeof value === 'number' ? [{ timeMs: i * stepMs, value }] : [],
        );
        classic.add(series.labels, numbers);
      });
    }
    for (const add of loaded.values()) add();
    for (const { labels, samples } of classic.histograms()) {
      const stored = this.#stored(labels);
      stored.hasHistograms = true;
      for (const { timeMs, histogram } of samples) stored.samples.set(timeMs, { value: histogram, start: 0 });
    }
  }

  #stored(labels: LabelSet): Stored {
    const stored: Stored = this.#series.get(labels.key) ?? {
      labels,
      samples: new Map(),
      hasStarts: false,
      hasHistograms: false,
      sorted: undefined,
    };
    stored.sorted = undefined;
    this.#series.set(labels.key, stored);
    return stored;
  }

  select(matchers: readonly Matcher[], fromMs: number, toMs: number): readonly SelectedSeries[] {
    const tests = matchers.map((matcher) => {
      const test = matcherTest(matcher);
      return { name: matcher.name, test: typeof test === 'string' ? (): boolean => false : test };
    });
    const found: SelectedSeries[] = [];
    for (const stored of this.#series.values()) {
      const { labels, hasStarts, hasHistograms } = stored;
      if (!tests.every(({ name, test }) => test(labels.get(name)))) continue;
      const sorted = (stored.sorted ??= sortSamples(stored));
      const newest = Math.max(sorted.times.at(-1) ?? -Infinity, sorted.histograms.at(-1)?.timestampMs ?? -Infinity);
      if (!(newest > fromMs) || toMs < fromMs) continue;
      found.push({
        labels,
        read: (from, to, into) => addWindow(columnsOf(sorted.times, sorted.values), from, to, into),
        ...(hasHistograms && {
          readHistograms: (from, to) =>
            sorted.histograms.filter(({ timestampMs }) => timestampMs > from && timestampMs <= to),
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
  readonly histograms: readonly HistogramSample[];
}

function sortSamples({ samples }: Stored): Sorted {
  const all = [...samples].sort(([a], [b]) => a - b);
  const numbers = all.filter(([, { value }]) => typeof value !== 'object');
  const times = Float64Array.from(numbers, ([timeMs]) => timeMs);
  const values = new Float64Array(times.length);
  const starts = Float64Array.from(numbers, ([, { start }]) => start);
  numbers.forEach(([, { value }], i) => {
    // The marker lives in typed arrays alone: elsewhere a NaN may lose its bits.
    values[i] = value === 'stale' ? STALE_NAN : (value as number);
  });
  const histograms: HistogramSample[] = [];
  let previous: NativeHistogram | undefined;
  for (const [timestampMs, { value, start }] of all) {
    if (typeof value === 'object') {
      // A store keeps what it can tell of a counter's course, not what was said of it.
      previous = { ...value, resetHint: storedHint(value, previous) };
      histograms.push({ timestampMs, histogram: previous, startMs: start });
    } else previous = undefined;
  }
  return { times, values, starts, histograms };
}

function columnsOf(timestampsMs: Float64Array, values: Float64Array): SampleColumns {
  return { timestampsMs, values, length: values.length };
}
