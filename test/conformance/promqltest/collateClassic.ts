import { compacted } from '../../../src/engine/histogram/operations.ts';
import { LabelSet } from '../../../src/model/labelSet.ts';
import { CUSTOM_BUCKETS, NO_BUCKETS, type NativeHistogram } from '../../../src/model/nativeHistogram.ts';

interface Classic {
  readonly buckets: Map<number, number>;
  count: number | undefined;
  sum: number;
}

/** A sample of a classic histogram's series. */
export interface ClassicSample {
  readonly timeMs: number;
  readonly value: number;
}

/** `load_with_nhcb`: the native histograms with own bounds that the series of classic histograms make up. */
export class ClassicCollation {
  readonly #byKey = new Map<string, { readonly labels: LabelSet; readonly byTime: Map<number, Classic> }>();

  add(labels: LabelSet, samples: readonly ClassicSample[]): void {
    const [, name, suffix] = /^(.*)_(bucket|sum|count)$/.exec(labels.get('__name__')) ?? [];
    if (name === undefined) return;
    const { le, ...rest } = labels.toLabels();
    if (suffix === 'bucket' && le === undefined) return;
    const base = LabelSet.from({ ...rest, __name__: name });
    const known = this.#byKey.get(base.key) ?? { labels: base, byTime: new Map<number, Classic>() };
    this.#byKey.set(base.key, known);
    for (const { timeMs, value } of samples) {
      const classic = known.byTime.get(timeMs) ?? { buckets: new Map<number, number>(), count: undefined, sum: 0 };
      known.byTime.set(timeMs, classic);
      if (suffix === 'bucket') classic.buckets.set(/^\+?inf$/i.test(le ?? '') ? Infinity : Number(le), value);
      else if (suffix === 'count') classic.count = value;
      else classic.sum = value;
    }
  }

  histograms(): { labels: LabelSet; samples: { timeMs: number; histogram: NativeHistogram }[] }[] {
    return [...this.#byKey.values()].map(({ labels, byTime }) => ({
      labels,
      samples: [...byTime].map(([timeMs, classic]) => ({ timeMs, histogram: toNative(classic) })),
    }));
  }
}

function toNative({ buckets, count, sum }: Classic): NativeHistogram {
  const sorted = [...buckets].sort(([a], [b]) => a - b);
  const total = count ?? sorted.at(-1)?.[1] ?? 0;
  if (sorted.at(-1)?.[0] !== Infinity) sorted.push([Infinity, total]);
  if (sorted.at(-1)?.[1] !== total) throw new Error(`count mismatch: ${total}`);
  const counts = sorted.map(([, cumulative], i) => cumulative - (sorted[i - 1]?.[1] ?? 0));
  if (counts.some((one) => one < 0)) throw new Error('count is not cumulative');
  return compacted({
    schema: CUSTOM_BUCKETS,
    count: total,
    sum,
    zeroThreshold: 0,
    zeroCount: 0,
    positive: { indexes: counts.map((_, i) => i), counts },
    negative: NO_BUCKETS,
    customBounds: sorted.slice(0, -1).map(([bound]) => bound),
    resetHint: 'unknown',
  });
}
