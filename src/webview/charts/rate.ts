import type { Columns, OwnColumns } from './columns.ts';

/**
 * A counter's increase per second between consecutive samples. A counter that went down was reset, so that its value
 * counts from zero (as Prometheus's `rate` has it). The first sample, and the first one after a gap, has no rate: NaN.
 */
export function ratePerSecond({ timestampsMs, values }: Columns): OwnColumns {
  const rates: OwnColumns = { timestampsMs: [], values: [] };
  for (let i = 1; i < timestampsMs.length; i++) {
    const seconds = ((timestampsMs[i] as number) - (timestampsMs[i - 1] as number)) / 1000;
    rates.timestampsMs.push(timestampsMs[i] as number);
    rates.values.push(increase(values[i - 1] as number, values[i] as number) / seconds);
  }
  return rates;
}

/**
 * What one observation was on average between consecutive samples of a histogram or summary: the increase of `_sum` by
 * the increase of `_count`; NaN where nothing was observed.
 */
export function averagePerObservation(sum: Columns, count: Columns): OwnColumns {
  const averages: OwnColumns = { timestampsMs: [], values: [] };
  let s = 0;
  let previous: number | undefined;
  for (let i = 0; i < count.timestampsMs.length; i++) {
    const timeMs = count.timestampsMs[i] as number;
    while (s < sum.timestampsMs.length && (sum.timestampsMs[s] as number) < timeMs) s++;
    const sumIndex = sum.timestampsMs[s] === timeMs ? s : undefined;
    if (i > 0) {
      averages.timestampsMs.push(timeMs);
      averages.values.push(
        previous === undefined || sumIndex === undefined ? NaN : average(sum, count, previous, sumIndex, i),
      );
    }
    previous = sumIndex;
  }
  return averages;
}

function average(sum: Columns, count: Columns, sumBefore: number, sumNow: number, countNow: number): number {
  const countBefore = count.values[countNow - 1] as number;
  const observed = count.values[countNow] as number;
  // A reset shows in the count, which never falls otherwise; a sum of negative values may fall without one.
  const reset = observed < countBefore;
  const observations = reset ? observed : observed - countBefore;
  const total = (sum.values[sumNow] as number) - (reset ? 0 : (sum.values[sumBefore] as number));
  return observations > 0 ? total / observations : NaN;
}

function increase(before: number, now: number): number {
  return now < before ? now : now - before;
}
