import assert from 'node:assert/strict';
import { parseLimit, parseSize } from '../../src/config/quantities.ts';
import { read, problemLines } from './check.ts';

function check(thresholds: unknown, expected: readonly unknown[], problems: readonly string[] = []): void {
  const output = read({ 'watchpost.services': { a: { tcp: 'a:1', thresholds } } });
  assert.deepEqual(output.config.services[0]?.thresholds, expected);
  assert.deepEqual(
    problemLines(output).map((line) => line.replace('watchpost.services/a/thresholds', '').replace('settings.', '')),
    problems,
  );
}

describe('thresholds', () => {
  it('have limits in the base unit', () => {
    const rows = [
      ['< 0.6', '<', 0.6],
      ['>1500MB', '>', 1_572_864_000],
      ['> 1.5 GB', '>', 1_610_612_736],
      ['> 2kB', '>', 2_048],
      ['> 2KiB', '>', 2_048],
      ['> 100B', '>', 100],
      ['> 2s', '>', 2],
      ['>= 250ms', '>=', 0.25],
      ['> 5m', '>', 300],
      ['> 1h', '>', 3_600],
      ['> 1d', '>', 86_400],
      ['> 30µs', '>', 0.00003],
      ['> 5%', '>', 0.05],
      ['< 78.95%', '<', 0.7895],
      ['<= -1', '<=', -1],
      ['== 0', '==', 0],
      ['!= 1', '!=', 1],
      ['> 1e3', '>', 1_000],
      ['> 10/s', '>', 10],
      ['> 2MB/s', '>', 2_097_152],
    ] as const;
    for (const [text, op, value] of rows) assert.deepEqual(parseLimit(text), { op, value }, text);
    for (const text of [
      '',
      '5',
      '= 5',
      '> ',
      '> x',
      '> 5 apples',
      '> 5%%',
      '> 1,5',
      '=> 5',
      '> Infinity',
      '> 1e999',
      '> 5 toString',
      // What a pattern alone would take minutes for.
      `> 1${' '.repeat(200_000)}x y`,
    ]) {
      assert.equal(parseLimit(text), undefined, text);
    }
  });

  it('are read by metric name', () => {
    check({ 'a:b_c': { warn: '> 1', critical: '> 2' } }, [
      { metric: 'a:b_c', warn: { op: '>', value: 1 }, critical: { op: '>', value: 2 } },
    ]);
    check({ a: { critical: '> 2' } }, [{ metric: 'a', critical: { op: '>', value: 2 } }]);
  });

  it('report what is wrong and keep the rest', () => {
    check([], [], ['wrongType ']);
    check(
      { 'a-b': { warn: '> 1' }, c: { warn: '> 1' } },
      [{ metric: 'c', warn: { op: '>', value: 1 } }],
      ['badMetricName /a-b'],
    );
    check({ a: '> 1' }, [], ['wrongType /a']);
    check({ a: {} }, [], ['emptyThreshold /a']);
    check({ a: { warn: 0.6 } }, [], ['wrongType /a/warn']);
    check(
      { a: { warn: 'much', critical: '> 1' } },
      [{ metric: 'a', critical: { op: '>', value: 1 } }],
      ['badLimit /a/warn'],
    );
    check({ a: { warning: '> 1' } }, [], ['unknownKey /a/warning', 'emptyThreshold /a']);
  });

  it('warn of limits in the wrong order', () => {
    const orders = (warn: string, critical: string) =>
      read({ 'watchpost.services': { a: { tcp: 'a:1', thresholds: { m: { warn, critical } } } } }).problems.length;
    assert.deepEqual(
      [
        orders('> 5', '> 3'),
        orders('< 3', '< 5'),
        orders('> 5', '> 5'),
        orders('>= 5', '> 5'),
        orders('> 3', '> 5'),
        orders('< 3', '> 5'),
      ],
      [1, 1, 1, 0, 0, 0],
    );
  });
});

describe('parseSize', () => {
  it('counts in steps of 1024', () => {
    const rows = [
      ['200MB', 209_715_200],
      ['1.5 GB', 1_610_612_736],
      ['1kb', 1_024],
      ['1KiB', 1_024],
      ['5B', 5],
      ['200', undefined],
      ['MB', undefined],
      ['-1MB', undefined],
    ] as const;
    for (const [text, bytes] of rows) assert.equal(parseSize(text), bytes, text);
  });
});
