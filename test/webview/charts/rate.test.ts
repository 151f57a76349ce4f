import assert from 'node:assert/strict';
import type { Columns } from '../../../src/webview/charts/columns.ts';
import { averagePerObservation, ratePerSecond } from '../../../src/webview/charts/rate.ts';

const columns = (...pairs: readonly (readonly [seconds: number, value: number])[]): Columns => ({
  timestampsMs: pairs.map(([seconds]) => seconds * 1000),
  values: pairs.map(([, value]) => value),
});

describe('ratePerSecond', () => {
  const check = (input: Columns, expected: Columns): void => assert.deepEqual(ratePerSecond(input), expected);

  it('is the increase by the seconds between samples', () =>
    check(columns([0, 100], [10, 150], [15, 150]), columns([10, 5], [15, 0])));
  it('counts from zero after a reset', () => check(columns([0, 100], [10, 30]), columns([10, 3])));
  it('has no value beside a gap', () =>
    check(columns([0, 1], [10, Number.NaN], [20, 5], [30, 25]), columns([10, Number.NaN], [20, Number.NaN], [30, 2])));
  it('needs two samples', () => check(columns([0, 1]), columns()));
});

describe('averagePerObservation', () => {
  const check = (sum: Columns, count: Columns, expected: Columns): void =>
    assert.deepEqual(averagePerObservation(sum, count), expected);

  it('divides the increases', () =>
    check(columns([0, 1], [10, 4], [20, 4.5]), columns([0, 10], [10, 16], [20, 17]), columns([10, 0.5], [20, 0.5])));
  it('has no value while nothing is observed', () =>
    check(columns([0, 1], [10, 1]), columns([0, 10], [10, 10]), columns([10, Number.NaN])));
  it('counts both from zero after a reset', () =>
    check(columns([0, 100], [10, 6]), columns([0, 50], [10, 3]), columns([10, 2])));
  it('leaves out a moment without a sum', () =>
    check(columns([0, 1], [20, 9]), columns([0, 1], [10, 2], [20, 3]), columns([10, Number.NaN], [20, Number.NaN])));
});
