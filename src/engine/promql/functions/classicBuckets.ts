/** Buckets of a classic histogram: upper bounds and cumulative counts, in parallel. */
export interface Buckets {
  bounds: number[];
  counts: number[];
}

/** What had to be put right for counts to rise. */
export interface Correction {
  minBucket: number;
  maxBucket: number;
  maxDiff: number;
}

/** Counts that differ by no more than this share are the same: what is between them is rounding. */
const SAME_COUNT = 1e-12;

/** The buckets in order of their bounds, those with the same bound added up. */
function ordered({ bounds, counts }: Buckets): Buckets {
  const order = bounds.map((_, i) => i).sort((a, b) => (bounds[a] ?? 0) - (bounds[b] ?? 0));
  const out: Buckets = { bounds: [], counts: [] };
  for (const i of order) {
    const bound = bounds[i] ?? 0;
    const last = out.bounds.length - 1;
    if (last >= 0 && out.bounds[last] === bound) out.counts[last] = (out.counts[last] ?? 0) + (counts[i] ?? 0);
    else {
      out.bounds.push(bound);
      out.counts.push(counts[i] ?? 0);
    }
  }
  return out;
}

/** Makes counts rise: small differences go silently, falls are told. */
function makeMonotonic({ bounds, counts }: Buckets): Correction | undefined {
  let correction: Correction | undefined;
  let previous = counts[0] ?? 0;
  for (let i = 1; i < counts.length; i++) {
    const count = counts[i] ?? 0;
    if (count === previous) continue;
    if (almostEqual(previous, count)) counts[i] = previous;
    else if (count < previous) {
      counts[i] = previous;
      correction ??= { minBucket: Infinity, maxBucket: -Infinity, maxDiff: 0 };
      const bound = bounds[i] ?? 0;
      if (bound < correction.minBucket) correction.minBucket = bound;
      if (bound > correction.maxBucket) correction.maxBucket = bound;
      if (previous - count > correction.maxDiff) correction.maxDiff = previous - count;
    } else previous = count;
  }
  return correction;
}

function almostEqual(a: number, b: number): boolean {
  if (a === b) return true;
  const smallest = 2.2250738585072014e-308;
  const sum = Math.abs(a) + Math.abs(b);
  const difference = Math.abs(a - b);
  if (a === 0 || b === 0 || sum < smallest) return difference < SAME_COUNT * smallest;
  return difference / Math.min(sum, Number.MAX_VALUE) < SAME_COUNT;
}

/** Buckets prepared once for several quantiles; undefined where there is no +Inf bucket. */
export function prepareBuckets(buckets: Buckets): { buckets: Buckets; correction: Correction | undefined } | undefined {
  const sorted = ordered(buckets);
  if (sorted.bounds.at(-1) !== Infinity) return undefined;
  const correction = makeMonotonic(sorted);
  return { buckets: sorted, correction };
}

/** The value below which `quantile` of the observations are, on straight lines between the bounds. */
export function bucketQuantile(quantile: number, { bounds, counts }: Buckets): number {
  const last = counts.length - 1;
  const observations = counts[last] ?? 0;
  if (last < 1 || observations === 0) return NaN;
  let rank = quantile * observations;
  let b = 0;
  let high = last;
  while (b < high) {
    const middle = (b + high) >>> 1;
    if ((counts[middle] ?? NaN) >= rank) high = middle;
    else b = middle + 1;
  }
  if (b === last) return bounds[last - 1] ?? NaN;
  const end = bounds[b] ?? NaN;
  if (b === 0 && end <= 0) return end;
  const start = b === 0 ? 0 : (bounds[b - 1] ?? NaN);
  const below = b === 0 ? 0 : (counts[b - 1] ?? 0);
  rank -= below;
  return start + (end - start) * (rank / ((counts[b] ?? 0) - below));
}

/** The share of the observations between two values. */
export function bucketFraction(lower: number, upper: number, input: Buckets): number {
  const { bounds, counts } = ordered(input);
  if (bounds.at(-1) !== Infinity) return NaN;
  const total = counts.at(-1) ?? 0;
  if (total === 0 || lower !== lower || upper !== upper) return NaN;
  if (lower >= upper) return 0;
  const rankOf = (value: number): number => {
    let start = (bounds[0] ?? 0) <= 0 ? -Infinity : 0;
    let below = 0;
    for (let i = 0; i < bounds.length; i++) {
      if (i > 0) start = bounds[i - 1] ?? 0;
      const end = bounds[i] ?? 0;
      const count = counts[i] ?? 0;
      if (start >= value) return below;
      if (end > value) return start === -Infinity ? count : below + ((count - below) * (value - start)) / (end - start);
      below = count;
    }
    return total;
  };
  return (Math.min(rankOf(upper), total) - Math.min(rankOf(lower), total)) / total;
}
