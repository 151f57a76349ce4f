import type { EngineStore } from '../../src/engine/engine.ts';
import type { SampleColumns, SelectedSeries } from '../../src/engine/store/storage.ts';
import type { LabelSet } from '../../src/model/labelSet.ts';
import type { Matcher, MetricMetadata } from '../../src/model/series.ts';

interface Series {
  readonly labels: LabelSet;
  readonly samples: [timestampMs: number, value: number][];
}

/** A store made of arrays: no compression, no disk, no limits. For tests of what stands on a store. */
export class MemoryStore implements EngineStore {
  readonly series = new Map<string, Series>();
  readonly families = new Map<string, MetricMetadata>();

  ref(labels: LabelSet): Series {
    const known = this.series.get(labels.key) ?? { labels, samples: [] };
    this.series.set(labels.key, known);
    return known;
  }

  append(ref: unknown, timestampMs: number, value: number): void {
    (ref as Series).samples.push([timestampMs, value]);
  }

  select(matchers: readonly Matcher[], fromMs: number, toMs: number): SelectedSeries[] {
    const inside = ([t]: readonly [number, number]): boolean => t > fromMs && t <= toMs;
    return [...this.series.values()]
      .filter(({ labels, samples }) => samples.some(inside) && matchers.every((matcher) => matches(labels, matcher)))
      .map(({ labels, samples }) => ({
        labels,
        read: (from, to, into) => samples.filter(([t]) => t > from && t <= to).forEach((sample) => add(into, sample)),
      }));
  }

  metadata(metricName: string): MetricMetadata | undefined {
    return this.families.get(metricName);
  }

  setLimits(): void {}
  flush(): void {}
  dispose(): void {}
  history() {
    return { kept: false, bytes: 0, series: this.series.size, samples: 0 };
  }
}

function matches(labels: LabelSet, { name, op, value }: Matcher): boolean {
  const has = labels.get(name);
  switch (op) {
    case '=':
      return has === value;
    case '!=':
      return has !== value;
    case '=~':
      return new RegExp(`^(?:${value})$`, 's').test(has);
    case '!~':
      return !new RegExp(`^(?:${value})$`, 's').test(has);
  }
}

function add(into: SampleColumns, [timestampMs, value]: readonly [number, number]): void {
  if (into.length === into.values.length) {
    into.timestampsMs = grown(into.timestampsMs);
    into.values = grown(into.values);
  }
  into.timestampsMs[into.length] = timestampMs;
  into.values[into.length] = value;
  into.length++;
}

function grown(column: Float64Array): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(column.length * 2 + 1);
  larger.set(column);
  return larger;
}
