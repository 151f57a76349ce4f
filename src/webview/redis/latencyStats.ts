/** Samples of which the percentiles are told: the last ones. */
const RECENT_MAX = 10_000;
/** Upper bounds of the histogram in seconds: 10 µs to 10 s, each three to a decade; what is above the last falls into one more. */
export const LATENCY_BOUNDS: readonly number[] = [-5, -4, -3, -2, -1, 0].flatMap((power) =>
  [1, 2, 5].map((digit) => Number(`${digit}e${power}`)),
);

/** What latencies have been so far, in seconds. */
export interface LatencySummary {
  readonly count: number;
  readonly min: number;
  readonly max: number;
  readonly average: number;
  /** Of the last ten thousand. */
  readonly p99: number;
}

/** Latencies as `redis-cli --latency` and `--latency-dist` count them, in a bounded amount of memory. */
export class LatencyStats {
  readonly #recent: number[] = [];
  readonly #counts = Array.from({ length: LATENCY_BOUNDS.length + 1 }, () => 0);
  #count = 0;
  #sum = 0;
  #min = Infinity;
  #max = 0;

  add(seconds: readonly number[]): void {
    for (const one of seconds) {
      this.#recent[this.#count % RECENT_MAX] = one;
      this.#count++;
      this.#sum += one;
      this.#min = Math.min(this.#min, one);
      this.#max = Math.max(this.#max, one);
      const at = LATENCY_BOUNDS.findIndex((bound) => one <= bound);
      const bucket = at < 0 ? LATENCY_BOUNDS.length : at;
      this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
    }
  }

  /** Undefined before the first. */
  get summary(): LatencySummary | undefined {
    if (this.#count === 0) return undefined;
    const sorted = this.#recent.toSorted((a, b) => a - b);
    const p99 = sorted[Math.ceil(sorted.length * 0.99) - 1] ?? Number.NaN;
    return { count: this.#count, min: this.#min, max: this.#max, average: this.#sum / this.#count, p99 };
  }

  /** How many were at most so long and longer than the bound before, from the first bucket with any to the last; the last bound may be infinite. */
  get histogram(): readonly { readonly bound: number; readonly count: number }[] {
    const buckets = this.#counts.map((count, i) => ({ bound: LATENCY_BOUNDS[i] ?? Infinity, count }));
    const first = buckets.findIndex(({ count }) => count > 0);
    const last = buckets.findLastIndex(({ count }) => count > 0);
    return first < 0 ? [] : buckets.slice(first, last + 1);
  }
}
