import type { LabelIndex } from './labelIndex.ts';

/** Where the series come from: each list holds the greatest counts, greatest first. */
export interface Cardinality {
  readonly series: number;
  readonly metrics: readonly { readonly name: string; readonly series: number }[];
  readonly labels: readonly { readonly name: string; readonly values: number }[];
  readonly pairs: readonly { readonly name: string; readonly value: string; readonly series: number }[];
}

/** Counts the series of `index` by metric, by label and by pair of label and value; at most `limit` of each. */
export function countCardinality(index: LabelIndex, limit: number): Cardinality {
  const metrics: { name: string; series: number }[] = [];
  const pairs: { name: string; value: string; series: number }[] = [];
  const valuesOf = new Map<string, number>();
  index.forEachPair((name, value, series) => {
    if (name === '__name__') metrics.push({ name: value, series });
    pairs.push({ name, value, series });
    valuesOf.set(name, (valuesOf.get(name) ?? 0) + 1);
  });
  const labels = [...valuesOf].map(([name, values]) => ({ name, values }));
  return {
    series: index.size,
    metrics: metrics.sort((a, b) => b.series - a.series || compare(a.name, b.name)).slice(0, limit),
    labels: labels.sort((a, b) => b.values - a.values || compare(a.name, b.name)).slice(0, limit),
    pairs: pairs
      .sort((a, b) => b.series - a.series || compare(a.name, b.name) || compare(a.value, b.value))
      .slice(0, limit),
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
