import assert from 'node:assert/strict';
import { formatQuantity } from '../../../src/base/unit.ts';
import { parseQuantity } from '../../../src/engine/values/parseQuantity.ts';
import { parseSeconds } from '../../../src/engine/values/parseSeconds.ts';

const MIB = 1024 * 1024;

function check(text: string, key: string | undefined, expected: string | undefined, value?: number): void {
  const quantity = parseQuantity(text, key);
  assert.equal(quantity?.unit, expected, `${text} gives ${JSON.stringify(quantity)}`);
  if (value !== undefined)
    assert.ok(Math.abs((quantity?.value ?? NaN) - value) <= Math.abs(value) * 1e-12, `${text}: ${quantity?.value}`);
}

const QUANTITIES: readonly (readonly [
  text: string,
  key: string | undefined,
  unit: string | undefined,
  value?: number,
])[] = [
  ['45MB', undefined, 'bytes', 45 * MIB],
  ['45.2M', 'memory', 'bytes', 45.2 * MIB],
  ['45.2M', 'used_memory_human', 'bytes', 45.2 * MIB],
  ['45.2M', undefined, 'none', 45.2e6],
  ['1.5 GiB', undefined, 'bytes', 1.5 * 1024 ** 3],
  ['512 kB', undefined, 'bytes', 512 * 1024],
  ['512K', 'heapUsed', 'bytes', 512 * 1024],
  ['17 bytes', undefined, 'bytes', 17],
  ['2 megabytes', undefined, 'bytes', 2 * MIB],
  ['3 gibibytes', undefined, 'bytes', 3 * 1024 ** 3],
  ['120B', undefined, 'bytes', 120],
  ['78.95%', undefined, 'ratio', 0.7895],
  ['78.95 %', undefined, 'ratio', 0.7895],
  ['5 percent', undefined, 'ratio', 0.05],
  ['12ms', undefined, 'seconds', 0.012],
  ['1.2s', undefined, 'seconds', 1.2],
  ['3 minutes', undefined, 'seconds', 180],
  ['1 hour 2 minutes', undefined, 'seconds', 3720],
  ['2 days, 3:04:05', undefined, 'seconds', 2 * 86_400 + 3 * 3600 + 4 * 60 + 5],
  ['PT0.012S', undefined, 'seconds', 0.012],
  ['P1DT2H', undefined, 'seconds', 93_600],
  ['1m2.5s', undefined, 'seconds', 62.5],
  ['1h2m', 'uptime', 'seconds', 3720],
  ['5m', undefined, 'seconds', 300],
  ['5m', 'memory', 'bytes', 5 * MIB],
  ['250µs', undefined, 'seconds', 0.00025],
  ['99ns', undefined, 'seconds', 99e-9],
  ['00:00:23.2322776', undefined, 'seconds', 23.2322776],
  ['1.02:00:00', 'uptime', 'seconds', 93_600],
  ['12:30:00', 'opens', undefined],
  ['-3s', undefined, 'seconds', -3],
  ['1,234', undefined, 'none', 1234],
  ['1,234,567.5', undefined, 'none', 1_234_567.5],
  ['12k', undefined, 'none', 12_000],
  ['-4', undefined, 'none', -4],
  ['1e3', undefined, 'none', 1000],
  ['.5', undefined, 'none', 0.5],
  ['350 req/s', undefined, 'perSecond', 350],
  ['350/s', undefined, 'perSecond', 350],
  ['12 ops/sec', undefined, 'perSecond', 12],
  ['1.5 MB/s', undefined, 'bytesPerSecond', 1.5 * MIB],
  ['45°C', undefined, 'celsius', 45],
  ['', undefined, undefined],
  ['NaN', undefined, undefined],
  ['Infinity', undefined, undefined],
  ['1.2.3', undefined, undefined],
  ['v18', undefined, undefined],
  ['1,23', undefined, undefined],
  ['2026-01-01T00:00:00Z', undefined, undefined],
  ['127.0.0.1', undefined, undefined],
  ['12 apples', undefined, undefined],
  ['connected', undefined, undefined],
  ['1e999', undefined, undefined],
  ['P', undefined, undefined],
  ['PT', undefined, undefined],
  ['deadbeef', undefined, undefined],
  ['3 of 5', undefined, undefined],
];

describe('parseQuantity', () => {
  for (const [text, key, unit, value] of QUANTITIES) {
    it(`${JSON.stringify(text)}${key === undefined ? '' : ` under ${key}`}`, () => check(text, key, unit, value));
  }

  it('reads back what Watchpost prints', () => {
    for (const [value, unit] of [
      [45 * MIB, 'bytes'],
      [0.0123, 'seconds'],
      [0.79, 'ratio'],
      [125, 'seconds'],
    ] as const) {
      check(formatQuantity(value, unit), undefined, unit, value);
    }
  });

  it('stays quick and quiet on long and odd texts', () => {
    for (const text of [
      '1'.repeat(10_000),
      '1s'.repeat(5000),
      ' '.repeat(5000),
      '9'.repeat(64),
      `1${',000'.repeat(15)}`,
    ]) {
      assert.doesNotThrow(() => [parseQuantity(text), parseSeconds(text)]);
    }
  });
});
