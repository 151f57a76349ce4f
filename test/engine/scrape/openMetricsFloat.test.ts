import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { openMetricsFloat } from '../../../src/engine/scrape/openMetricsFloat.ts';

describe('openMetricsFloat', () => {
  // What Go's strconv.FormatFloat(v, 'g', -1, 64) gives, with .0 on whole numbers.
  const cases: [value: number, expected: string][] = [
    [0, '0.0'],
    [1, '1.0'],
    [-1, '-1.0'],
    [10, '10.0'],
    [0.005, '0.005'],
    [0.0001, '0.0001'],
    [0.00001, '1e-05'],
    [1.5e-7, '1.5e-07'],
    [100_000, '100000.0'],
    [123_456.75, '123456.75'],
    [1_000_000, '1e+06'],
    [4_096_000, '4.096e+06'],
    [1e100, '1e+100'],
    [0.1 + 0.2, '0.30000000000000004'],
    [Infinity, '+Inf'],
    [-Infinity, '-Inf'],
    [NaN, 'NaN'],
  ];
  for (const [value, expected] of cases)
    it(`${value} is ${expected}`, () => assert.equal(openMetricsFloat(value), expected));
});
