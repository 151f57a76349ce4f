/** The quantile of the first `count` of `values`, which are sorted in place with NaN first; Prometheus' `quantile`. */
export function quantileOf(quantile: number, values: Float64Array, count: number): number {
  if (count === 0 || quantile !== quantile) return NaN;
  if (quantile < 0) return -Infinity;
  if (quantile > 1) return Infinity;
  const sorted = values.subarray(0, count).sort();
  // Float64Array sorts NaN to the end; PromQL takes it for the least.
  let nans = 0;
  while (nans < count && sorted[count - 1 - nans] !== sorted[count - 1 - nans]) nans++;
  const at = (i: number): number => (i < nans ? NaN : (sorted[i - nans] ?? NaN));
  const rank = quantile * (count - 1);
  const lower = Math.max(0, Math.floor(rank));
  const upper = Math.min(count - 1, lower + 1);
  const weight = rank - Math.floor(rank);
  return at(lower) * (1 - weight) + at(upper) * weight;
}
