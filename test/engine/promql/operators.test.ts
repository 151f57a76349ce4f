import assert from 'node:assert/strict';
import { xxHash64 } from '../../../src/engine/promql/aggregate/hashRatio.ts';
import { instantQuerySync } from '../../../src/engine/promql/query.ts';
import { checkScript, sourceOf } from './promqlSupport.ts';

describe('PromQL operators and aggregations', () => {
  it('matches one to one, many to one, and fills what is missing', () =>
    checkScript(`
load 1m
  left{a="1", b="x"} 1
  left{a="2", b="x"} 2
  left{a="2", b="y"} 3
  right{a="1"} 10
  right{a="3"} 30

eval instant at 0 left * on(a) group_left right
  {a="1", b="x"} 10

eval instant at 0 sum by (a) (left) + fill(0) right
  {a="1"} 11
  {a="2"} 5
  {a="3"} 30

eval instant at 0 left + on(a) right
  {a="1"} 11

eval instant at 0 right + on(a) left{b="x"} or right * 2
  {a="1"} 11
  {a="3"} 60

eval instant at 0 right + on() left
  expect fail regex: found duplicate series for the match group {} on the right hand-side

eval instant at 0 left{a="2"} + on(a) sum by (a) (left)
  expect fail msg: multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)

eval instant at 0 left and on(a) right
  left{a="1", b="x"} 1

eval instant at 0 left unless on(a) right
  left{a="2", b="x"} 2
  left{a="2", b="y"} 3
`));

  it('keeps one series where both sides of "or" have it at different times', () =>
    checkScript(`
load 1m
  m{a="1"} 1 2 3 4

eval range from 0 to 3m step 1m (m > 2) or (m <= 2)
  m{a="1"} 1 2 3 4
`));

  it('aggregates by and without labels', () =>
    checkScript(`
load 1m
  m{a="1", b="x"} 1 NaN
  m{a="1", b="y"} 3 3
  m{a="2", b="x"} 5 5

eval range from 0 to 1m step 1m sum by (a) (m)
  {a="1"} 4 NaN
  {a="2"} 5 5

eval instant at 1m max without (b) (m)
  {a="1"} 3
  {a="2"} 5

eval instant at 0 stddev(m)
  {} 1.632993161855452

eval instant at 0 quantile(0.5, m)
  {} 3

eval instant at 1m topk(2, m)
  expect ordered
  m{a="2", b="x"} 5
  m{a="1", b="y"} 3

eval instant at 0 bottomk by (a) (1, m)
  m{a="1", b="x"} 1
  m{a="2", b="x"} 5

eval instant at 1m count_values("v", m)
  {v="NaN"} 1
  {v="3"} 1
  {v="5"} 1

eval instant at 0 count(limitk(2, m))
  {} 2

eval instant at 0 count(limit_ratio(0.5, m) or limit_ratio(-0.5, m))
  {} 3
`));

  it('shows extended ranges with points at their ends', () => {
    const source = sourceOf(10_000, 'm 0 10 20 30 40 50');
    const points = (query: string): unknown => {
      const result = instantQuerySync(source, query, 35_000);
      assert.ok(result.ok && result.result.type === 'matrix');
      const [series] = result.result.series;
      return Array.from(series?.timesMs ?? [], (timeMs, i) => [timeMs / 1000, series?.values[i]]);
    };
    assert.deepEqual(points('m[20s]'), [
      [20, 20],
      [30, 30],
    ]);
    assert.deepEqual(points('m[20s] anchored'), [
      [15, 10],
      [20, 20],
      [30, 30],
      [35, 30],
    ]);
    assert.deepEqual(points('m[20s] smoothed'), [
      [15, 15],
      [20, 20],
      [30, 30],
      [35, 35],
    ]);
  });

  it('hashes label sets as Prometheus does for limit_ratio', () => {
    // Test vectors of xxHash64 with seed 0.
    assert.equal(xxHash64(Buffer.from('')), 0xef46db3751d8e999n);
    assert.equal(xxHash64(Buffer.from('abc')), 0x44bc2cf5ad770999n);
    assert.equal(xxHash64(Buffer.from('Nobody inspects the spammish repetition')), 0xfbcea83c8a378bf1n);
  });

  it('evaluates subqueries on multiples of their step, and fixed times once', () =>
    checkScript(`
load 10s
  m 0+1x60

eval instant at 55s count_over_time(m[50s:20s])
  {} 2

eval instant at 60s max_over_time(m[60s:10s] offset 20s)
  {} 4

eval range from 0 to 60s step 30s m @ 20
  m 2 2 2

eval range from 60s to 120s step 60s sum_over_time(m[20s] @ end())
  {} 23 23

eval range from 60s to 120s step 60s m offset -10s
  m 7 13

eval range from 60s to 120s step 60s count_over_time(m[step()])
  {} 6 6
`));
});
