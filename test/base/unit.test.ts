import assert from 'node:assert/strict';
import { formatQuantity, type Unit } from '../../src/base/unit.ts';

const check = (value: number, unit: Unit, expected: string): void =>
  assert.equal(formatQuantity(value, unit), expected);

describe('formatQuantity', () => {
  it('prints bytes in steps of 1024', () => {
    check(0, 'bytes', '0 B');
    check(999, 'bytes', '999 B');
    check(45 * 1024 * 1024, 'bytes', '45 MB');
    check(1.5 * 1024 ** 3, 'bytes', '1.5 GB');
    check(1000, 'bytes', '0.977 kB');
    check(-2048, 'bytes', '-2 kB');
    check(1024, 'bytesPerSecond', '1 kB/s');
  });
  it('prints seconds in the unit that suits them', () => {
    check(0, 'seconds', '0 s');
    check(0.0123, 'seconds', '12.3 ms');
    check(0.00085, 'seconds', '850 µs');
    check(3e-9, 'seconds', '3 ns');
    check(1.5, 'seconds', '1.5 s');
    check(125, 'seconds', '2 m 5 s');
    check(3 * 3600 + 240, 'seconds', '3 h 4 m');
    check(2 * 86400 + 3600, 'seconds', '2 d 1 h');
    check(-0.5, 'seconds', '-500 ms');
  });
  it('prints ratios in percent and rates per second', () => {
    check(0.7895, 'ratio', '79 %');
    check(0.0123, 'ratio', '1.23 %');
    check(2.71428, 'perSecond', '2.71 /s');
    check(12_345, 'perSecond', '12.3 k /s');
  });
  it('prints plain numbers in three digits', () => {
    check(0, 'none', '0');
    check(1523, 'none', '1.52 k');
    check(999.6, 'none', '1 k');
    check(2_500_000, 'none', '2.5 M');
    check(0.5, 'none', '0.5');
  });
  it('says what is no number', () => {
    check(Number.NaN, 'bytes', '–');
    check(Infinity, 'seconds', '∞');
    check(-Infinity, 'none', '-∞');
  });
  it('prints times, yes and no', () => {
    check(1_700_000_000, 'timestamp', '2023-11-14 22:13 UTC');
    check(1e20, 'timestamp', '–');
    check(1, 'boolean', 'yes');
    check(0, 'boolean', 'no');
  });
});
