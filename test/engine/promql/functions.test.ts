import assert from 'node:assert/strict';
import { isImplemented } from '../../../src/engine/promql/functions/evalCall.ts';
import { SIGNATURES } from '../../../src/engine/promql/signatures.ts';
import { checkScript } from './promqlSupport.ts';

// Expected values are worked out by hand from Prometheus' documentation of its functions.
describe('PromQL functions', () => {
  it('has an implementation for every signature', () => {
    for (const name of Object.keys(SIGNATURES)) assert.ok(isImplemented(name), name);
  });

  it('adds up counter resets and extrapolates to the ends of the range', () =>
    checkScript(`
load 10s
  c_total 0 10 20 5 15 25 35
  g 0 10 20 5 15 25 35

eval instant at 60s increase(c_total[60s1ms])
  {} 55

eval instant at 60s rate(c_total[50s])
  {} 0.875

eval instant at 60s delta(g[60s1ms])
  {} 35.0005833

eval instant at 60s irate(c_total[60s])
  {} 1

eval instant at 30s irate(c_total[60s])
  {} 0.5

eval instant at 60s resets(c_total[60s1ms])
  {} 1
`));

  it('does not extrapolate a counter below zero, nor far beyond its samples', () =>
    checkScript(`
load 10s
  young_total _ _ _ 1 11 21
  short_total 100 110 120 _ _ _ _ _ _ _

eval instant at 50s increase(young_total[50s])
  {} 21

eval instant at 90s increase(short_total[90s1ms])
  {} 25.001
`));

  it('gives nothing for ranges with too few samples, and tells of names', () =>
    checkScript(`
load 10s
  m 1 2 3

eval instant at 10s rate(m[10s])

eval instant at 20s rate(m[20s])
  expect info msg: PromQL info: metric might not be a counter, name does not end in _total/_sum/_count/_bucket: "m" (1:6)
  {} 0.1
`));

  it('aggregates over time with NaN and infinities', () =>
    checkScript(`
load 10s
  n NaN 3 1 2
  i Inf 1 -Inf

eval instant at 30s min_over_time(n[40s])
  {} 1

eval instant at 30s max_over_time(n[40s])
  {} 3

eval instant at 30s sum_over_time(n[40s])
  {} NaN

eval instant at 30s last_over_time(n[40s])
  n 2

eval instant at 10s avg_over_time(i[20s])
  {} Inf

eval instant at 20s avg_over_time(i[30s])
  {} NaN

eval instant at 30s quantile_over_time(0.5, n[30s])
  {} 2

eval instant at 30s quantile_over_time(2, n[30s])
  expect warn msg: PromQL warning: quantile value should be between 0 and 1, got 2 (1:20)
  {} Inf
`));

  it('finds quantiles of classic histograms', () =>
    checkScript(`
load 10s
  h_bucket{le="1"} 10
  h_bucket{le="2"} 20
  h_bucket{le="+Inf"} 20
  bad_bucket{le="1"} 10
  bad_bucket{le="2"} 5
  bad_bucket{le="+Inf"} 10
  odd_bucket{le="x"} 1

eval instant at 0 histogram_quantile(0.75, h_bucket)
  {} 1.5

eval instant at 0 histogram_quantile(1, h_bucket)
  {} 2

eval instant at 0 histogram_fraction(0.5, 1.5, h_bucket)
  {} 0.5

eval instant at 0 histogram_quantile(0.5, bad_bucket)
  expect info regex: needed to be fixed for monotonicity .* from buckets 2 to 2, with a max diff of 5, over 1 samples
  {} 0.5

eval instant at 0 histogram_quantile(0.5, odd_bucket)
  expect warn msg: PromQL warning: bucket label "le" is missing or has a malformed value of "x" for metric name "odd_bucket" (1:25)
`));

  it('replaces and joins labels', () =>
    checkScript(`
load 10s
  m{host="db-1:9100"} 1

eval instant at 0 label_replace(m, "name", "$1", "host", "(.*):.*")
  m{host="db-1:9100", name="db-1"} 1

eval instant at 0 label_join(m, "both", "/", "host", "none")
  m{host="db-1:9100", both="db-1:9100/"} 1

eval instant at 0 label_replace(m, "__name__", "other", "", "")
  other{host="db-1:9100"} 1

eval instant at 0 label_replace(m, "a", "", "host", "(")
  expect fail msg: invalid regular expression in label_replace(): (
`));

  it('knows dates', () =>
    checkScript(`
eval instant at 0 year(vector(1709164800))
  {} 2024

eval instant at 0 days_in_month(vector(1709164800))
  {} 29

eval instant at 0 day_of_year(vector(1709164800))
  {} 60

eval instant at 0 day_of_week(vector(1709164800))
  {} 4

eval instant at 25h hour()
  {} 1
`));

  it('sees series that are gone, and those that never were', () =>
    checkScript(`
load 1m
  up{job="a"} 1 stale _ _ _ _ _ _
  old 1 _ _ _ _ _ _ _

eval instant at 1m up

eval instant at 4m59s old
  old 1

eval instant at 5m old

eval instant at 0 absent(nothing{job="x", instance=~"y"})
  {job="x"} 1

eval range from 0 to 2m step 1m absent(up)
  {} _ 1 1

eval range from 0 to 2m step 1m absent_over_time(up[1m])
  {} _ 1 1
`));
});
